import { z } from "@medusajs/framework/zod"

/**
 * Reply schemas: strict about what we use, blind to what we do not (contract 1.0: unknown reply
 * fields are ignored). Texts are cut, not refused; numbers are refused, not repaired.
 */

/** Control characters and halves of surrogate pairs: Postgres refuses some, terminals obey others. */
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]|\p{Cs}/gu

function clean(text: string, longest: number): string {
  return [...text.replace(UNPRINTABLE, " ").slice(0, longest * 2)].slice(0, longest).join("").trim()
}

/** An id that comes back to the engine: never altered, so refused when it is not harmless. */
const id = z.string().regex(/^[\x21-\x7e]{1,128}$/)
const optionalId = id.nullish().transform((value) => value ?? null)

/** Text for people. */
const shown = (longest: number) =>
  z
    .string()
    .nullish()
    .transform((value) => (value == null ? null : clean(value, longest) || null))

/**
 * What stands beside a booking, for people. It never goes back to the engine, so no form of it may
 * cost a booking: what is neither text nor number is left out.
 */
const remark = (longest: number) =>
  z
    .unknown()
    .transform((value) => (Number.isFinite(value) ? String(value) : value))
    .transform((value) => (typeof value === "string" ? clean(value, longest) || null : null))

/** The name of a receipt. */
const receipt = remark(128)

/** The most points that a column of ours holds: 32 bits with a sign. */
const POINTS_MAX = 2 ** 31 - 1

/** A count of points: whole and never negative. */
const points = z.number().int().min(0).max(POINTS_MAX)
/** A balance may be in debt after a reversal. */
const balance = z.number().int().min(-POINTS_MAX).max(POINTS_MAX)
/** Beside what was booked, so that a balance we cannot keep does not lose the booking. */
const balanceAfter = z
  .number()
  .int()
  .nullish()
  .transform((value) => balance.safeParse(value).data ?? null)

/**
 * A date as Postgres takes it, too; null for what is none. JavaScript reads the 30th of February as
 * the 2nd of March, and knows years that Postgres refuses.
 */
function instantOf(text: string): string | null {
  const date = new Date(text)
  const at = Number.isNaN(date.getTime()) ? "" : date.toISOString()
  return /^(?!0000)\d{4}-/.test(at) ? at : null
}

const timestamp = z
  .string()
  .nullish()
  .transform((value) =>
    value != null && /^\d{4}-\d{2}-\d{2}T/.test(value) ? instantOf(value) : null,
  )

/** What kind of entry it is; its key is of the engine's own words, whatever we make of them. */
const entryType = z.string().transform((said) => ({ said, shown: clean(said, 64) }))

/** When an entry was made; the same of its key. */
const moment = z.string().transform((said, context) => {
  const at = instantOf(said)
  if (at === null) {
    context.addIssue({ code: "custom", message: "is no date" })
    return z.NEVER
  }
  return { said, instant: at }
})

const message = z.object({ sequence: z.number().optional(), text: z.string() })
const messages = z
  .array(z.unknown())
  .nullish()
  .transform((entries) =>
    (entries ?? [])
      .slice(0, 50)
      .flatMap((entry) => {
        const parsed = message.safeParse(entry)
        return parsed.success ? [parsed.data] : []
      })
      .sort((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0))
      .flatMap(({ text }) => clean(text, 500) || [])
      .slice(0, 20),
  )

export const identifyReply = z.object({
  sessionId: id,
  customerId: id,
  status: z.string().max(64).nullish(),
  customerName: shown(200),
  currentPoints: balance,
  tier: shown(100),
  maskedLoyaltyId: shown(64),
  expiresAt: timestamp,
  transactionId: optionalId,
  posSequenceId: optionalId,
})

export const enrollReply = identifyReply.extend({
  sessionId: optionalId,
  currentPoints: balance.nullish().transform((value) => value ?? null),
  created: z.boolean().nullish(),
})

export const calculateReply = z.object({
  sessionId: id,
  basketHash: z.string().max(256),
  currency: z.string().max(16).nullish(),
  transactionId: optionalId,
  earnedPoints: points,
  multiplier: z.number().min(0).max(1_000_000).nullish(),
  bonusPoints: points.nullish(),
  breakdown: z.object({ basePoints: points.nullish(), tierBonus: points.nullish() }).nullish(),
  removeRewardIds: z.array(id).max(1_000).nullish(),
  rewards: z.array(z.unknown()).max(1_000).nullish(),
  messages,
})

/** Read one by one, so that a bad reward costs only itself. */
export const reward = z.object({
  rewardId: id,
  type: z.string(),
  level: z.string(),
  targetLineNumber: z.number().int().nullish(),
  method: z.string(),
  value: z.unknown(),
  limit: z.object({ type: z.string(), value: z.unknown() }).nullish(),
  pointsCost: points.nullish(),
  prompt: shown(300),
  descriptionShort: shown(60),
  description: shown(300),
  exclusiveGroup: shown(128),
  expiresAt: timestamp,
  requiresAgeVerification: z.boolean().nullish(),
})

export const finalizeReply = z.object({
  sessionId: id,
  status: z.string().max(64),
  transactionId: optionalId,
  currency: z.string().max(16).nullish(),
  earnedPoints: points,
  redeemedPoints: points.nullish(),
  newBalance: balanceAfter,
  receiptId: receipt,
  rejectedRewards: z
    .array(z.object({ rewardId: id, code: remark(64) }))
    .max(1_000)
    .nullish(),
  duplicate: z.boolean().nullish(),
})

export const reverseReply = z.object({
  newBalance: balanceAfter,
  receiptId: receipt,
  originalTransactionId: optionalId,
})

export const statusReply = z.object({
  sessionId: id,
  status: z.enum(["active", "pending_finalization", "finalized", "failed"]),
  transactionId: optionalId,
  earnedPoints: points.nullish(),
  redeemedPoints: points.nullish(),
  newBalance: balanceAfter,
  receiptId: receipt,
})

const historyEntry = z.object({
  at: moment,
  type: entryType,
  points: balance,
  description: shown(300),
  receiptId: receipt,
})

export const historyReply = z.object({
  currentPoints: balance.nullish(),
  tier: shown(100),
  entries: z.array(historyEntry).max(1_000).nullish(),
  nextCursor: z.string().min(1).max(1_024).nullish(),
})
