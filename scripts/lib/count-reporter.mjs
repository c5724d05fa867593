// @ts-check
import fs from "node:fs"

/**
 * Vitest reporter that writes how many tests passed and failed, and which, to the file RESULT_FILE.
 *
 * A test that did not run counts as failed: a skipped test, a todo, one shut out by `only`, or one
 * whose hook failed proves nothing.
 */
export default class CountReporter {
  /**
   * @param {ReadonlyArray<import("vitest/node").TestModule>} modules
   * @param {ReadonlyArray<unknown>} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    let passed = 0
    let failed = unhandledErrors.length
    /** @type {string[]} */
    const not_run = []
    /** @type {string[]} */
    const retried = []
    const failures = unhandledErrors.map((error) => `outside every test: ${firstLine(error)}`)
    /** @type {{ spec: string, name: string, passed: boolean, assertions: number }[]} */
    const ran = []
    for (const module of modules) {
      const tests = [...module.children.allTests()]
      const outcomes = tests.map((test) => test.result().state)
      passed += outcomes.filter((state) => state === "passed").length
      failed += outcomes.filter((state) => state !== "passed").length
      not_run.push(
        ...tests
          .filter((_, index) => outcomes[index] === "skipped" || outcomes[index] === "pending")
          .map((test) => `${module.relativeModuleId} > ${test.fullName}`),
      )
      retried.push(
        ...tests
          .filter((test) => (test.diagnostic()?.retryCount ?? 0) > 0)
          .map((test) => `${module.relativeModuleId} > ${test.fullName}`),
      )
      failures.push(
        ...tests
          .filter((_, index) => outcomes[index] === "failed")
          .map(
            (test) =>
              `${module.relativeModuleId} > ${test.fullName}: ${firstLine(test.result().errors?.at(-1))}`,
          ),
      )
      ran.push(
        ...tests.map((test, index) => ({
          spec: module.relativeModuleId,
          name: test.fullName,
          passed: outcomes[index] === "passed",
          assertions: Number(Reflect.get(test.meta(), "assertions") ?? 0),
        })),
      )
      // A file that breaks outside its tests: an import or a hook that throws after they ran.
      if (module.state() === "failed" && outcomes.every((state) => state === "passed")) {
        failed += 1
        failures.push(`${module.relativeModuleId}: ${firstLine(module.errors().at(-1))}`)
      }
    }
    const result = { passed, failed, failures, not_run, retried, ran }
    fs.writeFileSync(process.env.RESULT_FILE ?? "test-result.json", JSON.stringify(result))
  }
}

/**
 * @param {unknown} error
 * @returns {string}
 */
const firstLine = (error) =>
  String((error && typeof error === "object" && Reflect.get(error, "message")) || error).split(
    "\n",
  )[0] ?? ""
