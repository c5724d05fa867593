// @ts-check
import path from "node:path"

/**
 * Where the report of tests that `npm test` does not run is kept after their own command ran.
 *
 * @param {string} script of package.json
 * @returns {string}
 */
export const reportOf = (script) =>
  path.resolve(".cache", "reports", `${script.replace(":", "-")}.json`)
