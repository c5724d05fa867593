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

/** A header is cut where it is too long, and at its end stands what tells two orders apart. */
const LONGEST_KEY = 200

function siteKey(kind: string, { participant_id, site_id }: SiteKey, ...rest: string[]): string {
  const parts = [participant_id, site_id, ...rest]
  const key = [kind, ...parts.map(part)].join(":")
  return key.length <= LONGEST_KEY ? key : `${kind}:${sha256(JSON.stringify(parts))}`
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex")
}

/** Contract 1.4: constant for the life of the order. */
export function finalizeKey(site: SiteKey, order_id: string): string {
  return siteKey("fin", site, order_id)
}

/** Contract 1.7: one key per reversal of an order. */
export function reversalKey(site: SiteKey, order_id: string, number: number): string {
  return siteKey("rev", site, order_id, String(number))
}

export function cancelKey(site: SiteKey, pos_sequence_id: string): string {
  return siteKey("can", site, pos_sequence_id)
}

/**
 * For calls that commit nothing: the same body has the same key, and another body another, so a
 * changed basket can never be mistaken for a repeat.
 */
export function bodyKey(prefix: string, body: string): string {
  return `${prefix}:${sha256(body).slice(0, 40)}`
}
