import { failureOfReply, isRecord, type CodesByStatus } from "./failure.js"
import { fail, succeed, type Result } from "./result.js"

/** One request to Medusa. */
export interface LoyaltyRequest {
  method: "GET" | "POST" | "DELETE"
  /** Begins with `/store/`. */
  path: string
  body?: object
  query?: Record<string, string | number | undefined>
  headers?: Record<string, string>
  signal?: AbortSignal
  /** What a status of the plugin's means on this route when the reply has no code. */
  codes?: CodesByStatus
}

/** Sends a request; every outcome is a value. What it throws is taken as `network`. */
export type LoyaltyTransport = (request: LoyaltyRequest) => Promise<Result<unknown>>

/** The part of `@medusajs/js-sdk` that is used: an instance of `Medusa` fits. */
export interface MedusaSdk {
  client: {
    fetch<T>(
      input: string,
      init: {
        method: string
        body?: Record<string, unknown> | undefined
        query?: Record<string, unknown> | undefined
        headers?: Record<string, string> | undefined
        signal?: AbortSignal | undefined
      },
    ): Promise<T>
  }
}

export interface FetchTransportOptions {
  /** Where Medusa answers, for example `https://api.example.com`. */
  baseUrl: string
  publishableKey: string
  /** Further headers of each request, for example a customer's `authorization`. */
  headers?: () => Record<string, string> | Promise<Record<string, string>>
  /** `include` for shops whose customers sign in by cookie. */
  credentials?: RequestCredentials
  /** Default: the platform's. */
  fetch?: typeof fetch
}

/** Requests by `fetch`: needs nothing, and sees the whole body of a refusal. */
export function fetchTransport(options: FetchTransportOptions): LoyaltyTransport {
  return async (request) => {
    const response = await (options.fetch ?? fetch)(urlOf(options.baseUrl, request), {
      method: request.method,
      headers: {
        "content-type": "application/json",
        "x-publishable-api-key": options.publishableKey,
        ...(await options.headers?.()),
        ...request.headers,
      },
      credentials: options.credentials,
      body: request.body && JSON.stringify(request.body),
      signal: request.signal,
    })
    // Throws when the reply breaks off: that is no answer.
    const body = parsed(await response.text())
    // The plugin's refusals name their code, but for what Medusa finds wrong with a request's body.
    // Any other status is a proxy's, or Medusa's about a key: it means nothing of loyalty's.
    const is_malformed = isRecord(body) && body["type"] === "invalid_data"
    return response.ok
      ? succeed(body)
      : failureOfReply({ status: response.status, body }, is_malformed ? request.codes : {})
  }
}

/** Requests through the shop's JS SDK: its sign-in, its headers, its locale. */
export function sdkTransport(sdk: MedusaSdk): LoyaltyTransport {
  return async ({ method, path, body, query, headers, signal, codes }) => {
    try {
      return succeed(
        await sdk.client.fetch<unknown>(path, {
          method,
          body: body as Record<string, unknown> | undefined,
          query,
          headers,
          signal,
        }),
      )
    } catch (error) {
      const { status, message, statusText } = isRecord(error) ? error : {}
      // The SDK gives the status's own text where a reply has no message, as a proxy's page has none.
      return typeof status === "number"
        ? failureOfReply({ status, body: { message } }, message === statusText ? {} : codes)
        : failureOfThrown(error)
    }
  }
}

function urlOf(baseUrl: string, { path, query }: LoyaltyRequest): string {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined)
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]))
  return `${baseUrl.replace(/\/$/, "")}${path}${given.length > 0 ? `?${search}` : ""}`
}

/** What is no JSON is null: a proxy's page, for example. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** No reply came. A call that was ended or took too long is named by the client, which ended it. */
export const failureOfThrown = (error: unknown) =>
  fail("network", { message: error instanceof Error ? error.message : String(error) })
