import type { BasketLine, OfferedReward } from "../../../types/provider"
import { type Decimal, compare, tryParseDecimal } from "./decimal"

/** Why a reward of the offer takes nothing off. */
export const UNAVAILABLE_REASONS = [
  "unknown_method",
  "fuel_only",
  "invalid_value",
  "expired",
  "target_missing",
  "not_discountable",
  "unsupported_ticket_method",
  "age_verification_required",
  "too_many_offers",
  "exclusive_group",
  "no_discount",
] as const
export type UnavailableReason = (typeof UNAVAILABLE_REASONS)[number]

export interface AgeGate {
  /** Whether rewards on age-restricted lines apply at all once the age is verified. */
  age_gate: "skip" | "allow_verified"
  age_verified: boolean
}

const ZERO: Decimal = { units: 0n, scale: 0 }
const HUNDRED: Decimal = { units: 100n, scale: 0 }

/**
 * Whether a line takes part in ticket-level rewards: not gift cards and deposits, and not
 * age-restricted goods before the age is verified, which many places forbid to discount.
 */
export function isInTicketBase(
  line: Pick<BasketLine, "discountable" | "quantity" | "minimum_age">,
  gate: AgeGate,
): boolean {
  return line.discountable && line.quantity > 0 && (line.minimum_age === null || isVerified(gate))
}

/** Why a reward must be dropped before any amount is computed (wire contract 1.3, step 1). */
export function refusalOf(
  reward: OfferedReward,
  input: {
    line_by_number: ReadonlyMap<number, BasketLine>
    options: AgeGate & { ticket_percent_off: boolean }
    now: string
  },
): UnavailableReason | null {
  const byItself = refusalOfTerms(reward, input.now)
  if (byItself !== null) {
    return byItself
  }
  if (reward.requires_age_verification && !isVerified(input.options)) {
    return "age_verification_required"
  }
  if (reward.level === "ticket") {
    const supported =
      reward.method === "amount_off" ||
      (reward.method === "percent_off" && input.options.ticket_percent_off)
    return supported ? null : "unsupported_ticket_method"
  }
  const line = input.line_by_number.get(reward.target_line_number ?? Number.NaN)
  if (!line || line.quantity <= 0) {
    return "target_missing"
  }
  if (!line.discountable) {
    return "not_discountable"
  }
  return isInTicketBase(line, input.options) ? null : "age_verification_required"
}

function refusalOfTerms(reward: OfferedReward, now: string): UnavailableReason | null {
  switch (reward.method) {
    case "amount_off":
    case "percent_off":
    case "new_price":
      break
    case "amount_off_per_volume":
      // Cents off a gallon: an online basket holds no fuel.
      return "fuel_only"
    default:
      return "unknown_method"
  }
  const value = tryParseDecimal(reward.value_decimal)
  const limit = reward.limit ? tryParseDecimal(reward.limit.value_decimal) : ZERO
  if (!value || !limit || compare(value, ZERO) < 0 || compare(limit, ZERO) < 0) {
    return "invalid_value"
  }
  if (reward.method === "percent_off" && compare(value, HUNDRED) > 0) {
    return "invalid_value"
  }
  if (!Number.isSafeInteger(reward.points_cost) || reward.points_cost < 0) {
    return "invalid_value"
  }
  return reward.expires_at !== null && !(Date.parse(reward.expires_at) > Date.parse(now))
    ? "expired"
    : null
}

function isVerified(gate: AgeGate): boolean {
  return gate.age_gate === "allow_verified" && gate.age_verified
}
