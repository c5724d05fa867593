import type { BreakerState, ProviderFailure, ProviderResult } from "../../../types/provider"
import { isRecord, parseJson } from "../wire/json"
import { reportsError } from "../wire/error-body"
import { TokenCache, type Replacement } from "./auth"
import { Deadline } from "./deadline"
import type { Deps } from "./deps"
import { fromErrorReply, fromLostReply, malformedReply } from "./errors"
import { failure } from "./failure"
import { isRepeatable, type Operation } from "./operations"
import { BreakerRegistry, type BreakerOptions, type Health } from "./policies"
import type { TokenIdentity } from "./token-request"
import { Transport, type TransportOptions, type TransportReply } from "./transport"

export interface EngineClientOptions extends TransportOptions {
  timeouts_ms: Record<Operation, number>
  breaker: BreakerOptions
}

/** Where a call goes and as whom. */
export interface EngineTarget {
  base_url: URL
  breaker_key: string
  token_header: "authorization" | "access_token"
  identity: TokenIdentity
}

export interface EngineRequest {
  operation: Operation
  method: "GET" | "POST"
  path: string
  query?: Record<string, string>
  body?: string
  idempotency_key?: string
  /** The live count of an operation that is repeated by its caller. */
  attempt?: number
  correlation_id: string
  trace_headers?: Readonly<Record<string, string>>
  signal?: AbortSignal
  on_token_expired?: () => void
}

type Attempt = { health: Health } & (
  | { ok: true; value: Record<string, unknown> }
  | { ok: false; error: ProviderFailure; again: boolean }
)

interface Call {
  target: EngineTarget
  request: EngineRequest
  deadline: Deadline
}

/** A header value that cannot break out of its line, whatever a caller put in. */
function headerText(text: string): string {
  return text.replace(/[^\x21-\x7e]/g, "_").slice(0, 256)
}

/** A shopper waits for the answer: an engine that asks for more time is not waited for. */
const REPEAT_WAIT_MAX_MS = 1_300

/** Sends the calls of the contract under one deadline, through breaker, token and transport. */
export class EngineClient {
  private readonly transport_: Transport
  private readonly tokens_: TokenCache
  private readonly breakers_: BreakerRegistry

  constructor(
    private readonly options: EngineClientOptions,
    private readonly deps: Deps,
  ) {
    this.transport_ = new Transport(options, deps)
    this.tokens_ = new TokenCache(this.transport_, deps, options.timeouts_ms.token)
    this.breakers_ = new BreakerRegistry(options.breaker, deps)
  }

  /** One call, with at most one repeat where a repeat is safe. Never throws for the wire. */
  async call(
    target: EngineTarget,
    request: EngineRequest,
  ): Promise<ProviderResult<Record<string, unknown>>> {
    const deadline = this.deadline_(request.operation, request.signal)
    const call: Call = { target, request, deadline }
    try {
      const first = await this.guarded_(call, 0)
      if (first.ok || !first.again || !isRepeatable(request.operation)) {
        return first
      }
      const wait = (first.error.retry_after_s ?? 0) * 1000 + 50 + this.deps.random() * 200
      if (wait >= Math.min(deadline.remaining(), REPEAT_WAIT_MAX_MS)) {
        return first
      }
      await this.deps.sleep(wait, deadline.signal)
      const second = await this.guarded_(call, 1)
      return !second.ok && second.error.code === "circuit_open" ? first : second
    } finally {
      deadline.dispose()
    }
  }

  /** One call past breaker and repeat, for "test connection": it must see the engine as it is. */
  async probe(
    target: EngineTarget,
    request: EngineRequest,
  ): Promise<ProviderResult<Record<string, unknown>>> {
    const deadline = this.deadline_(request.operation, request.signal)
    try {
      return await this.attempt_({ target, request, deadline }, 0)
    } finally {
      deadline.dispose()
    }
  }

  /** Fetches a token anew and reports only whether that worked. */
  async probeToken(target: EngineTarget, signal?: AbortSignal): Promise<ProviderResult<null>> {
    const deadline = this.deadline_("token", signal)
    try {
      const result = await this.tokens_.fresh(target.identity, deadline.signal)
      return result.ok ? { ok: true, value: null } : { ok: false, error: result.error }
    } finally {
      deadline.dispose()
    }
  }

  breakerState(target: Pick<EngineTarget, "breaker_key">): BreakerState {
    return this.breakers_.state(target.breaker_key)
  }

  async close(): Promise<void> {
    await this.transport_.close()
  }

  private deadline_(operation: Operation, caller?: AbortSignal): Deadline {
    const ms = this.options.timeouts_ms[operation]
    return new Deadline({ ms, monotonic: this.deps.monotonic, ...(caller ? { caller } : {}) })
  }

  private async guarded_(call: Call, repeat: number): Promise<Attempt> {
    const guarded = await this.breakers_.run(call.target.breaker_key, () =>
      this.attempt_(call, repeat),
    )
    if (guarded.admitted) {
      return guarded.value
    }
    const { operation } = call.request
    const message = `The engine failed repeatedly and is left alone for a moment (${operation})`
    const { retry_after_s } = guarded
    return {
      ok: false,
      health: "neutral",
      again: false,
      error: failure({ code: "circuit_open", operation, message, retry_after_s }),
    }
  }

  private async attempt_(call: Call, repeat: number): Promise<Attempt> {
    const held = await this.tokens_.token(call.target.identity, call.deadline.signal)
    if (!held.ok) {
      return this.withoutToken_(call, held)
    }
    const first = await this.send_(call, repeat, held.token)
    if (first.ok || !isTokenRefusal(first.error)) {
      return first
    }
    const replaced = await this.replaceToken_(call, { error: first.error, token: held.token })
    if (replaced === null) {
      return first
    }
    // One refresh and one replay: a refused call was not applied, so its body and key may go again.
    const { is_first, result } = replaced
    const second = result.ok
      ? await this.send_(call, repeat, result.token)
      : this.withoutToken_(call, result)
    // Where a fresh token is refused as well, it is the caller's rights that are wrong.
    if (is_first && (second.ok || !isTokenRefusal(second.error))) {
      call.request.on_token_expired?.()
    }
    return second
  }

  /** A refused token is of no use to anybody; a caller who is forbidden something may be alone. */
  private async replaceToken_(
    call: Call,
    refused: { error: ProviderFailure; token: string },
  ): Promise<Replacement | null> {
    const { identity } = call.target
    const { signal } = call.deadline
    if (refused.error.code === "forbidden") {
      return this.tokens_.renew(identity, refused.token, signal)
    }
    const is_first = this.tokens_.discard(identity, refused.token)
    return { is_first, result: await this.tokens_.token(identity, signal) }
  }

  private withoutToken_(call: Call, result: { error: ProviderFailure; health: Health }): Attempt {
    const health = call.deadline.abandoned() ? "neutral" : result.health
    const again = result.error.code === "unavailable" || result.error.code === "rate_limited"
    return { ok: false, error: result.error, health, again }
  }

  private async send_(call: Call, repeat: number, token: string): Promise<Attempt> {
    const { target, request, deadline } = call
    const reply = await this.transport_.send({
      method: request.method,
      url: urlOf(target.base_url, request),
      headers: headersOf(call, repeat, token),
      ...(request.body === undefined ? {} : { body: request.body }),
      signal: deadline.signal,
    })
    return this.judge_(call, reply)
  }

  private judge_(call: Call, reply: TransportReply): Attempt {
    const { operation } = call.request
    if (!reply.ok) {
      const error = fromLostReply(operation, reply)
      const neutral =
        reply.kind === "address_refused" ||
        error.code === "protocol_error" ||
        call.deadline.abandoned()
      return { ok: false, error, health: neutral ? "neutral" : "failure", again: canRepeat(error) }
    }
    const body = parseJson(reply.text)
    if (reply.status < 200 || reply.status > 299 || reportsError(body)) {
      const error = fromErrorReply(operation, reply, this.deps.now())
      return { ok: false, error, health: healthOf(error, reply.status), again: canRepeat(error) }
    }
    if (!isRecord(body)) {
      const error = malformedReply(operation, "no JSON object")
      return { ok: false, error, health: "neutral", again: false }
    }
    return { ok: true, value: body, health: "success" }
  }
}

function isTokenRefusal(error: ProviderFailure): boolean {
  return error.code === "auth_failed" || error.code === "forbidden"
    ? error.details?.http_status !== undefined
    : false
}

/** Contract 1.0: connect error, 502, 503, 504, 429. A 500 may be ours to fix and is not repeated. */
function canRepeat(error: ProviderFailure): boolean {
  const status = error.details?.http_status
  if (status === undefined) {
    return error.code === "unavailable"
  }
  return status === 429 || (status >= 502 && status <= 504)
}

function healthOf(error: ProviderFailure, status: number): Health {
  if (error.code === "rate_limited") {
    return "limited"
  }
  if (error.code === "protocol_error") {
    return "neutral"
  }
  return status >= 500 || status === 408 ? "failure" : "success"
}

function urlOf(base: URL, request: EngineRequest): URL {
  const url = new URL(base)
  url.pathname = `${base.pathname.replace(/\/+$/, "")}${request.path}`
  for (const [name, value] of Object.entries(request.query ?? {})) {
    url.searchParams.set(name, value)
  }
  return url
}

function headersOf(call: Call, repeat: number, token: string): Record<string, string> {
  const { request, target } = call
  const headers: Record<string, string> = {
    ...traceContext(request.trace_headers),
    accept: "application/json",
    "x-correlation-id": headerText(request.correlation_id),
    "x-retry-count": String((request.attempt ?? 0) + repeat),
  }
  if (target.token_header === "access_token") {
    headers["access_token"] = token
  } else {
    headers["authorization"] = `Bearer ${token}`
  }
  if (request.body !== undefined) {
    headers["content-type"] = "application/json"
  }
  if (request.idempotency_key !== undefined) {
    headers["idempotency-key"] = headerText(request.idempotency_key)
  }
  return headers
}

/** The two headers of W3C's trace context, and no other that a propagator may add. */
function traceContext(given: EngineRequest["trace_headers"] = {}): Record<string, string> {
  const { traceparent, tracestate } = given
  return {
    ...(traceparent !== undefined && { traceparent: headerText(traceparent) }),
    ...(tracestate !== undefined && { tracestate: headerText(tracestate) }),
  }
}
