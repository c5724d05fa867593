import { LOYALTY_CART_FIELDS, type LoyaltyCart } from "./cart.js"
import { isRecord, type CodesByStatus } from "./failure.js"
import type {
  StoreCustomerLoyaltyResponse,
  StoreEvaluateLoyaltyRewardsBody,
  StoreIdentifyLoyaltyBody,
  StoreLinkLoyaltyMemberBody,
  StoreLoyaltySession,
  StoreLoyaltySessionDeleteResponse,
  StoreLoyaltySessionResponse,
  StoreLoyaltySummary,
  StoreLoyaltySummaryResponse,
  StoreOpenLoyaltySessionBody,
  StoreSelectLoyaltyRewardsBody,
} from "./http-types.js"
import { fail, succeed, type Result } from "./result.js"
import {
  failureOfThrown,
  fetchTransport,
  sdkTransport,
  type FetchTransportOptions,
  type LoyaltyRequest,
  type LoyaltyTransport,
  type MedusaSdk,
} from "./transport.js"

/** Longer than the plugin's own deadline towards an engine. */
const TIMEOUT_MS = 15_000
/** Completing a cart waits for a payment provider as well. */
const COMPLETION_TIMEOUT_MS = 60_000

/** A session is reachable only together with its cart. */
export type SessionKeys = StoreEvaluateLoyaltyRewardsBody

export interface CallOptions {
  /** Ends the call; its result is the failure `aborted`. */
  signal?: AbortSignal
}

/** What completing a cart came to: an order, or the cart with the reason why not yet. */
export type LoyaltyCompletion =
  | { type: "order"; order: { id: string } & Record<string, unknown> }
  | {
      type: "cart"
      cart: LoyaltyCart
      error: { message: string; name: string; type: string }
    }

/** Every store route of the plugin, and the two routes of Medusa's that loyalty touches. */
export interface LoyaltyClient {
  identify(
    body: StoreIdentifyLoyaltyBody,
    options?: CallOptions,
  ): Promise<Result<StoreLoyaltySession>>
  /** For the signed-in customer's linked member. */
  openSession(
    body: StoreOpenLoyaltySessionBody,
    options?: CallOptions,
  ): Promise<Result<StoreLoyaltySession>>
  /** As it stands; the engine is not asked. */
  session(keys: SessionKeys, options?: CallOptions): Promise<Result<StoreLoyaltySession>>
  release(
    keys: SessionKeys,
    options?: CallOptions,
  ): Promise<Result<StoreLoyaltySessionDeleteResponse>>
  /** For the cart as it is now. */
  evaluate(keys: SessionKeys, options?: CallOptions): Promise<Result<StoreLoyaltySession>>
  select(
    body: StoreSelectLoyaltyRewardsBody,
    options?: CallOptions,
  ): Promise<Result<StoreLoyaltySession>>
  /** For the order's customer, or with the token of the order's session. */
  summary(
    order_id: string,
    options?: CallOptions & { token?: string },
  ): Promise<Result<StoreLoyaltySummary>>
  /** The signed-in customer's membership and a page of its history. */
  account(
    options?: CallOptions & { limit?: number; offset?: number },
  ): Promise<Result<StoreCustomerLoyaltyResponse>>
  link(
    body: StoreLinkLoyaltyMemberBody,
    options?: CallOptions,
  ): Promise<Result<StoreCustomerLoyaltyResponse>>
  unlink(options?: CallOptions): Promise<Result<StoreCustomerLoyaltyResponse>>
  /** Medusa's cart with the totals that the components show. */
  cart(cart_id: string, options?: CallOptions): Promise<Result<LoyaltyCart>>
  /** Medusa's completion; `loyalty_total_changed` when the shopper saw another total. */
  complete(cart_id: string, options?: CallOptions): Promise<Result<LoyaltyCompletion>>
}

export type LoyaltyClientOptions = (
  { sdk: MedusaSdk } | FetchTransportOptions | { transport: LoyaltyTransport }
) & {
  /** Milliseconds until a call becomes the failure `timeout`; default 15 s. */
  timeoutMs?: number
}

/** The codes of a refusal on routes of a session, where the reply names none. */
const SESSION_CODES: CodesByStatus = {
  // Only a release is refused so: the cart is being paid.
  400: "not_allowed",
  404: "session_not_found",
  409: "session_not_active",
}

/**
 * Makes a client from the shop's JS SDK, or from an address and a publishable key.
 *
 * With `{ baseUrl, publishableKey }` a refusal has the plugin's own code, if it is one that
 * `LoyaltyFailureCode` names, and else `unknown`. With `{ sdk }`, because the SDK keeps only status
 * and message of a refusal, the code is what the status means on the route.
 *
 * @example
 * const client = createLoyaltyClient({ baseUrl: "https://api.example.com", publishableKey: "pk_…" })
 * const found = await client.identify({ cart_id, phone: "415-555-0100" })
 * if (!found.ok) console.warn(found.failure.code)
 */
export function createLoyaltyClient(options: LoyaltyClientOptions): LoyaltyClient {
  const send = sender(transportOf(options), options.timeoutMs ?? TIMEOUT_MS)
  const session = async (request: Asked) =>
    pick(await send<StoreLoyaltySessionResponse>(request), "loyalty_session")
  const post = (path: string, body: object, rest: Partial<LoyaltyRequest> = {}) =>
    ({ method: "POST", path, body, ...rest }) satisfies LoyaltyRequest
  return {
    identify: (body, call) =>
      session(
        post("/store/loyalty/identify", body, {
          ...call,
          codes: { 400: "member_not_found" },
        }),
      ),
    openSession: (body, call) =>
      session(
        post("/store/loyalty/session", body, {
          ...call,
          codes: { 400: "loyalty_disabled", 404: "not_linked" },
        }),
      ),
    session: (keys, call) =>
      session({
        ...call,
        ...sessionPlace(keys),
        codes: SESSION_CODES,
      }),
    release: (keys, call) =>
      send({
        ...call,
        method: "DELETE",
        ...sessionPlace(keys),
        codes: SESSION_CODES,
      }),
    evaluate: (body, call) =>
      session(post("/store/loyalty/rewards", body, { ...call, codes: SESSION_CODES })),
    select: (body, call) => {
      const codes: CodesByStatus = {
        ...SESSION_CODES,
        400: "reward_not_available",
      }
      return session(post("/store/loyalty/rewards/select", body, { ...call, codes }))
    },
    summary: async (order_id, { token, ...call } = {}) => {
      const reply = await send<StoreLoyaltySummaryResponse>({
        ...call,
        path: `/store/loyalty/orders/${encodeURIComponent(order_id)}/summary`,
        codes: { 404: "session_not_found" },
        ...(token !== undefined && { headers: { "x-loyalty-token": token } }),
      })
      return pick(reply, "loyalty_summary")
    },
    account: ({ limit, offset, ...call } = {}) =>
      send({ ...call, path: ACCOUNT, query: { limit, offset } }),
    link: (body, call) => send(post(ACCOUNT, body, { ...call, codes: { 400: "not_allowed" } })),
    unlink: (call) => send({ ...call, method: "DELETE", path: ACCOUNT }),
    ...medusaRoutes(send),
  }
}

const ACCOUNT = "/store/customers/me/loyalty"

function medusaRoutes(send: Send): Pick<LoyaltyClient, "cart" | "complete"> {
  return {
    cart: async (cart_id, call) => {
      const reply = await send<{ cart: LoyaltyCart }>({
        ...call,
        path: cartPath(cart_id),
        query: { fields: LOYALTY_CART_FIELDS },
      })
      return pick(reply, "cart")
    },
    complete: (cart_id, call) =>
      send<LoyaltyCompletion>(
        {
          ...call,
          method: "POST",
          path: `${cartPath(cart_id)}/complete`,
          body: {},
          codes: { 409: "loyalty_total_changed" },
        },
        COMPLETION_TIMEOUT_MS,
      ),
  }
}

const cartPath = (cart_id: string) => `/store/carts/${encodeURIComponent(cart_id)}`

const sessionPlace = ({ session_id, cart_id }: SessionKeys) => ({
  path: `/store/loyalty/session/${encodeURIComponent(session_id)}`,
  query: { cart_id },
})

function transportOf(options: LoyaltyClientOptions): LoyaltyTransport {
  if ("transport" in options) {
    return options.transport
  }
  return "sdk" in options ? sdkTransport(options.sdk) : fetchTransport(options)
}

/** A request; a method that is not named is GET. */
type Asked = Omit<LoyaltyRequest, "method"> & Partial<Pick<LoyaltyRequest, "method">>

type Send = <T>(request: Asked, timeout_ms?: number) => Promise<Result<T>>

/**
 * Adds the time-out: a call that takes longer is ended and says so, even where the transport does
 * not notice. What comes back is an object, or a failure.
 */
function sender(transport: LoyaltyTransport, default_ms: number): Send {
  return async <T>(request: Asked, timeout_ms = default_ms): Promise<Result<T>> => {
    const { signal } = request
    const ending = new AbortController()
    const abort = () => ending.abort("aborted")
    const timer = setTimeout(() => ending.abort("timeout"), timeout_ms)
    signal?.addEventListener("abort", abort)
    const ended = new Promise<Result<T>>((resolve) => {
      ending.signal.onabort = () => resolve(fail(ending.signal.reason as "aborted" | "timeout"))
    })
    if (signal?.aborted) {
      abort()
    }
    try {
      return await Promise.race([
        ended,
        answerOf<T>(transport, { method: "GET", ...request, signal: ending.signal }),
      ])
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener("abort", abort)
    }
  }
}

async function answerOf<T>(transport: LoyaltyTransport, request: LoyaltyRequest) {
  try {
    const result = await transport(request)
    return result.ok && !isRecord(result.value) ? noAnswer() : (result as Result<T>)
  } catch (error) {
    return failureOfThrown(error)
  }
}

/** One part of a reply; a reply without it is no answer of the plugin's. */
const pick = <T, K extends keyof T>(result: Result<T>, key: K): Result<T[K]> =>
  !result.ok ? result : isRecord(result.value[key]) ? succeed(result.value[key]) : noAnswer()

const noAnswer = () => fail("unknown")
