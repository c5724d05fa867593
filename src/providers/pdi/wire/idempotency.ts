import { createHash } from "node:crypto"

export interface SiteKey {
  participant_id: string
  site_id: string
}

/** ":" joins the parts, so it may not occur inside one: two sites must never share a key. */
function part(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*~]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  )
}

/** Contract 1.4: constant for the life of the order. */
export function finalizeKey(site: SiteKey, order_id: string): string {
  return `fin:${part(site.participant_id)}:${part(site.site_id)}:${part(order_id)}`
}

/** Contract 1.7: one key per reversal of an order. */
export function reversalKey(site: SiteKey, order_id: string, number: number): string {
  return `rev:${part(site.participant_id)}:${part(site.site_id)}:${part(order_id)}:${number}`
}

export function cancelKey(site: SiteKey, pos_sequence_id: string): string {
  return `can:${part(site.participant_id)}:${part(site.site_id)}:${part(pos_sequence_id)}`
}

/**
 * For calls that commit nothing: the same body has the same key, and another body another, so a
 * changed basket can never be mistaken for a repeat.
 */
export function bodyKey(prefix: string, body: string): string {
  return `${prefix}:${createHash("sha256").update(body).digest("hex").slice(0, 40)}`
}
