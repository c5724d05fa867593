// @ts-check
import { createRequire } from "node:module"

const { instrument, isMeasured } = createRequire(import.meta.url)("./instrument.cjs")

/**
 * Vite plugin: counts the branches of what Vitest itself loads.
 *
 * @returns {import("vite").Plugin}
 */
export const countBranches = () => ({
  name: "count-branches",
  enforce: "pre",
  transform(code, id) {
    const [file = id] = id.split("?")
    return process.env.COVERAGE_DIR && isMeasured(file)
      ? { code: instrument(code, file), map: null }
      : undefined
  },
})
