import type * as undici from "undici"
import type { Dispatcher, Pool } from "undici"
import { lazily } from "../../../modules/loyalty/lazily"
import type { Deps } from "./deps"
import { LruMap } from "./lru"
import { ADDRESS_REFUSED, checkUrl, guardedLookup, type UrlPolicy } from "./url-guard"

/** Contract 1.0: a reply above this is refused while it arrives, not after. */
export const MAX_REPLY_BYTES = 1024 * 1024
const MAX_POOLS = 64

export interface TransportOptions extends UrlPolicy {
  max_connections: number
  connect_timeout_ms: number
}

export interface TransportRequest {
  method: "GET" | "POST"
  url: URL
  headers: Record<string, string>
  body?: string
  signal: AbortSignal
}

export type TransportFailureKind =
  "address_refused" | "connect_failed" | "out_of_time" | "connection_lost" | "too_large" | "encoded"

export type TransportReply =
  | { ok: true; status: number; text: string; retry_after: string | null }
  | {
      ok: false
      kind: TransportFailureKind
      /** False only when not one byte of the request can have left this machine. */
      sent: boolean
    }

type Finish = (reply: TransportReply) => void

/** Collects one reply under the size cap and reports exactly once. */
class ReplyCollector implements Dispatcher.DispatchHandler {
  private sent_ = false
  private status_ = 0
  private retryAfter_: string | null = null
  private readonly chunks_: Buffer[] = []
  private bytes_ = 0
  private controller_: Dispatcher.DispatchController | null = null
  private finished_ = false

  constructor(private readonly finish: Finish) {}

  /** Ends the call now; a request that is still waiting for a connection is never written. */
  stop(kind: TransportFailureKind): void {
    this.report_({ ok: false, kind, sent: this.sent_ })
    this.controller_?.abort(new Error(kind))
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller_ = controller
    if (this.finished_) {
      controller.abort(new Error("out_of_time"))
      return
    }
    this.sent_ = true
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.status_ = status
    const retry_after = headers["retry-after"]
    this.retryAfter_ = typeof retry_after === "string" ? retry_after : null
    const encoding = headers["content-encoding"] ?? "identity"
    if (encoding !== "identity") {
      this.stop("encoded")
    } else if (Number(headers["content-length"] ?? 0) > MAX_REPLY_BYTES) {
      this.stop("too_large")
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.bytes_ += chunk.length
    if (this.bytes_ > MAX_REPLY_BYTES) {
      this.stop("too_large")
      return
    }
    this.chunks_.push(chunk)
  }

  onResponseEnd(): void {
    const text = Buffer.concat(this.chunks_).toString("utf8")
    this.report_({ ok: true, status: this.status_, text, retry_after: this.retryAfter_ })
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const code = (error as NodeJS.ErrnoException).code
    const kind = this.sent_ ? "connection_lost" : "connect_failed"
    this.report_({
      ok: false,
      kind: code === ADDRESS_REFUSED ? "address_refused" : kind,
      sent: this.sent_,
    })
  }

  private report_(reply: TransportReply): void {
    if (!this.finished_) {
      this.finished_ = true
      this.finish(reply)
    }
  }
}

/**
 * A connection outlives a shopper's pause, so that the next question need not shake hands again. An
 * engine that closes idle ones sooner says so in its answers; those in common use that do not, keep
 * them for a minute.
 */
const IDLE_MS = 30_000

/**
 * HTTP with keep-alive, one bounded pool per origin. No redirects, no retries of its own, and
 * it knows whether a request was written: that decides if an engine may have acted on it.
 */
export class Transport {
  private readonly undici_ = lazily<typeof undici>("undici")
  private readonly pools_: LruMap<Pool>

  constructor(
    private readonly options: TransportOptions,
    private readonly deps: Pick<Deps, "resolve">,
  ) {
    this.pools_ = new LruMap<Pool>(MAX_POOLS, (pool) => void pool.close())
  }

  /** Sends once. Never throws; the signal carries the whole time limit. */
  async send(request: TransportRequest): Promise<TransportReply> {
    // A literal IP never reaches `lookup`, so the text is judged on every call.
    const base = `${request.url.origin}${request.url.pathname}`
    if (!checkUrl(base, this.options).ok) {
      return { ok: false, kind: "address_refused", sent: false }
    }
    if (request.signal.aborted) {
      return { ok: false, kind: "out_of_time", sent: false }
    }
    return new Promise<TransportReply>((resolve) => {
      const onAbort = () => collector.stop("out_of_time")
      const collector = new ReplyCollector((reply) => {
        request.signal.removeEventListener("abort", onAbort)
        resolve(reply)
      })
      request.signal.addEventListener("abort", onAbort, { once: true })
      this.pool_(request.url.origin).dispatch(
        {
          method: request.method,
          path: `${request.url.pathname}${request.url.search}`,
          headers: { ...request.headers, "accept-encoding": "identity" },
          body: request.body ?? null,
        },
        collector,
      )
    })
  }

  /** Destroys every connection; requests under way end as lost. */
  async close(): Promise<void> {
    await Promise.all(this.pools_.drain().map((pool) => pool.destroy()))
  }

  get poolCount(): number {
    return this.pools_.size
  }

  private pool_(origin: string): Pool {
    return this.pools_.ensure(
      origin,
      () =>
        new this.undici_.Pool(origin, {
          connections: this.options.max_connections,
          pipelining: 1,
          keepAliveTimeout: IDLE_MS,
          keepAliveMaxTimeout: 60_000,
          // The signal ends a call long before; these only bound a socket nobody waits for.
          headersTimeout: 120_000,
          bodyTimeout: 120_000,
          maxHeaderSize: 16 * 1024,
          allowH2: false,
          connect: {
            timeout: this.options.connect_timeout_ms,
            lookup: guardedLookup(this.options, this.deps),
          },
        }),
    )
  }
}
