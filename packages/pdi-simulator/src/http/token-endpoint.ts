import type { IncomingHttpHeaders } from "node:http"
import type { Fault } from "../faults/kinds.js"
import type { Settings } from "../options.js"
import type { Tokens } from "./tokens.js"

/** What a token lives when the reply does not say (or says nonsense). */
const UNTOLD_LIFETIME_SECONDS = 300

interface TokenCall {
  headers: IncomingHttpHeaders
  body: unknown
  rule: Fault | null
}

interface Credentials {
  clientId: unknown
  clientSecret: unknown
}

function fromBasic(header: string | undefined): Credentials | null {
  const encoded = header?.match(/^Basic (.+)$/i)?.[1]
  if (encoded === undefined) return null
  const plain = Buffer.from(encoded, "base64").toString("utf8")
  const colon = plain.indexOf(":")
  if (colon < 0) return null
  // RFC 6749 has both parts form-encoded before they are joined.
  const decode = (part: string) => {
    try {
      return decodeURIComponent(part.replaceAll("+", " "))
    } catch {
      return part
    }
  }
  return { clientId: decode(plain.slice(0, colon)), clientSecret: decode(plain.slice(colon + 1)) }
}

function lifetime(settings: Settings, rule: Fault | null): { told: unknown; actual: number } {
  const usual = settings.tokenTtlSeconds
  if (rule?.kind !== "token_ttl") return { told: usual, actual: usual }
  const { seconds, actualSeconds } = rule.params ?? {}
  const sensible = typeof seconds === "number" && seconds > 0 ? seconds : UNTOLD_LIFETIME_SECONDS
  return { told: seconds ?? undefined, actual: actualSeconds ?? sensible }
}

/** OAuth2 client credentials; its errors are OAuth's own, not the contract's. */
export function issueToken(
  settings: Settings,
  tokens: Tokens,
  call: TokenCall,
): { status: number; body: Record<string, unknown> } {
  const form = (call.body ?? {}) as Record<string, unknown>
  if (form.grant_type !== "client_credentials") {
    return { status: 400, body: { error: "unsupported_grant_type" } }
  }
  const given = fromBasic(call.headers.authorization) ?? {
    clientId: form.client_id,
    clientSecret: form.client_secret,
  }
  const isKnown = settings.clients.some(
    ({ clientId, clientSecret }) =>
      clientId === given.clientId && clientSecret === given.clientSecret,
  )
  if (!isKnown) return { status: 401, body: { error: "invalid_client" } }

  const { rule } = call
  const { told, actual } = lifetime(settings, rule)
  const token = tokens.issue(actual)
  const spelling =
    rule?.kind === "token_spelling" ? (rule.params?.spelling ?? "camel") : settings.tokenSpelling
  const body =
    spelling === "camel"
      ? { accessToken: token, tokenType: "Bearer", refreshToken: null, expiresIn: told }
      : { access_token: token, token_type: "Bearer", expires_in: told }
  return { status: 200, body }
}
