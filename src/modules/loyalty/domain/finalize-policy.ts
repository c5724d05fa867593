import type { MinorUnits } from "../../../types/provider"

/** When a store wants its orders finalized. */
export const FINALIZE_POLICIES = [
  "order_placed",
  "fulfillment",
  "delivery",
  "order_completed",
] as const
export type FinalizePolicy = (typeof FINALIZE_POLICIES)[number]

/** Medusa's payment statuses of an order, and `none` where it has no payment collection. */
export type OrderPaymentState =
  | "none"
  | "not_paid"
  | "awaiting"
  | "requires_action"
  | "partially_authorized"
  | "authorized"
  | "partially_captured"
  | "captured"
  | "completed"
  | "partially_refunded"
  | "refunded"
  | "canceled"

export interface FinalizableLine {
  order_line_id: string
  quantity: number
  fulfilled: number
  delivered: number
  /** Received back before the finalize. */
  returned: number
  requires_shipping?: boolean
}

export interface FinalizableOrder {
  status: string
  payment: OrderPaymentState
  total: MinorUnits
  lines: readonly FinalizableLine[]
  completed_at: string | Date | null
  canceled_at: string | Date | null
}

export type FinalizeDueReason =
  | "order_canceled"
  | "nothing_left"
  | "unpaid"
  | "order_placed"
  | "order_completed"
  | "all_delivered"
  | "all_fulfilled"
  | "waiting_for_fulfillment"
  | "waiting_for_delivery"
  | "waiting_for_completion"

const PAID: ReadonlySet<OrderPaymentState> = new Set<OrderPaymentState>([
  "authorized",
  "partially_captured",
  "captured",
  "completed",
  "partially_refunded",
])

/** Whether an order's payment was authorized or captured, at least in part. */
export function isPaidOrder(payment: OrderPaymentState): boolean {
  return PAID.has(payment)
}

/**
 * Whether the time has come to tell the engine, once and for all, what was handed over. Never
 * while the order is unpaid (neither authorized nor captured; a free order counts as paid), never
 * for a cancelled one. Every policy falls back to the order being completed or archived, because
 * fulfilment events do not exist for every shop.
 */
export function finalizeDue(
  policy: FinalizePolicy,
  order: FinalizableOrder,
): { due: boolean; reason: FinalizeDueReason } {
  if (order.canceled_at !== null || order.status === "canceled") {
    return { due: false, reason: "order_canceled" }
  }
  const lines = order.lines.filter((line) => line.quantity - line.returned > 0)
  if (lines.length === 0) {
    return { due: false, reason: "nothing_left" }
  }
  if (order.total > 0 && !isPaidOrder(order.payment)) {
    return { due: false, reason: "unpaid" }
  }
  if (policy === "order_placed") {
    return { due: true, reason: "order_placed" }
  }
  if (order.completed_at !== null || ["completed", "archived"].includes(order.status)) {
    return { due: true, reason: "order_completed" }
  }
  return dueByLines(policy, lines)
}

function dueByLines(
  policy: Exclude<FinalizePolicy, "order_placed">,
  lines: readonly FinalizableLine[],
): { due: boolean; reason: FinalizeDueReason } {
  switch (policy) {
    case "order_completed":
      return { due: false, reason: "waiting_for_completion" }
    case "delivery":
      return lines.every(isDelivered)
        ? { due: true, reason: "all_delivered" }
        : { due: false, reason: "waiting_for_delivery" }
    case "fulfillment":
      if (lines.every(isFulfilled)) {
        return { due: true, reason: "all_fulfilled" }
      }
      return { due: false, reason: "waiting_for_fulfillment" }
  }
}

/** A delivery counts as fulfilment: the fulfilment's own event may have been lost. */
function isFulfilled(line: FinalizableLine): boolean {
  return Math.max(line.fulfilled, line.delivered) >= line.quantity
}

/** What is never shipped is delivered when it is fulfilled. */
function isDelivered(line: FinalizableLine): boolean {
  return line.requires_shipping === false ? isFulfilled(line) : line.delivered >= line.quantity
}
