import assert from "node:assert/strict"
import type { ContractHarness, ContractCase } from "../harness"
import { Subject } from "../subject"

/** Identifying: unknown and inactive members are answers, never exceptions. */
export function memberCases(harness: ContractHarness): ContractCase[] {
  const { inactive_member, unknown_member } = harness.fixtures
  const cases: ContractCase[] = [
    {
      name: "identifies a member and opens a session",
      run: async () => {
        const subject = await Subject.create(harness)
        const { member } = await subject.open()
        assert.ok(member.provider_session_id.length > 0, "the session needs an id")
        assert.ok(member.provider_member_id.length > 0, "the member needs an id")
        assert.ok(Number.isSafeInteger(member.points_balance), "points are whole numbers")
      },
    },
    {
      name: "finds the same member by the engine's own id",
      run: async () => {
        const subject = await Subject.create(harness)
        const { member } = await subject.open()
        const again = subject.accepted(
          await subject.provider.identify(await subject.call(), {
            session: subject.newSession(),
            provider_member_id: member.provider_member_id,
            identifier: null,
          }),
        )
        assert.equal(again.provider_member_id, member.provider_member_id)
      },
    },
    {
      name: "answers an unknown member with a value",
      run: async () => {
        const subject = await Subject.create(harness)
        const error = subject.refused(await subject.identify(unknown_member))
        assert.equal(error.code, "member_not_found")
        assert.equal(error.outcome, "not_applied")
        assert.equal(error.retryable, false)
      },
    },
  ]
  if (inactive_member !== null) {
    cases.push({
      name: "answers an inactive member with a value",
      run: async () => {
        const subject = await Subject.create(harness)
        const error = subject.refused(await subject.identify(inactive_member))
        assert.equal(error.code, "member_inactive")
        assert.equal(error.retryable, false)
      },
    })
  }
  return cases
}
