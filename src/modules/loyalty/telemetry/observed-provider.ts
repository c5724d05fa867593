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
  ProviderErrorCode,
  ProviderResult,
  ReversalOutcome,
  ReversalSnapshot,
  SessionRef,
  SettingsCheck,
  SettingsCheckInput,
} from "../../../types/provider"
import { FAULTY, type Observation, type Telemetry } from "./telemetry"
import { traceHeaders } from "./tracing"

/** Answers about the shopper or the basket, not signs of an engine in trouble. */
const ORDINARY: ReadonlySet<ProviderErrorCode> = new Set<ProviderErrorCode>([
  "member_not_found",
  "member_inactive",
  "insufficient_points",
  "reward_not_available",
  "qualifier_lost",
  "already_finalized",
  "not_supported",
])

/**
 * An engine that is watched: every call is counted, timed, logged and traced, and carries the
 * trace on. It changes no answer, so the flows cannot tell it from the engine itself.
 */
export class ObservedProvider implements LoyaltyProvider {
  constructor(
    private readonly inner: LoyaltyProvider,
    private readonly provider_id: string,
    private readonly telemetry: Telemetry,
  ) {}

  capabilities(connection: EngineConnection): ReadonlySet<Capability> {
    return this.inner.capabilities(connection)
  }

  checkSettings(input: SettingsCheckInput): Promise<SettingsCheck> {
    return this.inner.checkSettings(input)
  }

  secretBoundSettings(): readonly string[] {
    return this.inner.secretBoundSettings()
  }

  amountDigitsMax(): number {
    return this.inner.amountDigitsMax()
  }

  freezeEnrol(connection: EngineConnection, snapshot: EnrolSnapshot): FrozenRequest {
    return this.inner.freezeEnrol(connection, snapshot)
  }

  freezeFinalize(connection: EngineConnection, snapshot: FinalizeSnapshot): FrozenRequest {
    return this.inner.freezeFinalize(connection, snapshot)
  }

  freezeReversal(connection: EngineConnection, snapshot: ReversalSnapshot): FrozenRequest {
    return this.inner.freezeReversal(connection, snapshot)
  }

  breakerState(connection: EngineConnection): BreakerState {
    return this.inner.breakerState(connection)
  }

  identify(call: CallContext, input: IdentifyInput): Promise<ProviderResult<IdentifiedMember>> {
    return this.called_("identify", call, (traced) => this.inner.identify(traced, input))
  }

  enrol(
    call: CallContext,
    request: FrozenRequest,
    attempt: number,
  ): Promise<ProviderResult<EnrolledMember>> {
    return this.called_("enrol", call, (traced) => this.inner.enrol(traced, request, attempt))
  }

  evaluate(call: CallContext, input: EvaluateInput): Promise<ProviderResult<Evaluation>> {
    return this.called_("evaluate", call, (traced) => this.inner.evaluate(traced, input))
  }

  finalize(
    call: CallContext,
    request: FrozenRequest,
    attempt: number,
  ): Promise<ProviderResult<FinalizeOutcome>> {
    return this.called_("finalize", call, (traced) => this.inner.finalize(traced, request, attempt))
  }

  reverse(
    call: CallContext,
    request: FrozenRequest,
    attempt: number,
  ): Promise<ProviderResult<ReversalOutcome>> {
    return this.called_("reverse", call, (traced) => this.inner.reverse(traced, request, attempt))
  }

  cancel(call: CallContext, input: CancelInput, attempt: number): Promise<ProviderResult<null>> {
    return this.called_("cancel", call, (traced) => this.inner.cancel(traced, input, attempt))
  }

  status(
    call: CallContext,
    input: { session: SessionRef },
  ): Promise<ProviderResult<EngineSessionStatus>> {
    return this.called_("status", call, (traced) => this.inner.status(traced, input))
  }

  history(
    call: CallContext,
    input: { provider_member_id: string; cursor: string | null },
  ): Promise<ProviderResult<MemberHistory>> {
    return this.called_("history", call, (traced) => this.inner.history(traced, input))
  }

  checkConnection(call: CallContext): Promise<{ ok: boolean; steps: ConnectionCheckStep[] }> {
    return this.watched_(
      { endpoint: "check_connection", call },
      (traced) => this.inner.checkConnection(traced),
      ({ ok, steps }) => (ok ? "ok" : (steps.find((step) => !step.ok)?.code ?? "failed")),
    )
  }

  private called_<T>(
    endpoint: string,
    call: CallContext,
    run: (traced: CallContext) => Promise<ProviderResult<T>>,
  ): Promise<ProviderResult<T>> {
    return this.watched_({ endpoint, call }, run, (reply) => (reply.ok ? "ok" : reply.error.code))
  }

  private watched_<T>(
    { endpoint, call }: { endpoint: string; call: CallContext },
    run: (traced: CallContext) => Promise<T>,
    outcomeOf: (reply: T) => string,
  ): Promise<T> {
    const { provider_id, telemetry } = this
    const { correlation_id, connection } = call
    const fields = { provider_id, endpoint, store_id: connection.store_id, correlation_id }
    return telemetry.watch(
      { context: "engine", name: endpoint, fields },
      () => run({ ...call, trace_headers: traceHeaders() }),
      (reply, duration_s) => {
        const observation: Observation =
          reply === null ? FAULTY : { outcome: outcomeOf(reply), level: levelOf(outcomeOf(reply)) }
        const { outcome } = observation
        telemetry.metrics.engine_calls.inc({ provider: provider_id, endpoint, outcome })
        telemetry.metrics.engine_call_duration.observe({ endpoint }, duration_s)
        return observation
      },
    )
  }
}

function levelOf(outcome: string): "info" | "warn" {
  return outcome === "ok" || ORDINARY.has(outcome as ProviderErrorCode) ? "info" : "warn"
}
