// @ts-check
/**
 * Runs every test of the repository, prints branch coverage, and closes with one line:
 * `N passed, N failed`.
 *
 *   npm test                  everything
 *   npm test -- --run unit    one run
 *   npm test -- smoke         the spec files whose path contains "smoke"
 *
 * Fails when a test fails or does not run, when there is none, when coverage is too low, and when the
 * map of faults (chaos/map) names a test that did not run or asserted nothing.
 */
import { spawn } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"

import { coverage } from "./coverage.config.mjs"
import { measure, table } from "./lib/branch-coverage/report.mjs"

// Unit tests first: they are quick, and a broken rule shows before a server starts.
const RUNS = ["unit", "integration"]
/**
 * Parts of the paths of integration tests that have the machine to themselves: those that drive a
 * browser or a whole demo, and those that compare times or race against them. The others run
 * three files at a time, each against a Medusa and a database of its own.
 */
const ALONE = [
  "integration-tests/browser/",
  "integration-tests/demo/",
  "integration-tests/http/cart-storm",
  "integration-tests/http/completion-races",
  "integration-tests/http/failures",
  "integration-tests/http/guards-slow-engine",
  "integration-tests/http/hostile-input",
  "integration-tests/http/races",
  "integration-tests/http/shared-members",
  "integration-tests/http/strangers",
]
const ROOT = path.resolve(import.meta.dirname, "..")
const COVERAGE_DIR = path.join(ROOT, ".cache", "coverage", `run-${process.pid}`)
const LINES_SHOWN = 15

/**
 * @typedef {{ passed: number, failed: number, failures: string[], not_run: string[], retried: string[], ran: object[] }} Counts
 * @typedef {{ project: string, args: string[], left_out: string[] }} Part filters of files and options
 * of vitest, and parts of the paths of files that another part runs
 */

/**
 * The calls of vitest that a run consists of.
 *
 * @param {string} project
 * @param {string[]} filters
 * @returns {Part[]}
 */
const partsOf = (project, filters) =>
  project === "integration" && filters.length === 0
    ? [
        { project, args: ["--fileParallelism", "--maxWorkers=3"], left_out: ALONE },
        { project, args: ALONE, left_out: [] },
      ]
    : [{ project, args: filters, left_out: [] }]

/**
 * Runs one project of vitest.config.ts, or a part of it.
 *
 * @param {Part} part
 * @returns {Promise<Counts>}
 */
const run = async ({ project, args, left_out }) => {
  const resultFile = path.join(os.tmpdir(), `medusa-plugin-loyalty-${process.pid}-${project}.json`)
  const reporter = path.join(ROOT, "scripts", "lib", "count-reporter.mjs")
  const flags = ["--reporter=default", `--reporter=${reporter}`, "--allowOnly=false"]
  const vitest = path.join(ROOT, "node_modules", "vitest", "vitest.mjs")
  const code = await exitCode(
    [vitest, "run", "--project", project, ...flags, "--passWithNoTests", ...args],
    {
      RESULT_FILE: resultFile,
      COVERAGE_DIR,
      SPECS_LEFT_OUT: left_out.join(","),
    },
  )
  if (!fs.existsSync(resultFile)) {
    // Vitest fell before it could report, or found no file to run.
    const failures =
      code === 0 ? [] : [`vitest ended with ${code} before it ran the ${project} tests`]
    return { passed: 0, failed: failures.length, failures, not_run: [], retried: [], ran: [] }
  }
  /** @type {Counts} */
  const counts = JSON.parse(fs.readFileSync(resultFile, "utf8"))
  fs.rmSync(resultFile)
  return code !== 0 && counts.failed === 0
    ? { ...counts, failed: 1, failures: [`vitest ended with ${code} after the ${project} tests`] }
    : counts
}

/**
 * @param {string[]} args
 * @param {Record<string, string>} env
 * @returns {Promise<number>}
 */
const exitCode = (args, env) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...env },
    })
    // Whoever stops us stops the tests.
    const forward = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal)
    process.once("SIGINT", forward)
    process.once("SIGTERM", forward)
    child.once("error", reject)
    child.once("close", (code) => resolve(code ?? 1))
  })

const reportCoverage = () => {
  const results = measure(COVERAGE_DIR, coverage.areas)
  console.log(`\n${table(results)}`)
  const low = results.filter((result) => result.percent < result.branches_min)
  for (const { folder, missing } of low) {
    console.log(`\nBranches of ${folder} that no test takes (first ${LINES_SHOWN} lines):`)
    console.log(missing.slice(0, LINES_SHOWN).join("\n"))
  }
  if (low.length > 0) {
    console.error(`\nBranch coverage is too low in ${low.map((area) => area.folder).join(", ")}.`)
    return false
  }
  return true
}

/**
 * Holds the map of faults to tests against the tests that ran.
 *
 * @param {readonly object[]} ran
 */
const checkMap = async (ran) => {
  const file = path.join(os.tmpdir(), `medusa-plugin-loyalty-${process.pid}-ran.json`)
  fs.writeFileSync(file, JSON.stringify(ran))
  const tsx = path.join(ROOT, "node_modules", "tsx", "dist", "cli.mjs")
  const code = await exitCode([tsx, path.join(ROOT, "chaos", "map", "check.ts"), file], {})
  fs.rmSync(file)
  return code === 0
}

const main = async () => {
  const args = process.argv.slice(2)
  const chosen = args.indexOf("--run")
  const only = chosen === -1 ? undefined : args.splice(chosen, 2)[1]
  if (only !== undefined && !RUNS.includes(only)) {
    throw new Error(`There is no run "${only}". Choose one of: ${RUNS.join(", ")}.`)
  }
  const total = { passed: 0, failed: 0 }
  /** @type {string[]} */
  const remarks = []
  /** @type {object[]} */
  const ran = []
  for (const part of (only ? [only] : RUNS).flatMap((project) => partsOf(project, args))) {
    const counts = await run(part)
    total.passed += counts.passed
    total.failed += counts.failed
    ran.push(...counts.ran)
    remarks.push(
      ...counts.retried.map((name) => `Took a second try, so look at it: ${name}`),
      ...counts.not_run.map((name) => `Did not run: ${name}`),
      ...counts.failures.map((failure) => `Failed: ${failure}`),
    )
  }
  const everything = !only && args.length === 0
  const covered = everything ? reportCoverage() : true
  const mapped = everything ? await checkMap(ran) : true
  fs.rmSync(COVERAGE_DIR, { recursive: true, force: true })
  if (total.passed + total.failed === 0) {
    console.error("No test ran.")
  }
  // At the end, because of a long log some keep no more than that.
  for (const remark of remarks) {
    console.error(remark)
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed`)
  process.exitCode = covered && mapped && total.failed === 0 && total.passed > 0 ? 0 : 1
}

await main()
