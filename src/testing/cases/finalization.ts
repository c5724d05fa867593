import assert from "node:assert/strict"
import type { ContractHarness, ContractCase } from "../harness"
import { Subject } from "../subject"

async function assertCommits(harness: ContractHarness, order_id: string, expected: number) {
  const commits = await harness.faults?.commitsOf?.(order_id)
  assert.equal(commits ?? expected, expected, "the engine counts another number of commits")
}

/** Finalizing: frozen once, in effect once, and its outcome can always be found out. */
export function finalizationCases(harness: ContractHarness): ContractCase[] {
  const cases: ContractCase[] = [
    {
      name: "freezes a finalize purely: same snapshot, same key and body",
      run: async () => {
        const subject = await Subject.create(harness)
        const open = await subject.open()
        const { connection } = await subject.call()
        const snapshot = subject.snapshot(open)
        const before = structuredClone(snapshot)
        const first = subject.provider.freezeFinalize(connection, snapshot)
        const again = subject.provider.freezeFinalize(connection, structuredClone(snapshot))
        assert.deepEqual(again, first, "the same snapshot froze to two requests")
        assert.deepEqual(snapshot, before, "freezing changed the snapshot")
        const later = subject.provider.freezeFinalize(connection, {
          ...snapshot,
          session: { ...snapshot.session, message_sequence: 9 },
        })
        assert.equal(later.idempotency_key, first.idempotency_key, "one order has one key")
        const other = { ...snapshot, order_id: `${snapshot.order_id}-other` }
        const another = subject.provider.freezeFinalize(connection, other)
        assert.notEqual(another.idempotency_key, first.idempotency_key, "two orders share a key")
        for (const secret of Object.values(connection.credentials ?? {})) {
          assert.ok(!first.body.includes(secret), "a frozen body is stored: no credentials in it")
        }
      },
    },
    {
      name: "finalizes once in effect, however often the same request is sent",
      run: async () => {
        const subject = await Subject.create(harness)
        const before = await subject.balance()
        const open = await subject.open()
        const first = subject.accepted(await subject.finalize(open))
        const again = subject.accepted(await subject.finalize(open, 1))
        assert.equal(first.duplicate, false, "the first commit is no duplicate")
        assert.equal(again.duplicate, true, "the second send must be reported as a duplicate")
        assert.equal(again.earned_points, first.earned_points)
        assert.equal(again.receipt_id, first.receipt_id)
        const expected = before + first.earned_points - first.redeemed_points
        assert.equal(await subject.balance(), expected, "the balance moved by more than one commit")
        await assertCommits(harness, open.order_id, 1)
      },
    },
    {
      name: "tells the status: active, then finalized for that order",
      run: async () => {
        const subject = await Subject.create(harness)
        const open = await subject.open()
        const status = async () =>
          subject.accepted(
            await subject.provider.status(await subject.call(), { session: open.session }),
          )
        assert.equal((await status()).status, "active")
        const outcome = subject.accepted(await subject.finalize(open))
        const after = await status()
        assert.equal(after.status, "finalized")
        assert.equal(after.transaction_id, open.order_id)
        assert.equal(after.earned_points, outcome.earned_points)
      },
    },
    {
      name: "tells the status of a session that never was, as a value",
      run: async () => {
        const subject = await Subject.create(harness)
        const session = { ...subject.newSession(), provider_session_id: "never-was" }
        const result = await subject.provider.status(await subject.call(), { session })
        assert.equal(subject.accepted(result).status, "not_found")
      },
    },
    {
      name: "does not send a finalize whose caller has already gone",
      run: async () => {
        const subject = await Subject.create(harness)
        const before = await subject.balance()
        const open = await subject.open()
        const call = { ...(await subject.call()), signal: AbortSignal.abort() }
        const request = subject.provider.freezeFinalize(call.connection, subject.snapshot(open))
        const error = subject.refused(await subject.provider.finalize(call, request, 0))
        assert.equal(error.outcome, "not_applied")
        assert.equal(await subject.balance(), before)
      },
    },
  ]
  const lose = harness.faults?.loseNextFinalizeReply
  if (lose !== undefined) {
    cases.push({
      name: "says that a lost answer is unknown, and recovers with the same request",
      run: async () => {
        const subject = await Subject.create(harness)
        const open = await subject.open()
        await lose()
        const error = subject.refused(await subject.finalize(open))
        assert.equal(error.outcome, "unknown", "an applied finalize was called not applied")
        assert.equal(error.retryable, true)
        const call = await subject.call()
        const status = await subject.provider.status(call, { session: open.session })
        assert.equal(subject.accepted(status).status, "finalized")
        assert.equal(subject.accepted(await subject.finalize(open, 1)).duplicate, true)
        await assertCommits(harness, open.order_id, 1)
      },
    })
  }
  return cases
}
