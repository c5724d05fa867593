import { createHash } from "node:crypto"
import type { ProviderFailure } from "../../../types/provider"
import { readToken, usableFor } from "../wire/token"
import { Deadline, waitWithin } from "./deadline"
import type { Deps } from "./deps"
import { fromErrorReply, fromLostReply, malformedReply } from "./errors"
import { failure } from "./failure"
import { LruMap } from "./lru"
import type { Health } from "./policies"
import { tokenRequest, type TokenIdentity } from "./token-request"
import type { Transport } from "./transport"

export type TokenResult =
  { ok: true; token: string } | { ok: false; error: ProviderFailure; health: Health }

type TokenFailure = Extract<TokenResult, { ok: false }>

/** What came of replacing a refused token; of several callers it is the first who replaces it. */
export interface Replacement {
  is_first: boolean
  result: TokenResult
}

const MAX_IDENTITIES = 1_000
const ONE_MINUTE_MS = 60_000
/** An engine that refuses every fresh token must not turn each call into a token request. */
const FETCHES_PER_MINUTE = 20
/** How often a token is replaced because somebody was forbidden something with it. */
const RENEWAL_EVERY_MS = ONE_MINUTE_MS
/** Rejected credentials are not tried again at once: repeated tries can lock an account. */
const REJECTION_HOLDS_MS = 30_000

interface Entry {
  token: string | null
  renewed_at: number
  usable_until: number
  pending: Promise<TokenResult> | null
  rejection: { failure: TokenFailure; until: number } | null
  fetched_at: number[]
}

function emptyEntry(): Entry {
  return {
    token: null,
    renewed_at: -Infinity,
    usable_until: 0,
    pending: null,
    rejection: null,
    fetched_at: [],
  }
}

/** The secret is part of the key, as a digest: a wrong secret must not ride on a right one's token. */
function keyOf(identity: TokenIdentity): string {
  const parts = [identity.token_url.href, identity.client_id, identity.client_secret]
  const digest = createHash("sha256").update(JSON.stringify(parts)).digest("base64url")
  return `${identity.config_version}:${digest}`
}

/** Token cache: one token and at most one request under way per set of credentials. */
export class TokenCache {
  private readonly entries_ = new LruMap<Entry>(MAX_IDENTITIES)

  constructor(
    private readonly transport: Pick<Transport, "send">,
    private readonly deps: Deps,
    private readonly timeout_ms: number,
  ) {}

  /** A token fit for use, fetched if need be. The signal ends this caller's wait only. */
  async token(identity: TokenIdentity, signal: AbortSignal): Promise<TokenResult> {
    const entry = this.entries_.ensure(keyOf(identity), emptyEntry)
    if (entry.token !== null && this.deps.monotonic() < entry.usable_until) {
      return { ok: true, token: entry.token }
    }
    return this.fetchOnce_(entry, identity, signal)
  }

  /**
   * Forgets the refused token, so that `token` fetches another. Of fifty callers refused together,
   * only the first hears true, and the others find the new token already here.
   */
  discard(identity: TokenIdentity, refused: string): boolean {
    const entry = this.entries_.ensure(keyOf(identity), emptyEntry)
    if (entry.token !== refused) {
      return false
    }
    entry.token = null
    return true
  }

  /**
   * Another token for a caller who was forbidden something with this one: an engine may say so of a
   * token that it forgot. Null where that was tried within the minute: then it is rights that are
   * missing, and one store without them would use up the fetches of all that share its credentials.
   * These others go on with the token until there is a new one.
   */
  async renew(
    identity: TokenIdentity,
    refused: string,
    signal: AbortSignal,
  ): Promise<Replacement | null> {
    const entry = this.entries_.ensure(keyOf(identity), emptyEntry)
    if (entry.token !== refused) {
      return { is_first: false, result: await this.token(identity, signal) }
    }
    const is_first = entry.pending === null
    if (is_first && this.deps.monotonic() < entry.renewed_at + RENEWAL_EVERY_MS) {
      return null
    }
    const result = await this.fetchOnce_(entry, identity, signal)
    if (is_first && result.ok) {
      entry.renewed_at = this.deps.monotonic()
    }
    return { is_first, result }
  }

  /**
   * Asks the engine anew, whatever is cached: for "test connection" and health. The token at hand
   * stays until there is another: a test that fails must take nothing from the calls of a shop.
   */
  async fresh(identity: TokenIdentity, signal: AbortSignal): Promise<TokenResult> {
    const entry = this.entries_.ensure(keyOf(identity), emptyEntry)
    entry.rejection = null
    return this.fetchOnce_(entry, identity, signal)
  }

  private async fetchOnce_(
    entry: Entry,
    identity: TokenIdentity,
    signal: AbortSignal,
  ): Promise<TokenResult> {
    entry.pending ??= this.fetch_(entry, identity).finally(() => {
      entry.pending = null
    })
    const waited = await waitWithin(entry.pending, signal)
    return waited.done
      ? waited.value
      : {
          ok: false,
          health: "failure",
          error: fromLostReply("token", { ok: false, kind: "out_of_time", sent: true }),
        }
  }

  private async fetch_(entry: Entry, identity: TokenIdentity): Promise<TokenResult> {
    const held = this.held_(entry)
    if (held !== null) {
      return held
    }
    const deadline = new Deadline({ ms: this.timeout_ms, monotonic: this.deps.monotonic })
    try {
      let result = await this.request_(entry, identity, deadline)
      const wait = result.ok ? 0 : (result.error.retry_after_s ?? 0) * 1000 + this.jitter_()
      if (!result.ok && result.error.retryable && wait < deadline.remaining()) {
        await this.deps.sleep(wait, deadline.signal)
        result = await this.request_(entry, identity, deadline)
      }
      if (!result.ok && result.error.code === "auth_failed") {
        entry.rejection = { failure: result, until: this.deps.monotonic() + REJECTION_HOLDS_MS }
      }
      return result
    } finally {
      deadline.dispose()
    }
  }

  /** Why not to ask now: rejected a moment ago, or asked too often in the last minute. */
  private held_(entry: Entry): TokenFailure | null {
    const now = this.deps.monotonic()
    if (entry.rejection !== null && now < entry.rejection.until) {
      return entry.rejection.failure
    }
    entry.rejection = null
    entry.fetched_at = entry.fetched_at.filter((at) => at > now - ONE_MINUTE_MS)
    const oldest = entry.fetched_at[0]
    if (oldest === undefined || entry.fetched_at.length < FETCHES_PER_MINUTE) {
      return null
    }
    return {
      ok: false,
      health: "neutral",
      error: failure({
        code: "auth_failed",
        operation: "token",
        message: `More than ${FETCHES_PER_MINUTE} tokens in a minute: the engine refuses fresh ones`,
        retryable: true,
        retry_after_s: Math.ceil((oldest + ONE_MINUTE_MS - now) / 1000),
      }),
    }
  }

  private async request_(
    entry: Entry,
    identity: TokenIdentity,
    deadline: Deadline,
  ): Promise<TokenResult> {
    entry.fetched_at.push(this.deps.monotonic())
    const reply = await this.transport.send(tokenRequest(identity, deadline.signal))
    if (!reply.ok) {
      const health: Health = reply.kind === "address_refused" ? "neutral" : "failure"
      return { ok: false, health, error: fromLostReply("token", reply) }
    }
    if (reply.status < 200 || reply.status > 299) {
      return refusedToken(reply, this.deps.now())
    }
    const token = readToken(reply.text)
    if (token === null) {
      return { ok: false, health: "neutral", error: malformedReply("token", "no token in it") }
    }
    entry.token = token.value
    entry.usable_until = this.deps.monotonic() + usableFor(token.lifetime_s)
    return { ok: true, token: token.value }
  }

  private jitter_(): number {
    return 100 + this.deps.random() * 200
  }
}

/** Statuses that ask to try again later. */
const LATER: ReadonlySet<number> = new Set([408, 429])

function refusedToken(reply: Parameters<typeof fromErrorReply>[1], now: number): TokenFailure {
  const error = fromErrorReply("token", reply, now)
  // 404 says that the address is wrong, and nothing about a session. A page is a fault on the way.
  const rejected = reply.status >= 400 && reply.status < 500 && !LATER.has(reply.status)
  if (rejected && error.code !== "protocol_error") {
    const message = `The engine refused the client credentials (${reply.status})`
    return {
      ok: false,
      health: "success",
      error: failure({ code: "auth_failed", operation: "token", message, details: error.details }),
    }
  }
  const health: Health = reply.status >= 500 ? "failure" : "limited"
  return { ok: false, health, error }
}
