import assert from "node:assert/strict"
import { CAPABILITIES, type Capability, type ReversalSnapshot } from "../../types/provider"
import type { ContractHarness, ContractCase } from "../harness"
import { Subject, type OpenSession } from "../subject"

type Move = (subject: Subject) => Promise<void>

function reversalOf(
  subject: Subject,
  open: OpenSession,
  reversal: { number: number; earned_points: number },
): ReversalSnapshot {
  const snapshot = subject.snapshot(open)
  return {
    session: { ...snapshot.session, message_sequence: 3 + reversal.number },
    order_id: open.order_id,
    reversal_number: reversal.number,
    currency_digits: snapshot.currency_digits,
    lines: snapshot.lines,
    granted_rewards: [],
    earned_points: reversal.earned_points,
    redeemed_points: 0,
  }
}

async function reverse(subject: Subject, snapshot: ReversalSnapshot) {
  const call = await subject.call()
  const request = subject.provider.freezeReversal(call.connection, snapshot)
  return subject.provider.reverse(call, request, 0)
}

const WORKS: Record<Capability, Move> = {
  enrol: async (subject) => {
    const identifier = subject.harness.fixtures.new_member
    assert.ok(identifier, "the provider can enrol: the fixtures need a new_member")
    const session = subject.newSession()
    const enrolment = {
      session,
      identifier,
      email: null,
      first_name: "Nia",
      last_name: "New",
      consent: { at: "2026-03-16T14:30:45Z", source: "contract" },
      idempotency_key: `enr:${session.pos_sequence_id}`,
    }
    const request = subject.provider.freezeEnrol((await subject.call()).connection, enrolment)
    const enrol = async (attempt: number) =>
      subject.accepted(await subject.provider.enrol(await subject.call(), request, attempt))
    const member = await enrol(0)
    assert.ok(member.provider_member_id.length > 0, "an enrolled member needs an id")
    const { provider_member_id, created } = await enrol(1)
    const first = { provider_member_id: member.provider_member_id, created: member.created }
    assert.deepEqual({ provider_member_id, created }, first, "a repetition tells another story")
    const found = subject.accepted(await subject.identify(identifier))
    assert.equal(found.provider_member_id, member.provider_member_id)
  },
  history: async (subject) => {
    const open = await subject.open()
    subject.accepted(await subject.finalize(open))
    const input = { provider_member_id: open.member.provider_member_id, cursor: null }
    const read = async () =>
      subject.accepted(await subject.provider.history(await subject.call(), input))
    const first = await read()
    const keys = first.entries.map(({ key }) => key)
    assert.ok(keys.length > 0, "a finalized order leaves an entry")
    assert.equal(new Set(keys).size, keys.length, "two entries share a key")
    assert.deepEqual((await read()).entries, first.entries, "a second sync tells another story")
  },
  cancel: async (subject) => {
    const { session } = await subject.open()
    const input = { session, reason: "replaced" }
    subject.accepted(await subject.provider.cancel(await subject.call(), input, 0))
    const status = await subject.provider.status(await subject.call(), { session })
    assert.notEqual(subject.accepted(status).status, "active", "a cancelled session stayed active")
  },
  reverse: async (subject) => {
    const before = await subject.balance()
    const open = await subject.open()
    const { earned_points } = subject.accepted(await subject.finalize(open))
    const first = reversalOf(subject, open, { number: 1, earned_points })
    subject.accepted(await reverse(subject, first))
    subject.accepted(await reverse(subject, first))
    assert.equal(await subject.balance(), before, "a reversal must count once")
    const beyond = reversalOf(subject, open, { number: 2, earned_points: earned_points + 1 })
    subject.refused(await reverse(subject, beyond))
    assert.equal(await subject.balance(), before, "more was reversed than was granted")
  },
}

/** Calls that must answer `not_supported` where the ability is not declared. */
const REFUSES: Record<Capability, Move> = {
  enrol: async (subject) => {
    const request = { idempotency_key: "enr:none", body: "{}" }
    const result = await subject.provider.enrol(await subject.call(), request, 0)
    assert.equal(subject.refused(result).code, "not_supported")
  },
  history: async (subject) => {
    const input = { provider_member_id: "anybody", cursor: null }
    const result = await subject.provider.history(await subject.call(), input)
    assert.equal(subject.refused(result).code, "not_supported")
  },
  cancel: async (subject) => {
    const input = { session: subject.newSession(), reason: "replaced" }
    const result = await subject.provider.cancel(await subject.call(), input, 0)
    assert.equal(subject.refused(result).code, "not_supported")
  },
  reverse: async (subject) => {
    const request = { idempotency_key: "rev:none", body: "{}" }
    const result = await subject.provider.reverse(await subject.call(), request, 0)
    assert.equal(subject.refused(result).code, "not_supported")
  },
}

/** Abilities: what is declared works, what is not says so. */
export function abilityCases(harness: ContractHarness): ContractCase[] {
  return CAPABILITIES.map((ability) => ({
    name: `is honest about "${ability}": works when declared, not_supported otherwise`,
    run: async () => {
      const subject = await Subject.create(harness)
      const { connection } = await subject.call()
      const declared = subject.provider.capabilities(connection).has(ability)
      await (declared ? WORKS : REFUSES)[ability](subject)
    },
  }))
}
