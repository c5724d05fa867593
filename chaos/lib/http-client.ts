import { Agent, fetch, type Response } from "undici"

import type { HttpClient, HttpOptions, HttpReply } from "../../integration-tests/helpers/shopper"

const REQUEST_LIMIT_MS = 60_000

/**
 * A connection for each request: a kept one may have been closed by Medusa while this process was
 * busy with thousands of orders, and a request that is sent on it fails.
 */
const dispatcher = new Agent({ pipelining: 0 })

/** The client that a `Shopper` needs, against a Medusa in another process. */
export function httpClient(base: () => string): HttpClient {
  const send = async (
    method: string,
    path: string,
    { body, options = {} }: { body?: unknown; options?: HttpOptions },
  ): Promise<HttpReply> => {
    const url = `${base()}${path}`
    const reply = await fetch(url, {
      method,
      headers: { "content-type": "application/json", ...options.headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
      dispatcher,
    })
    const text = await reply.text()
    const isAccepted = options.validateStatus?.() ?? reply.ok
    if (!isAccepted) {
      throw new Error(`${method} ${path} answered ${reply.status}: ${text}`)
    }
    return {
      status: reply.status,
      data: text === "" ? null : (JSON.parse(text) as unknown),
      headers: headersOf(reply),
      config: { method, url },
    }
  }
  return {
    get: (path, options) => send("GET", path, { options }),
    post: (path, body, options) => send("POST", path, { body: body ?? {}, options }),
    delete: (path, options) => send("DELETE", path, { options }),
  }
}

function headersOf(reply: Response): Record<string, string> {
  const headers: Record<string, string> = {}
  reply.headers.forEach((value, name) => (headers[name] = value))
  return headers
}

/** Runs a request whose process may die while it is on its way; every other failure counts. */
export async function unlessLost<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request
  } catch (error) {
    // Node's fetch says so for a connection that was closed or reset under it.
    if (error instanceof TypeError && ["fetch failed", "terminated"].includes(error.message)) {
      return undefined
    }
    throw error
  }
}
