import assert from "node:assert/strict"
import type { ContractHarness, ContractCase } from "../harness"
import { Subject } from "../subject"

/** Settings, connection check, and an engine that is not there. */
export function connectionCases(harness: ContractHarness): ContractCase[] {
  const cases: ContractCase[] = [
    {
      name: "accepts the settings it works with",
      run: async () => {
        const subject = await Subject.create(harness)
        const { connection } = await subject.call()
        const { settings, credentials, participant_id, site_id } = connection
        const input = { settings, credentials, participant_id, site_id }
        const check = await subject.provider.checkSettings(input)
        assert.ok(check.ok, check.ok ? "" : JSON.stringify(check.issues))
        const again = await subject.provider.checkSettings({ ...input, settings: check.settings })
        assert.deepEqual(again, check, "saving what was saved changes it")
      },
    },
    {
      name: "checks a working connection step by step",
      run: async () => {
        const subject = await Subject.create(harness)
        const { ok, steps } = await subject.provider.checkConnection(await subject.call())
        assert.equal(ok, true, JSON.stringify(steps))
        assert.ok(steps.length > 0, "a check without steps explains nothing")
        for (const step of steps) {
          assert.ok(step.ok && Number.isFinite(step.latency_ms) && step.latency_ms >= 0)
        }
        const { connection } = await subject.call()
        assert.equal(subject.provider.breakerState(connection), "CLOSED")
      },
    },
  ]
  const refusedCall = harness.faults?.refusedCall
  if (refusedCall !== undefined) {
    cases.push({
      name: "says that an engine that refuses connections applied nothing",
      run: async () => {
        const subject = await Subject.create(harness)
        const open = await subject.open()
        const call = await refusedCall()
        const request = subject.provider.freezeFinalize(call.connection, subject.snapshot(open))
        const results = [
          await subject.provider.finalize(call, request, 0),
          await subject.provider.evaluate(call, subject.evaluation(open)),
        ]
        for (const result of results) {
          const error = subject.refused(result)
          assert.equal(error.outcome, "not_applied")
          assert.equal(error.retryable, true)
        }
        const check = await subject.provider.checkConnection(call)
        assert.equal(check.ok, false)
        assert.ok(check.steps.some((step) => !step.ok && step.code !== undefined))
      },
    })
  }
  return cases
}
