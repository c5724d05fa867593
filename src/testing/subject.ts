import assert from "node:assert/strict"
import { randomUUID } from "node:crypto"
import type {
  CallContext,
  EvaluateInput,
  FinalizeSnapshot,
  IdentifiedMember,
  LoyaltyIdentifier,
  LoyaltyProvider,
  OfferedReward,
  ProviderFailure,
  ProviderResult,
  SessionRef,
} from "../types/provider"
import { PROVIDER_ERROR_CODES } from "../types/provider"
import type { ContractHarness } from "./harness"

export interface OpenSession {
  session: SessionRef
  member: IdentifiedMember
  order_id: string
}

/** A provider under test and the moves every case needs. */
export class Subject {
  private constructor(
    readonly provider: LoyaltyProvider,
    readonly harness: ContractHarness,
  ) {}

  static async create(harness: ContractHarness): Promise<Subject> {
    return new Subject(await harness.createProvider(), harness)
  }

  async call(): Promise<CallContext> {
    return this.harness.createCall()
  }

  newSession(): SessionRef {
    const unique = randomUUID()
    return {
      provider_session_id: null,
      pos_sequence_id: unique,
      message_sequence: 1,
      transaction_id: `cart_${unique}`,
    }
  }

  async identify(identifier: LoyaltyIdentifier, session = this.newSession()) {
    const input = { session, provider_member_id: null, identifier }
    return this.provider.identify(await this.call(), input)
  }

  /** Opens a session for the fixture's member, as a cart would. */
  async open(): Promise<OpenSession> {
    const session = this.newSession()
    const member = this.accepted(await this.identify(this.harness.fixtures.member, session))
    return {
      member,
      session: { ...session, provider_session_id: member.provider_session_id, message_sequence: 2 },
      order_id: session.transaction_id.replace("cart_", "order_"),
    }
  }

  /** The engine's own balance of the fixture's member, asked for in a session of its own. */
  async balance(): Promise<number> {
    const { member } = await this.open()
    return member.points_balance
  }

  /** @param accepted an optional reward that the shopper chose */
  evaluation(open: OpenSession, accepted?: OfferedReward): EvaluateInput {
    return {
      session: open.session,
      provider_member_id: open.member.provider_member_id,
      basket: this.harness.fixtures.basket,
      fingerprint: "ab".repeat(32),
      selection: {
        accepted_reward_ids: accepted ? [accepted.id] : [],
        declined_reward_ids: [],
        redeem_points: accepted?.points_cost ?? 0,
      },
    }
  }

  /** The whole basket handed over at full price: the least an engine must be able to book. */
  snapshot(open: OpenSession): FinalizeSnapshot {
    const { basket, member } = this.harness.fixtures
    const lines = basket.lines.map((line) => {
      const off = line.foreign_discounts.reduce((sum, { amount }) => sum + amount, 0)
      return { ...line, net_amount: line.amount - off, substitutes_line_number: null }
    })
    const final_amount = lines.reduce((sum, line) => sum + line.net_amount, 0)
    return {
      session: { ...open.session, transaction_id: open.order_id, message_sequence: 3 },
      provider_member_id: open.member.provider_member_id,
      identifier: member,
      order_id: open.order_id,
      currency_code: basket.currency_code,
      currency_digits: basket.currency_digits,
      lines,
      granted_rewards: [],
      cancelled_reward_ids: [],
      redeemed_points: 0,
      final_amount,
      tax_amount: 0,
      total_amount: final_amount,
      event_start_at: "2026-03-16T14:30:45Z",
      event_end_at: "2026-03-17T09:02:10Z",
    }
  }

  async finalize(open: OpenSession, attempt = 0) {
    const call = await this.call()
    const request = this.provider.freezeFinalize(call.connection, this.snapshot(open))
    return this.provider.finalize(call, request, attempt)
  }

  accepted<T>(result: ProviderResult<T>): T {
    assert.ok(result.ok, result.ok ? "" : `failed with ${JSON.stringify(result.error)}`)
    return result.value
  }

  /** A failure as a value, in a sound form and without anybody's secrets. */
  refused(result: ProviderResult<unknown>): ProviderFailure {
    assert.ok(!result.ok, "the call succeeded, a failure was expected")
    const { error } = result
    assert.ok(PROVIDER_ERROR_CODES.includes(error.code), `unknown code ${error.code}`)
    assert.equal(typeof error.retryable, "boolean", "retryable must be a boolean")
    assert.ok(
      error.outcome === "not_applied" || error.outcome === "unknown",
      "outcome must be not_applied or unknown",
    )
    assert.ok(error.message.length > 0, "a failure needs a message")
    const text = JSON.stringify(error)
    for (const secret of this.harness.fixtures.secrets) {
      assert.ok(!text.includes(secret), "a failure must not carry a secret or personal data")
    }
    return error
  }
}
