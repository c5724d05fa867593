import { toCents } from "../money.js"
import { unitsInClub } from "./clubs.js"
import type { OfferInput } from "./offers.js"
import { isInForce, type Promotion } from "./promotion.js"

/** A basket this close below a minimum is worth a word. */
const NEAR_MISS_CENTS = 100

function missing(promotion: Promotion, { member, basket }: OfferInput): string | null {
  const { bundleSize, clubBuy, minimumBasket } = promotion
  if (minimumBasket !== undefined) {
    const cents = toCents(minimumBasket) - basket.totalCents
    return cents > 0 && cents <= NEAR_MISS_CENTS ? `$${(cents / 100).toFixed(2)}` : null
  }
  const units = unitsInClub(promotion, basket.lines)
  if (units === 0) return null
  if (bundleSize !== undefined) return units % bundleSize === bundleSize - 1 ? "1" : null
  if (clubBuy !== undefined) {
    const counted = (member.punches[promotion.promotionId] ?? 0) + units
    return counted % (clubBuy + 1) === clubBuy ? "1" : null
  }
  return null
}

/** "1 more coffee and you get 2 for $4": what the shopper narrowly misses. */
export function nudgesFor(input: OfferInput): { sequence: number; text: string }[] {
  return input.promotions
    .filter(({ tiers }) => tiers?.includes(input.member.tier ?? "") ?? true)
    .filter((promotion) => isInForce(promotion, input.at))
    .flatMap((promotion) => {
      const what = promotion.nudge === undefined ? null : missing(promotion, input)
      return what === null ? [] : [promotion.nudge?.replace("{missing}", what) ?? ""]
    })
    .map((text, index) => ({ sequence: index + 1, text }))
}
