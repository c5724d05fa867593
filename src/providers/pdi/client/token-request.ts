import type { TransportRequest } from "./transport"

export interface TokenIdentity {
  token_url: URL
  client_id: string
  client_secret: string
  auth_style: "basic" | "body"
  scope: string | null
  /** Whatever else this engine wants to hear, such as an audience; never one of the others. */
  params: Readonly<Record<string, string>>
  config_version: number
}

function basicCredentials(identity: TokenIdentity): string {
  // RFC 6749 2.3.1: both halves are form-encoded before they are joined.
  const half = (text: string) => new URLSearchParams({ v: text }).toString().slice(2)
  const pair = `${half(identity.client_id)}:${half(identity.client_secret)}`
  return Buffer.from(pair, "utf8").toString("base64")
}

/** OAuth2 client credentials, by HTTP Basic or in the body (contract 1.1). */
export function tokenRequest(identity: TokenIdentity, signal: AbortSignal): TransportRequest {
  const form = new URLSearchParams({ ...identity.params, grant_type: "client_credentials" })
  if (identity.scope !== null) {
    form.set("scope", identity.scope)
  }
  const headers: Record<string, string> = {
    "content-type": "application/x-www-form-urlencoded",
    accept: "application/json",
  }
  if (identity.auth_style === "basic") {
    headers["authorization"] = `Basic ${basicCredentials(identity)}`
  } else {
    form.set("client_id", identity.client_id)
    form.set("client_secret", identity.client_secret)
  }
  return { method: "POST", url: identity.token_url, headers, body: form.toString(), signal }
}
