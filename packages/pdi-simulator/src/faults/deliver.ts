import type { ServerResponse } from "node:http"
import { setTimeout as sleep } from "node:timers/promises"
import { gzipSync } from "node:zlib"
import type { Fault } from "./kinds.js"

export interface Outgoing {
  status: number
  contentType: string
  payload: string
  headers: Record<string, string>
}

const FIVE_MEBIBYTES = 5 * 1024 * 1024
const DEFAULT_BYTES_PER_SECOND = 16
/** Long enough for the headers to reach the caller before the reset overtakes them. */
const BEFORE_RESET_MS = 40
const HTML = "<!doctype html><html><body><h1>Scheduled maintenance</h1></body></html>"

export function send(response: ServerResponse, out: Outgoing, bytes?: Buffer): void {
  const body = bytes ?? Buffer.from(out.payload)
  response.writeHead(out.status, {
    ...out.headers,
    "content-type": out.contentType,
    "content-length": String(body.length),
  })
  response.end(body)
}

function padTo(payload: string, bytes: number): Buffer {
  const start = `{"padding":"`
  const end = `",${payload.slice(1)}`
  const room = bytes - start.length - Buffer.byteLength(end)
  return Buffer.from(start + "x".repeat(Math.max(0, room)) + end)
}

async function trickle(response: ServerResponse, out: Outgoing, rate: number): Promise<void> {
  const bytes = Buffer.from(out.payload)
  response.writeHead(out.status, { ...out.headers, "content-type": out.contentType })
  response.flushHeaders()
  const chunk = Math.max(1, Math.floor(rate / 10))
  for (let at = 0; at < bytes.length && !response.destroyed; at += chunk) {
    response.write(bytes.subarray(at, at + chunk))
    await sleep((chunk / rate) * 1000, undefined, { ref: false })
  }
  response.end()
}

async function resetAfterHeaders(response: ServerResponse, out: Outgoing): Promise<void> {
  const bytes = Buffer.from(out.payload)
  response.writeHead(out.status, {
    ...out.headers,
    "content-type": out.contentType,
    "content-length": String(bytes.length),
  })
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)))
  await sleep(BEFORE_RESET_MS)
  response.socket?.resetAndDestroy()
}

/** Sends the answer of a call that did its work, with its bytes damaged as the fault says. */
export async function deliverDamaged(
  response: ServerResponse,
  out: Outgoing,
  { kind, params = {} }: Fault,
): Promise<{ answered: boolean }> {
  switch (kind) {
    case "trickle":
      await trickle(response, out, params.bytesPerSecond ?? DEFAULT_BYTES_PER_SECOND)
      return { answered: response.writableFinished }
    case "reset_after_headers":
      await resetAfterHeaders(response, out)
      return { answered: false }
    case "malformed_json":
      send(response, out, Buffer.from(out.payload.slice(0, Math.ceil(out.payload.length / 2))))
      break
    case "html_200":
      send(response, { ...out, status: 200, contentType: "text/html", payload: HTML })
      break
    case "empty_200":
      send(response, { ...out, status: 200, payload: "" })
      break
    case "oversized_body":
      send(response, out, padTo(out.payload, params.bytes ?? FIVE_MEBIBYTES))
      break
    case "truncated_gzip": {
      const zipped = gzipSync(out.payload)
      const headers = { ...out.headers, "content-encoding": "gzip" }
      send(response, { ...out, headers }, zipped.subarray(0, Math.floor(zipped.length / 2)))
      break
    }
    default:
      throw new Error(`${kind} does not damage bytes`)
  }
  return { answered: true }
}

/** The connection goes away (or, for a hang, stays and says nothing). */
export function loseConnection(response: ServerResponse, kind: Fault["kind"]): void {
  if (kind === "hang" || kind === "apply_then_hang") return
  if (kind === "reset" || kind === "apply_then_reset") response.socket?.resetAndDestroy()
  else response.socket?.destroy()
}
