import type { EngineSessionStatus } from "../../../types/provider"
import type { SessionStatus } from "./session-machine"

/** What our books say of an order. */
export interface OurRecord {
  order_id: string
  status: SessionStatus
  /** The booking that the engine confirmed; null where there is none. */
  booked: { earned_points: number; redeemed_points: number; receipt_id: string | null } | null
  /** What reversals took back since; engines may report what they booked, or what is left of it. */
  reversed: { earned_points: number; redeemed_points: number }
}

export const RECONCILED_FIELDS = [
  "status",
  "transaction_id",
  "earned_points",
  "redeemed_points",
  "receipt_id",
] as const

export interface Difference {
  field: (typeof RECONCILED_FIELDS)[number]
  ours: string | null
  theirs: string | null
}

/**
 * Where our books and the engine's own differ about an order, field by field. What the engine does
 * not tell is no difference; balances move on with every purchase and are not compared.
 */
export function differencesOf(ours: OurRecord, theirs: EngineSessionStatus): Difference[] {
  const we_booked = ours.status === "finalized" && ours.booked !== null
  const they_booked = theirs.status === "finalized"
  if (!we_booked && !they_booked) {
    return []
  }
  if (we_booked !== they_booked) {
    return [{ field: "status", ours: ours.status, theirs: theirs.status }]
  }
  const booked = ours.booked!
  const found: (Difference | null)[] = [
    told("transaction_id", [ours.order_id], theirs.transaction_id),
    told(
      "earned_points",
      [booked.earned_points, booked.earned_points - ours.reversed.earned_points],
      theirs.earned_points,
    ),
    told(
      "redeemed_points",
      [booked.redeemed_points, booked.redeemed_points - ours.reversed.redeemed_points],
      theirs.redeemed_points,
    ),
    told("receipt_id", [booked.receipt_id], theirs.receipt_id),
  ]
  return found.filter((difference) => difference !== null)
}

function told(
  field: Difference["field"],
  accepted: readonly (string | number | null)[],
  theirs: string | number | null,
): Difference | null {
  if (theirs === null || accepted.includes(theirs)) {
    return null
  }
  const [ours] = accepted
  return { field, ours: ours === null ? null : String(ours), theirs: String(theirs) }
}
