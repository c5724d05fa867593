import type { FulfilledLine, Quantities } from "./placement"

type FinalizedLine = Pick<FulfilledLine, "order_line_id" | "quantity" | "returned_before">

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
  finalized: readonly FinalizedLine[],
  order: { is_canceled: boolean; lines: readonly StandingLine[] },
): Quantities {
  if (order.is_canceled) {
    return {}
  }
  const standing = new Map(order.lines.map((line) => [line.order_line_id, line]))
  return Object.fromEntries(
    finalized.map((told) => {
      const line = standing.get(told.order_line_id)
      return [told.order_line_id, line ? keptOf(told, line) : 0]
    }),
  )
}

function keptOf({ quantity, returned_before = 0 }: FinalizedLine, line: StandingLine): number {
  const told = quantity + returned_before
  const reached = Math.min(line.quantity, Math.max(told, line.handed_over))
  return Math.max(0, Math.min(quantity, reached - line.returned))
}
