// @ts-check
/**
 * Runs the tests that need a Redis, and keeps the report of a whole run for the map of faults
 * (chaos/map), which `npm test` checks.
 *
 *   npm run test:redis                   everything
 *   npm run test:redis -- redis-stops    whatever Vitest understands
 */
import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"

import { reportOf } from "./lib/kept-reports.mjs"

const VITEST = path.join("node_modules", "vitest", "vitest.mjs")
const REPORTER = "./scripts/lib/count-reporter.mjs"
const RESULT_FILE = reportOf("test:redis")
const args = process.argv.slice(2)

const isWhole = args.length === 0

if (isWhole) {
  fs.rmSync(RESULT_FILE, { force: true })
}
fs.mkdirSync(path.dirname(RESULT_FILE), { recursive: true })
const reporters = ["--reporter=default", ...(isWhole ? [`--reporter=${REPORTER}`] : [])]
const { status } = spawnSync(
  process.execPath,
  [VITEST, "run", "--project", "redis", ...reporters, ...args],
  { stdio: "inherit", env: { ...process.env, RESULT_FILE } },
)
process.exitCode = status ?? 1
