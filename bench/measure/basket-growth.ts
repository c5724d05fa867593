import { quantile } from "../lib/stats"
import type { Figure } from "./types"

/** Our own CPU for baskets of so many lines, in the single rounds. */
export interface BasketCosts {
  lines: number
  cpu_ms: readonly number[]
}

/**
 * What a line costs in a large basket, over what it costs in a smaller one: 1 where the CPU grows
 * with the lines, more where it grows faster. What an evaluation costs whatever the basket is taken
 * off, which is what one of a single line costs: it would hide how the rest grows.
 */
export function growthOf(single: BasketCosts, small: BasketCosts, large: BasketCosts): Figure {
  const base = quantile(single.cpu_ms, 0.5)
  const perLine = ({ lines, cpu_ms }: BasketCosts, share: number) =>
    (quantile(cpu_ms, share) - base) / (lines - single.lines)
  return {
    value: perLine(large, 0.5) / perLine(small, 0.5),
    low: perLine(large, 0.25) / perLine(small, 0.75),
    high: perLine(large, 0.75) / perLine(small, 0.25),
  }
}
