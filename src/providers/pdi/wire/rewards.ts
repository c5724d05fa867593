import type { OfferedReward, RewardMethod, SkippedReward } from "../../../types/provider"
import { decimalText } from "./money"
import { reward as rewardSchema } from "./schemas"

const METHODS: ReadonlyMap<string, RewardMethod> = new Map([
  ["amountOff", "amount_off"],
  ["percentOff", "percent_off"],
  ["newPrice", "new_price"],
  ["amountOffPPU", "amount_off_per_volume"],
])

/** Contract 1.0: up to four decimals, as for unit prices. */
const VALUE_DECIMALS = 4

export interface RewardContext {
  /** Whether `amountOff` under a quantity limit counts per unit or once for the line. */
  amount_off_basis: "unit" | "line"
  /** Whether a percentage off the ticket is applied: the contract leaves it to the shop (1.3). */
  ticket_percent_off: boolean
  /** Lines whose product has a minimum age, where the store guards them itself. */
  age_gated_lines: ReadonlySet<number>
}

/** Why a reward is set aside. Admin has words for each. */
export const SKIP_REASONS = [
  "malformed",
  "unknown_type",
  "unknown_level",
  "unknown_method",
  "invalid_value",
  "percent_above_100",
  "ticket_percent_off_disabled",
  "missing_target",
  "invalid_limit",
  "duplicate",
] as const
type SkipReason = (typeof SKIP_REASONS)[number]

type Wire = ReturnType<typeof rewardSchema.parse>
type Limit = OfferedReward["limit"]
type Skipped = SkippedReward & { reason: SkipReason }
type Read = { reward: OfferedReward } | { skipped: Skipped }

function positive(text: string | null): text is string {
  return text !== null && !text.startsWith("-")
}

function readLimit(wire: Wire): { ok: true; limit: Limit } | { ok: false } {
  if (wire.limit == null) {
    return { ok: true, limit: null }
  }
  const { type, value } = wire.limit
  const value_decimal = decimalText(value, VALUE_DECIMALS)
  if ((type !== "quantity" && type !== "amount") || !positive(value_decimal)) {
    return { ok: false }
  }
  return { ok: true, limit: { type, value_decimal } }
}

/** Why a reward cannot be used as it stands, or null. */
function flaw(wire: Wire, value: string | null, context: RewardContext): SkipReason | null {
  if (wire.type !== "instant" && wire.type !== "optional") {
    return "unknown_type"
  }
  if (wire.level !== "line" && wire.level !== "ticket") {
    return "unknown_level"
  }
  if (!METHODS.has(wire.method)) {
    return "unknown_method"
  }
  if (!positive(value)) {
    return "invalid_value"
  }
  if (wire.method === "percentOff" && Number(value) > 100) {
    return "percent_above_100"
  }
  if (wire.level === "ticket" && wire.method === "percentOff" && !context.ticket_percent_off) {
    return "ticket_percent_off_disabled"
  }
  return wire.level === "line" && (wire.targetLineNumber ?? 0) < 1 ? "missing_target" : null
}

function readReward(entry: unknown, index: number, context: RewardContext): Read {
  const parsed = rewardSchema.safeParse(entry)
  if (!parsed.success) {
    return { skipped: { id: `#${index + 1}`, reason: "malformed" } }
  }
  const wire = parsed.data
  const value = decimalText(wire.value, VALUE_DECIMALS)
  const method = METHODS.get(wire.method)
  const limit = readLimit(wire)
  const reason = flaw(wire, value, context) ?? (limit.ok ? null : "invalid_limit")
  if (reason !== null || value === null || method === undefined || !limit.ok) {
    return { skipped: { id: wire.rewardId, reason: reason ?? "malformed" } }
  }
  const level = wire.level === "line" ? "line" : "ticket"
  const target = level === "line" ? (wire.targetLineNumber ?? null) : null
  const once_per_line =
    method === "amount_off" && level === "line" && context.amount_off_basis === "line"
  return {
    reward: {
      id: wire.rewardId,
      type: wire.type === "optional" ? "optional" : "instant",
      level,
      target_line_number: target,
      method,
      value_decimal: value,
      limit: once_per_line && limit.limit?.type === "quantity" ? null : limit.limit,
      points_cost: wire.pointsCost ?? 0,
      prompt: wire.prompt,
      short_description: wire.descriptionShort ?? "",
      description: wire.description ?? wire.descriptionShort ?? "",
      exclusive_group: wire.exclusiveGroup,
      expires_at: wire.expiresAt,
      requires_age_verification:
        wire.requiresAgeVerification === true ||
        (target !== null && context.age_gated_lines.has(target)),
    },
  }
}

/** Reads the offered rewards one by one; a reward nobody can apply is set aside with a reason. */
export function readRewards(
  entries: readonly unknown[],
  context: RewardContext,
): { rewards: OfferedReward[]; skipped: Skipped[] } {
  const rewards: OfferedReward[] = []
  const skipped: Skipped[] = []
  const seen = new Set<string>()
  for (const [index, entry] of entries.entries()) {
    const read = readReward(entry, index, context)
    if ("skipped" in read) {
      skipped.push(read.skipped)
    } else if (seen.has(read.reward.id)) {
      skipped.push({ id: read.reward.id, reason: "duplicate" })
    } else {
      seen.add(read.reward.id)
      rewards.push(read.reward)
    }
  }
  return { rewards, skipped }
}
