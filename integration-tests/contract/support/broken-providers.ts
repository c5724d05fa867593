import type {
  CallContext,
  Capability,
  EvaluateInput,
  FinalizeSnapshot,
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

/** Providers with one planted defect each, and a rule of the contract that must catch it. */
export const BROKEN_PROVIDERS: [new () => MemoryProvider, RegExp][] = [
  [CommitsTwice, /once in effect/],
  [ThrowsOnUnknownMember, /unknown member/],
  [EvaluatesWithEffect, /evaluates dry/],
  [FreezesDifferently, /freezes a finalize purely/],
  [PromisesTooMuch, /honest about "history"/],
  [TellsSecrets, /unknown member/],
  [SendsForNobody, /already gone/],
]
