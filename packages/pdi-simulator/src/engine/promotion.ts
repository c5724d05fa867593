import { Type, type Static } from "@sinclair/typebox"

const Method = Type.Union([
  Type.Literal("amountOff"),
  Type.Literal("percentOff"),
  Type.Literal("newPrice"),
  Type.Literal("amountOffPPU"),
])

const Limit = Type.Object({
  type: Type.Union([Type.Literal("quantity"), Type.Literal("amount")]),
  value: Type.Number({ minimum: 0 }),
})

/** What a line must carry to be a target; any one of the three lists is enough. */
const Match = Type.Object({
  skus: Type.Optional(Type.Array(Type.String())),
  merchandiseCodes: Type.Optional(Type.Array(Type.String())),
  posCodes: Type.Optional(Type.Array(Type.String())),
})

export const PromotionSchema = Type.Object({
  promotionId: Type.String({ pattern: "^[A-Za-z0-9-]{1,60}$" }),
  type: Type.Union([Type.Literal("instant"), Type.Literal("optional")]),
  level: Type.Union([Type.Literal("line"), Type.Literal("ticket")]),
  method: Method,
  /** Amount off, percent off, or the new unit price. */
  value: Type.Number({ minimum: 0 }),
  descriptionShort: Type.String({ maxLength: 8 }),
  description: Type.String(),
  match: Type.Optional(Match),
  limit: Type.Optional(Limit),
  /** "2 for $4": fires on whole bundles only, and its limit is the units in them. */
  bundleSize: Type.Optional(Type.Integer({ minimum: 2 })),
  /** Buy this many, get one; paid units are counted across transactions. */
  clubBuy: Type.Optional(Type.Integer({ minimum: 1 })),
  minimumBasket: Type.Optional(Type.Number({ minimum: 0 })),
  tiers: Type.Optional(Type.Array(Type.String())),
  siteIds: Type.Optional(Type.Array(Type.String())),
  validFrom: Type.Optional(Type.String()),
  validUntil: Type.Optional(Type.String()),
  pointsCost: Type.Optional(Type.Integer({ minimum: 1 })),
  prompt: Type.Optional(Type.String()),
  exclusiveGroup: Type.Optional(Type.String()),
  requiresAgeVerification: Type.Optional(Type.Boolean()),
  usesPerMember: Type.Optional(Type.Integer({ minimum: 1 })),
  /** Told to the shopper on a near miss; `{missing}` becomes what is missing. */
  nudge: Type.Optional(Type.String()),
})
export type Promotion = Static<typeof PromotionSchema>
export type RewardLimit = Static<typeof Limit>

export const PromotionsFile = Type.Object({ promotions: Type.Array(PromotionSchema) })

export interface Reward {
  rewardId: string
  type: "instant" | "optional"
  level: "line" | "ticket"
  targetLineNumber: number | null
  method: Promotion["method"]
  value: number
  limit?: RewardLimit
  pointsCost?: number
  prompt?: string
  descriptionShort: string
  description: string
  exclusiveGroup?: string
  expiresAt?: string
  requiresAgeVerification?: boolean
}

/** A line-level promotion makes one reward per line it fires on, named by promotion and line. */
export function rewardIdOf(promotion: Promotion, lineNumber: number | null): string {
  return lineNumber === null ? promotion.promotionId : `${promotion.promotionId}-L${lineNumber}`
}

export function promotionOfReward(
  promotions: readonly Promotion[],
  rewardId: string,
): Promotion | null {
  const withoutLine = rewardId.replace(/-L\d+$/, "")
  const found = promotions.find(({ promotionId, level }) =>
    level === "ticket" ? promotionId === rewardId : promotionId === withoutLine,
  )
  return found ?? null
}

export function isInForce(promotion: Promotion, at: Date): boolean {
  const from = promotion.validFrom === undefined ? -Infinity : Date.parse(promotion.validFrom)
  const until = promotion.validUntil === undefined ? Infinity : Date.parse(promotion.validUntil)
  return from <= at.getTime() && at.getTime() < until
}
