import Medusa from "@medusajs/js-sdk"

import { RequestError } from "./request-error"

const base_url = __BACKEND_URL__ || "/"
const auth_type = __AUTH_TYPE__ ?? "session"

/** Signed in as Admin itself is: the shop's settings decide between cookie and token. */
export const sdk = new Medusa({
  baseUrl: base_url,
  auth: { type: auth_type, jwtTokenStorageKey: __JWT_TOKEN_STORAGE_KEY__ || undefined },
})

/**
 * Posts to one of our routes. The SDK keeps only message and status of a refusal; ours also say
 * which field is wrong, and a form needs that.
 *
 * @throws RequestError for every answer but success.
 */
export async function post<Reply>(path: string, body: object): Promise<Reply> {
  const token = auth_type === "jwt" ? await sdk.client.getToken() : null
  const response = await fetch(addressOf(path), {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json",
      ...(token && { authorization: `Bearer ${token}` }),
    },
    credentials: auth_type === "session" ? "include" : "omit",
    body: JSON.stringify(body),
  })
  const reply: unknown = await response.json().catch(() => null)
  if (!response.ok) {
    throw RequestError.from(response, reply)
  }
  return reply as Reply
}

/** A backend may live under a path of its own. */
function addressOf(path: string): string {
  const base = new URL(base_url, window.location.origin)
  return `${base.origin}${base.pathname.replace(/\/$/, "")}${path}`
}
