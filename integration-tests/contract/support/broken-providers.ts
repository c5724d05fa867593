import type {
  CallContext,
  Capability,
  EvaluateInput,
  FinalizeSnapshot,
  OfferedReward,
  EngineConnection,
  FrozenRequest,
  IdentifyInput,
} from "../../../src/types/provider"
import { MemoryProvider, refusal } from "./memory-provider"

class CommitsTwice extends MemoryProvider {
  override async finalize(call: CallContext, request: FrozenRequest, attempt: number) {
    const idempotency_key = `${request.idempotency_key}:${attempt}`
    const result = await super.finalize(call, { ...request, idempotency_key }, attempt)
    return result.ok && attempt > 0
      ? { ok: true as const, value: { ...result.value, duplicate: true } }
      : result
  }
}

class ThrowsOnUnknownMember extends MemoryProvider {
  override async identify(call: CallContext, input: IdentifyInput) {
    const result = await super.identify(call, input)
    if (!result.ok) {
      throw new Error("no such member")
    }
    return result
  }
}

class EvaluatesWithEffect extends MemoryProvider {
  override async evaluate(call: CallContext, input: EvaluateInput) {
    this.points_ -= 1
    return super.evaluate(call, input)
  }
}

class FreezesDifferently extends MemoryProvider {
  private count_ = 0
  override freezeFinalize(connection: EngineConnection, snapshot: FinalizeSnapshot) {
    const frozen = super.freezeFinalize(connection, snapshot)
    return { ...frozen, idempotency_key: `${frozen.idempotency_key}:${this.count_++}` }
  }
}

class PromisesTooMuch extends MemoryProvider {
  override capabilities(): ReadonlySet<Capability> {
    return new Set(["history"])
  }
}

class TellsSecrets extends MemoryProvider {
  override async identify(call: CallContext, input: IdentifyInput) {
    const result = await super.identify(call, input)
    const message = `no member for ${input.identifier?.value ?? ""}`
    return result.ok ? result : { ok: false as const, error: { ...result.error, message } }
  }
}

class SendsForNobody extends MemoryProvider {
  override async finalize(call: CallContext, request: FrozenRequest, attempt: number) {
    const { signal, ...patient } = call
    await super.finalize(patient, request, attempt)
    return signal?.aborted ? refusal("timeout") : super.finalize(patient, request, attempt)
  }
}

/** Offers one reward, accepted or not. */
class Offers extends MemoryProvider {
  protected offered(_input: EvaluateInput): Partial<OfferedReward>[] {
    return [{}]
  }

  override async evaluate(call: CallContext, input: EvaluateInput) {
    const result = await super.evaluate(call, input)
    const rewards = this.offered(input).map((reward) => ({ ...TEN_OFF, ...reward }))
    return result.ok ? { ok: true as const, value: { ...result.value, rewards } } : result
  }
}

const TEN_OFF: OfferedReward = {
  id: "TEN",
  type: "instant",
  level: "ticket",
  target_line_number: null,
  method: "percent_off",
  value_decimal: "10",
  limit: null,
  points_cost: 0,
  prompt: null,
  short_description: "10 %",
  description: "10 % off",
  exclusive_group: null,
  expires_at: null,
  requires_age_verification: false,
}

class OffersFuel extends Offers {
  protected override offered() {
    return [
      { level: "line" as const, target_line_number: 1, method: "amount_off_per_volume" as const },
    ]
  }
}

class OffersPriceOfAll extends Offers {
  protected override offered() {
    return [{ method: "new_price" as const }]
  }
}

class OffersLongIds extends Offers {
  protected override offered() {
    return [{ id: "T".repeat(129) }]
  }
}

class ForgetsAccepted extends Offers {
  protected override offered({ selection }: EvaluateInput) {
    return selection.accepted_reward_ids.length > 0 ? [] : [{ type: "optional" as const }]
  }
}

/** Keeps the contract with rewards of any kind that is applied. */
export class SoundOffers extends Offers {
  protected override offered() {
    const line = { level: "line", target_line_number: 1, value_decimal: "1" } as const
    return [
      { requires_age_verification: true },
      { id: "T".repeat(128), method: "amount_off" as const },
      { id: "L1", ...line, method: "amount_off" as const },
      { id: "L2", ...line, method: "new_price" as const },
      { id: "L3", ...line, type: "optional" as const, points_cost: 100 },
    ]
  }
}

/** Providers with one planted defect each, and a rule of the contract that must catch it. */
export const BROKEN_PROVIDERS: [new () => MemoryProvider, RegExp][] = [
  [CommitsTwice, /once in effect/],
  [ThrowsOnUnknownMember, /unknown member/],
  [EvaluatesWithEffect, /evaluates dry/],
  [FreezesDifferently, /freezes a finalize purely/],
  [PromisesTooMuch, /honest about "history"/],
  [TellsSecrets, /unknown member/],
  [SendsForNobody, /already gone/],
  [OffersFuel, /only rewards that the plugin applies/],
  [OffersPriceOfAll, /only rewards that the plugin applies/],
  [OffersLongIds, /only rewards that the plugin applies/],
  [ForgetsAccepted, /optional reward that was accepted/],
]
