import type {
  BreakerState,
  CallContext,
  CancelInput,
  Capability,
  ConnectionCheckStep,
  EngineConnection,
  EngineSessionStatus,
  EnrolSnapshot,
  EnrolledMember,
  EvaluateInput,
  Evaluation,
  FinalizeOutcome,
  FinalizeSnapshot,
  FrozenRequest,
  IdentifiedMember,
  IdentifyInput,
  LoyaltyProvider,
  MemberHistory,
  ProviderResult,
  ReversalOutcome,
  ReversalSnapshot,
  SessionRef,
  SettingsCheck,
  SettingsCheckInput,
} from "../../../types/provider"

/**
 * Base class of a loyalty engine. Implement the abstract members; the optional abilities
 * (enrol, history, cancel, reverse) answer `not_supported` until you override them and
 * name them in `capabilities`.
 *
 * @example
 * class MyEngine extends AbstractLoyaltyProvider {
 *   static identifier = "my-engine"
 *   async identify(call, input) { ... }
 * }
 * export default ModuleProvider("loyalty_engine", { services: [MyEngine] })
 */
export abstract class AbstractLoyaltyProvider implements LoyaltyProvider {
  /** Names the engine; with the `id` of its registration it becomes the store's `provider_id`. */
  static identifier: string

  /**
   * Called at boot with the options of the registration; throw with a message a person can act on.
   */
  static validateOptions(_options: Record<string, unknown>): void {}

  capabilities(_connection: EngineConnection): ReadonlySet<Capability> {
    return new Set()
  }

  secretBoundSettings(): readonly string[] {
    return []
  }

  /** All that currencies have, where nothing else is said. */
  amountDigitsMax(): number {
    return 4
  }

  breakerState(_connection: EngineConnection): BreakerState {
    return "CLOSED"
  }

  abstract checkSettings(input: SettingsCheckInput): Promise<SettingsCheck>
  abstract identify(
    call: CallContext,
    input: IdentifyInput,
  ): Promise<ProviderResult<IdentifiedMember>>
  abstract evaluate(call: CallContext, input: EvaluateInput): Promise<ProviderResult<Evaluation>>
  abstract freezeFinalize(connection: EngineConnection, snapshot: FinalizeSnapshot): FrozenRequest
  abstract finalize(
    call: CallContext,
    request: FrozenRequest,
    attempt: number,
  ): Promise<ProviderResult<FinalizeOutcome>>
  abstract status(
    call: CallContext,
    input: { session: SessionRef },
  ): Promise<ProviderResult<EngineSessionStatus>>
  abstract checkConnection(
    call: CallContext,
  ): Promise<{ ok: boolean; steps: ConnectionCheckStep[] }>

  freezeEnrol(_connection: EngineConnection, snapshot: EnrolSnapshot): FrozenRequest {
    throw new Error(`This engine cannot enrol (${snapshot.session.transaction_id})`)
  }

  async enrol(
    _call: CallContext,
    _request: FrozenRequest,
    _attempt: number,
  ): Promise<ProviderResult<EnrolledMember>> {
    return notSupported("enrol")
  }

  async history(
    _call: CallContext,
    _input: { provider_member_id: string; cursor: string | null },
  ): Promise<ProviderResult<MemberHistory>> {
    return notSupported("history")
  }

  async cancel(
    _call: CallContext,
    _input: CancelInput,
    _attempt: number,
  ): Promise<ProviderResult<null>> {
    return notSupported("cancel")
  }

  freezeReversal(_connection: EngineConnection, snapshot: ReversalSnapshot): FrozenRequest {
    throw new Error(`This engine cannot reverse (order ${snapshot.order_id})`)
  }

  async reverse(
    _call: CallContext,
    _request: FrozenRequest,
    _attempt: number,
  ): Promise<ProviderResult<ReversalOutcome>> {
    return notSupported("reverse")
  }
}

function notSupported(ability: Capability): { ok: false; error: ProviderResultFailure } {
  return {
    ok: false,
    error: {
      code: "not_supported",
      retryable: false,
      outcome: "not_applied",
      message: `This engine does not support "${ability}"`,
    },
  }
}

type ProviderResultFailure = Extract<ProviderResult<never>, { ok: false }>["error"]
