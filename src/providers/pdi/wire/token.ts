import { isRecord, parseJson } from "./json"

/** Contract 1.1: what a token lives when the reply does not say it, or says nonsense. */
const DEFAULT_LIFETIME_S = 300
const LONGEST_LIFETIME_S = 86_400
/** A token travels in a header: printable ASCII only. */
const TOKEN_FORM = /^[\x21-\x7e]{1,8192}$/

export interface Token {
  value: string
  lifetime_s: number
}

/**
 * Reads a token reply in either spelling (`access_token`, `accessToken`).
 *
 * @returns null when there is no usable token in it
 */
export function readToken(text: string): Token | null {
  const body = parseJson(text)
  if (!isRecord(body)) {
    return null
  }
  const value = body["access_token"] ?? body["accessToken"]
  if (typeof value !== "string" || !TOKEN_FORM.test(value)) {
    return null
  }
  return { value, lifetime_s: lifetimeOf(body["expires_in"] ?? body["expiresIn"]) }
}

function lifetimeOf(value: unknown): number {
  const seconds = typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : value
  if (typeof seconds !== "number" || !Number.isFinite(seconds) || seconds <= 0) {
    return DEFAULT_LIFETIME_S
  }
  return Math.min(seconds, LONGEST_LIFETIME_S)
}

/** How long a token may be used, in ms: its lifetime less min(300 s, a fifth of it). */
export function usableFor(lifetime_s: number): number {
  return (lifetime_s - Math.min(300, lifetime_s * 0.2)) * 1000
}
