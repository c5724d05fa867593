import { isTarget, wholeUnits, type Line } from "./line.js"
import type { Promotion } from "./promotion.js"

export function unitsInClub(promotion: Promotion, lines: readonly Line[]): number {
  return lines
    .filter((line) => isTarget(promotion, line))
    .reduce((sum, line) => sum + wholeUnits(line.quantityUnits), 0)
}

/** With `clubBuy` N, every (N+1)th unit is free, counting what was paid for earlier. */
export function freeUnits(clubBuy: number, punches: number, units: number): number {
  return Math.min(units, Math.floor((punches + units) / (clubBuy + 1)))
}

/** Free units do not count; each one uses up N paid ones. */
export function punchesAfter(
  clubBuy: number,
  punches: number,
  sold: { units: number; free: number },
): number {
  return Math.max(0, punches + (sold.units - sold.free) - clubBuy * sold.free)
}
