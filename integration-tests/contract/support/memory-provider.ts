import { AbstractLoyaltyProvider } from "../../../src/modules/loyalty/utils/abstract-loyalty-provider"
import type {
  CallContext,
  EngineConnection,
  EngineSessionStatus,
  EvaluateInput,
  Evaluation,
  FinalizeOutcome,
  FinalizeSnapshot,
  FrozenRequest,
  IdentifiedMember,
  IdentifyInput,
  ProviderErrorCode,
  ProviderResult,
  SessionRef,
  SettingsCheck,
  SettingsCheckInput,
} from "../../../src/types/provider"

export function refusal(code: ProviderErrorCode): { ok: false; error: RefusalError } {
  const error = { code, retryable: false, outcome: "not_applied" as const, message: code }
  return { ok: false, error }
}
type RefusalError = Extract<ProviderResult<never>, { ok: false }>["error"]

interface Commit {
  order_id: string
  session_id: string
  outcome: FinalizeOutcome
}

/** The smallest engine that keeps the contract: one member, one point per dollar, no network. */
export class MemoryProvider extends AbstractLoyaltyProvider {
  static override identifier = "memory"
  protected points_ = 100
  protected readonly sessions_ = new Set<string>()
  protected readonly commits_ = new Map<string, Commit>()

  async checkSettings({ settings }: SettingsCheckInput): Promise<SettingsCheck> {
    return { ok: true, settings }
  }

  async identify(
    _call: CallContext,
    input: IdentifyInput,
  ): Promise<ProviderResult<IdentifiedMember>> {
    if (input.identifier?.value === "+14155550002") {
      return refusal("member_inactive")
    }
    if (input.provider_member_id !== "m1" && input.identifier?.value !== "+14155550001") {
      return refusal("member_not_found")
    }
    const provider_session_id = `s-${input.session.pos_sequence_id}`
    this.sessions_.add(provider_session_id)
    return {
      ok: true,
      value: {
        provider_session_id,
        provider_member_id: "m1",
        name: "Mia One",
        points_balance: this.points_,
        tier: null,
        masked_identifier: null,
        expires_at: null,
      },
    }
  }

  async evaluate(_call: CallContext, input: EvaluateInput): Promise<ProviderResult<Evaluation>> {
    const total = input.basket.lines.reduce((sum, line) => sum + line.amount, 0)
    const earned_points = Math.floor(total / 100)
    return {
      ok: true,
      value: {
        earned_points,
        multiplier: 1,
        base_points: earned_points,
        bonus_points: 0,
        tier_bonus_points: 0,
        removed_reward_ids: [],
        rewards: [],
        skipped: [],
        messages: [],
      },
    }
  }

  freezeFinalize(_connection: EngineConnection, snapshot: FinalizeSnapshot): FrozenRequest {
    const { order_id, final_amount, session } = snapshot
    const body = JSON.stringify({
      order_id,
      final_amount,
      session_id: session.provider_session_id,
    })
    return { idempotency_key: `fin:${order_id}`, body }
  }

  async finalize(
    call: CallContext,
    request: FrozenRequest,
    _attempt: number,
  ): Promise<ProviderResult<FinalizeOutcome>> {
    if (call.signal?.aborted) {
      return refusal("timeout")
    }
    const known = this.commits_.get(request.idempotency_key)
    if (known !== undefined) {
      return { ok: true, value: { ...known.outcome, duplicate: true } }
    }
    const body = JSON.parse(request.body) as {
      order_id: string
      session_id: string
      final_amount: number
    }
    const earned_points = Math.floor(body.final_amount / 100)
    this.points_ += earned_points
    const outcome: FinalizeOutcome = {
      earned_points,
      redeemed_points: 0,
      points_balance: this.points_,
      receipt_id: `r-${body.order_id}`,
      rejected_rewards: [],
      duplicate: false,
    }
    const commit = { order_id: body.order_id, session_id: body.session_id, outcome }
    this.commits_.set(request.idempotency_key, commit)
    return { ok: true, value: outcome }
  }

  async status(
    _call: CallContext,
    { session }: { session: SessionRef },
  ): Promise<ProviderResult<EngineSessionStatus>> {
    const id = session.provider_session_id ?? ""
    const commit = [...this.commits_.values()].find(({ session_id }) => session_id === id)
    const open = this.sessions_.has(id) ? "active" : "not_found"
    return {
      ok: true,
      value: {
        status: commit === undefined ? open : "finalized",
        transaction_id: commit?.order_id ?? null,
        earned_points: commit?.outcome.earned_points ?? null,
        redeemed_points: commit?.outcome.redeemed_points ?? null,
        points_balance: this.points_,
        receipt_id: commit?.outcome.receipt_id ?? null,
      },
    }
  }

  async checkConnection() {
    return { ok: true, steps: [{ step: "memory", ok: true, latency_ms: 0 }] }
  }
}
