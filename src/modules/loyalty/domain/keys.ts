import { createHash } from "node:crypto"
import { invariant } from "./errors"

/** The `provider_id` that marks an adjustment on a cart as ours. */
export const PROVIDER_ID = "loyalty_engine"

const ADJUSTMENT_PREFIX = "calisadj_loy_"
const ADJUSTMENT_HASH_LENGTH = 26
const BASE32 = "0123456789abcdefghjkmnpqrstvwxyz"
const LABEL_LENGTH_MAX = 80
const MARKER_PATTERN = /^(.*?) ?\[loyalty:([0-9a-f]{16}):([0-9a-f]{16}):([0-9a-f]{16})\]$/s

export interface AdjustmentKey {
  session_id: string
  provider_reward_id: string
  line_item_id: string
}

export interface AdjustmentMarker {
  label: string
  session_hash: string
  reward_hash: string
  line_hash: string
}

/**
 * The id of our adjustment for a session, reward and line: always the same, so that a second
 * writer meets the primary key instead of granting the discount twice.
 */
export function adjustmentId(key: AdjustmentKey): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([key.session_id, key.provider_reward_id, key.line_item_id]))
    .digest()
  const text = Array.from(digest.subarray(0, ADJUSTMENT_HASH_LENGTH), (byte) => BASE32[byte & 31])
  return ADJUSTMENT_PREFIX + text.join("")
}

/** 16 hex digits that stand for an id in a marker. */
export function markerHash(id: string): string {
  return createHash("sha256").update(id).digest("hex").slice(0, 16)
}

/**
 * The `description` of our adjustment: words for a human, then session, reward and line. An order
 * keeps a description where it drops `provider_id`, so this is what finds our discounts there.
 */
export function adjustmentMarker(key: AdjustmentKey & { label: string }): string {
  const label = key.label
    .replace(/[\p{C}[\]]/gu, " ")
    .replace(/\s+/g, " ")
    .trim()
  const hashes = [key.session_id, key.provider_reward_id, key.line_item_id].map(markerHash)
  const short = Array.from(label).slice(0, LABEL_LENGTH_MAX).join("").trim()
  return `${short} [loyalty:${hashes.join(":")}]`.trim()
}

/** Reads a description that `adjustmentMarker` wrote; null for everybody else's. */
export function parseAdjustmentMarker(
  description: string | null | undefined,
): AdjustmentMarker | null {
  const match = MARKER_PATTERN.exec(description ?? "")
  if (!match) {
    return null
  }
  const [, label = "", session_hash = "", reward_hash = "", line_hash = ""] = match
  return { label, session_hash, reward_hash, line_hash }
}

const SITE_LENGTH_MAX = 24

/**
 * Our name for a conversation at a site: at most 64 characters of `[A-Za-z0-9-]`, e.g.
 * `0300-20260316-01KPW…` (wire contract, 1.0). It takes its uniqueness from the session's id, so
 * nothing has to be counted.
 *
 * @param input.date the business date, `YYYYMMDD`
 */
export function posSequenceId(input: {
  site_id: string | null
  date: string
  session_id: string
}): string {
  invariant(/^\d{8}$/.test(input.date), "a business date must be YYYYMMDD")
  const unique = input.session_id.replace(/^[a-z]+_/, "")
  invariant(
    /^[A-Za-z0-9]{1,30}$/.test(unique),
    "a session id must be a prefix and letters or digits",
  )
  const site = (input.site_id ?? "").replace(/[^A-Za-z0-9-]/g, "").slice(0, SITE_LENGTH_MAX)
  return `${site || "0"}-${input.date}-${unique}`
}
