import { AbstractLoyaltyProvider } from "../../modules/loyalty/utils/abstract-loyalty-provider"
import type {
  BreakerBoard,
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
  LoyaltyIdentifier,
  MemberHistory,
  ProviderResult,
  ReversalOutcome,
  ReversalSnapshot,
  SessionRef,
  SettingsCheck,
  SettingsCheckInput,
} from "../../types/provider"
import { systemDeps, type Deps, type ProviderLogger } from "./client/deps"
import { EngineClient, type EngineRequest } from "./client/engine-client"
import { malformedReply } from "./client/errors"
import { failure } from "./client/failure"
import type { Operation } from "./client/operations"
import { checkConnection } from "./check-connection"
import { checkStoreSettings } from "./check-settings"
import {
  frozenConnection,
  resolveConnection,
  type Resolution,
  type ResolvedConnection,
} from "./connection"
import { parseOptions, type PdiOptions } from "./options"
import { capabilitiesOf } from "./settings"
import { EMPTY_HISTORY_CODE } from "./wire/codes"
import * as from from "./wire/from-wire"
import { bodyKey, cancelKey } from "./wire/idempotency"
import * as to from "./wire/to-wire"

type Body = Record<string, unknown>
type WireRequest = Omit<
  EngineRequest,
  "correlation_id" | "trace_headers" | "signal" | "on_token_expired"
>

interface Exchange<T> {
  call: CallContext
  operation: Operation
  request(connection: ResolvedConnection): WireRequest
  read(body: Body, connection: ResolvedConnection): from.Read<T>
}

/**
 * PDI loyalty over HTTP. Everything PDI says or wants to hear stays in `wire/`; how calls travel
 * stays in `client/`; this class ties the two to the port.
 */
export default class PdiLoyaltyProvider extends AbstractLoyaltyProvider {
  static override identifier = "pdi"

  protected readonly options_: PdiOptions
  protected readonly deps_: Deps
  protected readonly client_: EngineClient
  protected readonly logger_: ProviderLogger | undefined
  private readonly resolved_ = new WeakMap<EngineConnection, Resolution>()

  /** @throws Error at boot, with every wrong option named */
  static override validateOptions(options: Record<string, unknown>): void {
    parseOptions(options)
  }

  /** @param deps clock, random, sleep and DNS; given by tests only */
  constructor(
    cradle: { logger?: ProviderLogger; loyalty_breakers?: BreakerBoard },
    options: Record<string, unknown> = {},
    deps: Partial<Deps> = {},
  ) {
    super()
    this.options_ = parseOptions(options)
    const breakers = cradle.loyalty_breakers ?? systemDeps.breakers
    this.deps_ = { ...systemDeps, breakers, ...deps }
    this.client_ = new EngineClient(this.options_, this.deps_)
    this.logger_ = cradle.logger
  }

  override capabilities(connection: EngineConnection): ReadonlySet<Capability> {
    return capabilitiesOf(connection.settings)
  }

  override secretBoundSettings(): readonly string[] {
    return ["api_url", "token_url"]
  }

  /** Amounts of the contract have two decimals: a fils or a millime cannot be said. */
  override amountDigitsMax(): number {
    return 2
  }

  async checkSettings(input: SettingsCheckInput): Promise<SettingsCheck> {
    return checkStoreSettings(input, this.options_, this.deps_)
  }

  async identify(
    call: CallContext,
    input: IdentifyInput,
  ): Promise<ProviderResult<IdentifiedMember>> {
    if (input.provider_member_id === null && input.identifier === null) {
      return refuse("identify", "Neither a member nor an identifier was given")
    }
    const { transaction_id, pos_sequence_id } = input.session
    const { provider_member_id, identifier } = input
    const phone = phoneOf(identifier)
    const expected = { transaction_id, pos_sequence_id, provider_member_id, phone }
    return this.exchange_({
      call,
      operation: "identify",
      request: (connection) => {
        const body = to.identifyBody(connection, input)
        return post("identify", { path: "/identify", body, idempotency_key: bodyKey("idn", body) })
      },
      read: (body) => from.readIdentify(body, expected),
    })
  }

  /** @throws Error when the store has no participant or site: such a store cannot be saved */
  override freezeEnrol(connection: EngineConnection, snapshot: EnrolSnapshot): FrozenRequest {
    return to.frozenEnroll(frozenConnection(connection), snapshot)
  }

  override async enrol(
    call: CallContext,
    request: FrozenRequest,
    attempt: number,
  ): Promise<ProviderResult<EnrolledMember>> {
    if (!this.capabilities(call.connection).has("enrol")) {
      return super.enrol(call, request, attempt)
    }
    return this.exchange_({
      call,
      operation: "enroll",
      request: () => post("enroll", { path: "/enroll", ...request, attempt }),
      read: (body) => from.readEnroll(body, from.readFrozenEnroll(request.body)),
    })
  }

  async evaluate(call: CallContext, input: EvaluateInput): Promise<ProviderResult<Evaluation>> {
    const { provider_session_id, transaction_id } = input.session
    if (provider_session_id === null) {
      return refuse("calculate", "The session has not been opened", "session_not_found")
    }
    const result = await this.exchange_({
      call,
      operation: "calculate",
      request: (connection) => {
        const body = to.calculateBody(connection, input)
        const idempotency_key = bodyKey("cal", body)
        return post("calculate", { path: "/calculateRewards", body, idempotency_key })
      },
      read: (body) => {
        const gated = input.basket.lines.filter((line) => line.minimum_age !== null)
        return from.readCalculate(
          body,
          {
            session_id: provider_session_id,
            transaction_id,
            currency_code: input.basket.currency_code,
            fingerprint: input.fingerprint,
          },
          {
            amount_off_basis: this.options_.amount_off_basis,
            ticket_percent_off: this.options_.ticket_percent_off,
            age_gated_lines: new Set(gated.map((line) => line.line_number)),
          },
        )
      },
    })
    if (result.ok && result.value.skipped.length > 0) {
      const reasons = result.value.skipped.map(({ id, reason }) => `${id} (${reason})`)
      this.warn_(`skipped rewards ${reasons.slice(0, 20).join(", ")}`, call)
    }
    return result
  }

  /** @throws Error when the store has no participant or site: such a store cannot be saved */
  freezeFinalize(connection: EngineConnection, snapshot: FinalizeSnapshot): FrozenRequest {
    return to.frozenFinalize(frozenConnection(connection), snapshot)
  }

  async finalize(
    call: CallContext,
    request: FrozenRequest,
    attempt: number,
  ): Promise<ProviderResult<FinalizeOutcome>> {
    return this.exchange_({
      call,
      operation: "finalize",
      request: () => post("finalize", { path: "/finalize", ...request, attempt }),
      read: (body) => from.readFinalize(body, from.readFrozen(request.body)),
    })
  }

  override freezeReversal(connection: EngineConnection, snapshot: ReversalSnapshot): FrozenRequest {
    return to.frozenReversal(frozenConnection(connection), snapshot)
  }

  override async reverse(
    call: CallContext,
    request: FrozenRequest,
    attempt: number,
  ): Promise<ProviderResult<ReversalOutcome>> {
    if (!this.capabilities(call.connection).has("reverse")) {
      return super.reverse(call, request, attempt)
    }
    return this.exchange_({
      call,
      operation: "reverse",
      request: () => post("reverse", { path: "/reverse", ...request, attempt }),
      read: (body) => from.readReverse(body, from.readFrozen(request.body)),
    })
  }

  override async cancel(
    call: CallContext,
    input: CancelInput,
    attempt: number,
  ): Promise<ProviderResult<null>> {
    if (!this.capabilities(call.connection).has("cancel")) {
      return super.cancel(call, input, attempt)
    }
    if (input.session.provider_session_id === null) {
      return { ok: true, value: null }
    }
    return this.exchange_({
      call,
      operation: "cancel",
      request: (connection) => {
        const body = to.cancelBody(connection, input)
        const idempotency_key = cancelKey(connection.site, input.session.pos_sequence_id)
        return post("cancel", { path: "/cancel", body, idempotency_key, attempt })
      },
      read: () => ({ ok: true, value: null }),
    })
  }

  async status(
    call: CallContext,
    input: { session: SessionRef },
  ): Promise<ProviderResult<EngineSessionStatus>> {
    const session_id = input.session.provider_session_id
    if (session_id === null) {
      return { ok: true, value: NEVER_SEEN }
    }
    const result = await this.exchange_({
      call,
      operation: "status",
      request: ({ site }) => ({
        operation: "status",
        method: "GET",
        path: "/getSessionStatus",
        query: {
          sessionId: session_id,
          participantId: site.participant_id,
          siteId: site.site_id,
        },
      }),
      read: (body) => from.readStatus(body, { session_id }),
    })
    const never_seen = !result.ok && result.error.code === "session_not_found"
    return never_seen ? { ok: true, value: NEVER_SEEN } : result
  }

  override async history(
    call: CallContext,
    input: { provider_member_id: string; cursor: string | null },
  ): Promise<ProviderResult<MemberHistory>> {
    if (!this.capabilities(call.connection).has("history")) {
      return super.history(call, input)
    }
    const { provider_member_id, cursor } = input
    const result = await this.exchange_({
      call,
      operation: "history",
      request: ({ site }) => ({
        operation: "history",
        method: "GET",
        path: "/getMemberHistory",
        query: {
          customerId: provider_member_id,
          participantId: site.participant_id,
          siteId: site.site_id,
          ...(cursor === null ? {} : { cursor }),
        },
      }),
      read: (body) => from.readHistory(body, provider_member_id),
    })
    if (!result.ok && result.error.details?.engine_code === EMPTY_HISTORY_CODE) {
      // No entries, and not a word about the balance: a member may have points nobody earned here.
      const value = { points_balance: null, tier: null, entries: [], next_cursor: null }
      return { ok: true, value }
    }
    return result
  }

  async checkConnection(call: CallContext): Promise<{ ok: boolean; steps: ConnectionCheckStep[] }> {
    const resolved = this.resolve_(call.connection)
    return checkConnection(call, resolved, { client: this.client_, deps: this.deps_ })
  }

  override breakerState(connection: EngineConnection): BreakerState {
    const resolved = this.resolve_(connection)
    return resolved.ok ? this.client_.breakerState(resolved.connection.target) : "CLOSED"
  }

  /** Closes every connection to every engine; for an orderly shutdown and for tests. */
  async close(): Promise<void> {
    await this.client_.close()
  }

  /** A call asks for it three times: itself, and before and after it for the breaker. */
  private resolve_(connection: EngineConnection): Resolution {
    const resolved = this.resolved_.get(connection) ?? resolveConnection(connection, this.options_)
    this.resolved_.set(connection, resolved)
    return resolved
  }

  private async exchange_<T>(exchange: Exchange<T>): Promise<ProviderResult<T>> {
    const { call, operation } = exchange
    const resolved = this.resolve_(call.connection)
    if (!resolved.ok) {
      const paths = resolved.issues.map(({ path, message }) => `${path} ${message}`)
      const message = `The store's settings do not work: ${paths.join("; ")}`
      // As with a wrong secret, a person mends it, and what is to be booked waits for that.
      return refuse(operation, message, "auth_failed")
    }
    const { connection } = resolved
    const request = sayable(() => exchange.request(connection))
    if (request === null) {
      const message = `The contract has no numbers for amounts as large as these (${operation})`
      this.warn_(message, call)
      return refuse(operation, message)
    }
    const reply = await this.client_.call(connection.target, {
      ...request,
      correlation_id: call.correlation_id,
      trace_headers: call.trace_headers ?? {},
      ...(call.signal === undefined ? {} : { signal: call.signal }),
      ...(call.on_token_expired && { on_token_expired: call.on_token_expired }),
    })
    if (!reply.ok) {
      // Replies nobody can use do not move the breaker, so they are told apart here.
      if (reply.error.code === "protocol_error") {
        this.warn_(reply.error.message, call)
      }
      return { ok: false, error: reply.error }
    }
    const read = exchange.read(reply.value, connection)
    if (read.ok) {
      return read
    }
    if ("refusal" in read) {
      const message = `The engine answered ${read.refusal} (${operation})`
      const maybe_applied = read.refusal === "in_progress"
      return {
        ok: false,
        error: failure({ code: read.refusal, operation, message, maybe_applied }),
      }
    }
    this.warn_(`refused a reply to ${operation}: ${read.flaw}`, call)
    return { ok: false, error: malformedReply(operation, read.flaw) }
  }

  private warn_(what: string, call: CallContext): void {
    this.logger_?.warn(`loyalty engine pdi: ${what} [${call.connection.store_id}]`)
  }
}

/** A request, or null where an amount of it is beyond the bounds of the wire. */
function sayable(request: () => WireRequest): WireRequest | null {
  try {
    return request()
  } catch (error) {
    if (error instanceof RangeError) {
      return null
    }
    throw error
  }
}

const NEVER_SEEN: EngineSessionStatus = {
  status: "not_found",
  transaction_id: null,
  earned_points: null,
  redeemed_points: null,
  points_balance: null,
  receipt_id: null,
}

function phoneOf(identifier: LoyaltyIdentifier | null): string | null {
  return identifier?.kind === "phone" ? identifier.value : null
}

function post(
  operation: Operation,
  request: Omit<WireRequest, "operation" | "method">,
): WireRequest {
  return { operation, method: "POST", ...request }
}

function refuse(
  operation: Operation,
  message: string,
  code: "invalid_request" | "session_not_found" | "auth_failed" = "invalid_request",
): { ok: false; error: ReturnType<typeof failure> } {
  return { ok: false, error: failure({ code, operation, message }) }
}
