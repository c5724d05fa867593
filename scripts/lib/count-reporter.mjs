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
      }
    }
    const result = { passed, failed, not_run, retried, ran }
    fs.writeFileSync(process.env.RESULT_FILE ?? "test-result.json", JSON.stringify(result))
  }
}
