import { extend, multiplyDivide, QUANTITY_SCALE, toCents, toPriceUnits } from "../money.js"
import type { Line } from "./line.js"
import type { Reward } from "./promotion.js"

const CENT_IN_PRICE_UNITS = 100
/** Percentages may carry two decimals, so a whole is 10 000 hundredths of a percent. */
const WHOLE_IN_HUNDREDTHS = 10_000

interface Remaining {
  cents: number
  quantityUnits: number
}

interface LineDiscount {
  cents: number
  quantityUnits: number
}

type Terms = Pick<Reward, "method" | "value" | "limit">

function discountPerUnit(terms: Terms, line: Line): number {
  switch (terms.method) {
    case "amountOff":
    case "amountOffPPU":
      return Math.min(toPriceUnits(terms.value), line.priceUnits)
    case "newPrice":
      return Math.max(0, line.priceUnits - toPriceUnits(terms.value))
    case "percentOff": {
      const hundredths = Math.round(Math.min(terms.value, 100) * 100)
      const divisor = WHOLE_IN_HUNDREDTHS * CENT_IN_PRICE_UNITS
      return multiplyDivide(line.priceUnits, hundredths, divisor) * CENT_IN_PRICE_UNITS
    }
  }
}

/** What one line-level reward takes off one line, given what earlier rewards left of it. */
export function discountLine(terms: Terms, line: Line, left: Remaining): LineDiscount {
  if (terms.method === "amountOffPPU" && !line.isFuel) return { cents: 0, quantityUnits: 0 }
  const { limit } = terms
  if (terms.method === "amountOff" && limit?.type !== "quantity") {
    const cap = limit === undefined ? Infinity : toCents(limit.value)
    return { cents: Math.min(toCents(terms.value), cap, left.cents), quantityUnits: 0 }
  }
  const allowed =
    limit?.type === "quantity" ? Math.round(limit.value * QUANTITY_SCALE) : left.quantityUnits
  const quantityUnits = Math.min(left.quantityUnits, allowed)
  const cap = limit?.type === "amount" ? toCents(limit.value) : Infinity
  const cents = Math.min(extend(discountPerUnit(terms, line), quantityUnits), cap, left.cents)
  return { cents, quantityUnits }
}

export interface Totals {
  netCents: number
  /** What each reward took off, by reward id. */
  discounts: Map<string, number>
}

/** Line-level rewards in order, then ticket-level ones (instant first) on what remains. */
export function applyRewards(lines: readonly Line[], rewards: readonly Reward[]): Totals {
  const discounts = new Map<string, number>()
  const left = new Map<number, Remaining>(
    lines.map((line) => [
      line.lineNumber,
      { cents: line.amountCents, quantityUnits: line.quantityUnits },
    ]),
  )
  for (const reward of rewards.filter(({ level }) => level === "line")) {
    const line = lines.find(({ lineNumber }) => lineNumber === reward.targetLineNumber)
    const remaining = line && left.get(line.lineNumber)
    if (!line || !remaining) continue
    const taken = discountLine(reward, line, remaining)
    remaining.cents -= taken.cents
    remaining.quantityUnits -= taken.quantityUnits
    discounts.set(reward.rewardId, taken.cents)
  }
  let netCents = [...left.values()].reduce((sum, { cents }) => sum + cents, 0)
  const ticket = rewards.filter(({ level }) => level === "ticket")
  for (const type of ["instant", "optional"] as const) {
    for (const reward of ticket.filter((candidate) => candidate.type === type)) {
      const taken = Math.min(ticketDiscount(reward, netCents), netCents)
      netCents -= taken
      discounts.set(reward.rewardId, taken)
    }
  }
  return { netCents, discounts }
}

function ticketDiscount(terms: Terms, netCents: number): number {
  if (terms.method === "amountOff") return toCents(terms.value)
  if (terms.method !== "percentOff") return 0
  const hundredths = Math.round(Math.min(terms.value, 100) * 100)
  return multiplyDivide(netCents, hundredths, WHOLE_IN_HUNDREDTHS)
}
