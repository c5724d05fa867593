import type { IncomingHttpHeaders } from "node:http"
import type { Endpoint, RecordedRequest } from "../types.js"

/** Enough for any test run; older requests make room. */
const KEPT = 100_000
const REDACTED = "[redacted]"
const SECRET_HEADERS = new Set(["authorization", "access_token"])

export interface Arrival {
  at: Date
  endpoint: Endpoint
  method: string
  headers: IncomingHttpHeaders
  body: unknown
  query: unknown
}

function redactHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      SECRET_HEADERS.has(name) ? REDACTED : String(value),
    ]),
  )
}

function redactBody(body: unknown): unknown {
  if (body === null || typeof body !== "object" || !("client_secret" in body)) return body
  return { ...body, client_secret: REDACTED }
}

export class Recorder {
  private kept: RecordedRequest[] = []
  private seq = 0

  /** The record is filled in as the call goes on: what is not answered stays null. */
  begin(arrival: Arrival): RecordedRequest {
    this.seq += 1
    const request: RecordedRequest = {
      seq: this.seq,
      at: arrival.at.toISOString(),
      endpoint: arrival.endpoint,
      method: arrival.method,
      headers: redactHeaders(arrival.headers),
      body: redactBody(arrival.body),
      query: { ...(arrival.query as Record<string, unknown>) },
      status: null,
      fault: null,
      effect: false,
    }
    this.kept.push(request)
    if (this.kept.length > KEPT) this.kept.splice(0, KEPT / 10)
    return request
  }

  list(filter: { endpoint?: Endpoint } = {}): RecordedRequest[] {
    const { endpoint } = filter
    return structuredClone(
      endpoint === undefined ? this.kept : this.kept.filter((it) => it.endpoint === endpoint),
    )
  }

  clear(): void {
    this.kept = []
  }
}
