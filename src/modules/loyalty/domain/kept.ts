import type { FulfilledLine, Quantities } from "./placement"

/** A line of an order as it stands now; a line that was taken off is not there any more. */
export interface StandingLine {
  order_line_id: string
  quantity: number
  /** The larger of what was fulfilled and what was delivered. */
  handed_over: number
  /** Received back, whether it can be sold again or not. */
  returned: number
}

/**
 * What the shopper keeps of what was finalized. It depends on the order as it stands and on nothing
 * that happened on the way, so a lost, doubled or late event changes nothing. Units that were handed
 * over after the finalize were never claimed: they are the first to be counted as returned.
 */
export function keptQuantities(
  finalized: readonly Pick<FulfilledLine, "order_line_id" | "quantity">[],
  order: { is_canceled: boolean; lines: readonly StandingLine[] },
): Quantities {
  if (order.is_canceled) {
    return {}
  }
  const standing = new Map(order.lines.map((line) => [line.order_line_id, line]))
  return Object.fromEntries(
    finalized.map(({ order_line_id, quantity }) => {
      const line = standing.get(order_line_id)
      return [order_line_id, line ? keptOf(quantity, line) : 0]
    }),
  )
}

function keptOf(finalized: number, line: StandingLine): number {
  const reached = Math.min(line.quantity, Math.max(finalized, line.handed_over))
  return Math.max(0, Math.min(finalized, reached - line.returned))
}
