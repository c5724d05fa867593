/**
 * What the walkthrough expects, worked out from the published promotions and tax rates alone, in
 * whole cents. Nothing here reads a reply, the seed or the engine: it must be able to contradict
 * them.
 */

/** The articles that the walkthrough buys. */
export type Sku = "COF16" | "CANDY" | "ENERGY"

/** Units by article. */
export type Basket = Record<Sku, number>

/** What the engine's books say of the member before the purchase. */
export interface MemberBefore {
  points: number
  tier: string | null
  /** Candy bars paid for earlier and not yet used up by a free one. */
  candyPunches: number
}

/** A discount that must be granted. */
export interface ExpectedReward {
  promotion: string
  cents: number
}

/** The money of one basket; shipping is free. */
export interface ExpectedTotals {
  subtotalCents: number
  discountCents: number
  /** Goods after the discount, before tax. */
  netCents: number
  totalCents: number
  /** Total before rounding, in dollars: Medusa rounds nothing. */
  exactTotal: number
}

/** All figures of one basket of a member. */
export interface Expected extends ExpectedTotals {
  rewards: ExpectedReward[]
  basePoints: number
  tierPoints: number
  earnedPoints: number
  redeemedPoints: number
  balance: number
}

export const PRICE_CENTS: Basket = { COF16: 249, CANDY: 189, ENERGY: 329 }

/** Texas: 8.25 %, as parts of ten thousand. */
export const TAX_PER_TEN_THOUSAND = 825
const TEN_THOUSAND = 10_000

/** "500 points for $1 off". */
export const REDEMPTION = { promotion: "PTS-500", points: 500, cents: 100 }

// Points per dollar: two for everybody and these on top.
const TIER_HALF_POINTS: Record<string, number> = { Silver: 1, Gold: 2, Platinum: 4 }

/** Works out one basket of one member. */
export function expectBasket(
  basket: Basket,
  member: MemberBefore,
  { redeem }: { redeem: boolean },
): Expected {
  const subtotalCents = subtotalOf(basket)
  const rewards = [
    { promotion: "PROMO-771", cents: coffeeTwoForFour(basket.COF16) },
    { promotion: "CLUB-12", cents: candyClub(basket.CANDY, member.candyPunches) },
    { promotion: "BASKET-15", cents: subtotalCents >= 1_500 ? 200 : 0 },
    { promotion: REDEMPTION.promotion, cents: redeem ? REDEMPTION.cents : 0 },
  ].filter(({ cents }) => cents > 0)
  const discountCents = rewards.reduce((sum, { cents }) => sum + cents, 0)
  const netCents = subtotalCents - discountCents
  const basePoints = Math.floor((netCents * 2) / 100)
  const tierPoints = Math.floor((netCents * (TIER_HALF_POINTS[member.tier ?? ""] ?? 0)) / 200)
  const earnedPoints = basePoints + tierPoints
  const redeemedPoints = redeem ? REDEMPTION.points : 0
  return {
    subtotalCents,
    rewards,
    discountCents,
    ...taxed(netCents),
    basePoints,
    tierPoints,
    earnedPoints,
    redeemedPoints,
    balance: member.points - redeemedPoints + earnedPoints,
  }
}

/** The totals of a basket of nobody in particular. */
export function expectPlainBasket(basket: Basket): ExpectedTotals {
  const subtotalCents = subtotalOf(basket)
  return { subtotalCents, discountCents: 0, ...taxed(subtotalCents) }
}

const subtotalOf = (basket: Basket): number =>
  (Object.keys(basket) as Sku[]).reduce((sum, sku) => sum + basket[sku] * PRICE_CENTS[sku], 0)

function taxed(netCents: number) {
  const taxedParts = netCents * (TEN_THOUSAND + TAX_PER_TEN_THOUSAND)
  const totalCents = Math.round(taxedParts / TEN_THOUSAND)
  return { netCents, totalCents, exactTotal: taxedParts / TEN_THOUSAND / 100 }
}

/** What is on a candy club card after the purchase: two paid bars buy the third. */
export function candyPunchesAfter(units: number, before: number): number {
  const free = freeCandy(units, before)
  return before + (units - free) - 2 * free
}

/** Two for $4.00: every whole pair costs 49 cents less per cup. */
const coffeeTwoForFour = (units: number): number =>
  Math.floor(units / 2) * 2 * (PRICE_CENTS.COF16 - 200)

const candyClub = (units: number, punches: number): number =>
  freeCandy(units, punches) * PRICE_CENTS.CANDY

/** Buy two, the third is free, counted across purchases. */
const freeCandy = (units: number, punches: number): number =>
  Math.min(units, Math.floor((punches + units) / 3))
