import type { MedusaContainer } from "@medusajs/framework/types"

import { claimable, placementAsOrdered } from "../../../modules/loyalty/domain/as-ordered"
import {
  finalizeDue,
  type FinalizableOrder,
  type FinalizePolicy,
} from "../../../modules/loyalty/domain/finalize-policy"
import {
  fulfilledSnapshot,
  type FulfilledSnapshot,
  type Placement,
  type PlacementLine,
  type Quantities,
} from "../../../modules/loyalty/domain/placement"
import type { OperationRow } from "../../../modules/loyalty/types/rows"
import { buildBasket } from "./build-basket"
import { orderedLine } from "./changeable-line"
import type { CartLine } from "./read-cart"
import type { OrderLine, OrderSnapshot } from "./read-order"

/** How the moment of a finalize was found: it says what counts as handed over. */
export interface DueDetails {
  /** Nothing tells quantities apart: all that was ordered counts. */
  count_all?: boolean
  /** The order was closed: what is never shipped needs no fulfilment to count. */
  is_closed?: boolean
  /** The policy that was met. Operations of older versions do not name it. */
  finalize_on?: FinalizePolicy
}

/** What a store's policy asks of an order. */
export function finalizable(order: OrderSnapshot): FinalizableOrder {
  return {
    status: order.status,
    payment: order.payment,
    total: order.total,
    lines: order.lines.map((line) => ({
      order_line_id: line.id,
      quantity: line.quantity,
      fulfilled: line.fulfilled,
      delivered: line.delivered,
      returned: line.returned,
      requires_shipping: line.requires_shipping,
    })),
    completed_at: order.completed_at,
    canceled_at: order.canceled_at,
  }
}

/**
 * Whether the policy that made a finalize due is met no more: it waited for its turn, and meanwhile
 * a fulfilment was taken back or the order grew.
 */
export function isDueNoMore(
  operation: Pick<OperationRow, "snapshot">,
  order: OrderSnapshot,
): boolean {
  const { finalize_on } = (operation.snapshot ?? {}) as DueDetails
  return finalize_on !== undefined && !finalizeDue(finalize_on, finalizable(order)).due
}

interface Input {
  placement: Placement
  order: OrderSnapshot
  operation: Pick<OperationRow, "snapshot">
  /** Whether the engine takes reversals. */
  reverses: boolean
}

/**
 * What an engine is told of an order as it is now.
 *
 * One that reverses is told what was handed over, and what came back since is taken back in its
 * turn, so that it makes no difference when a return arrives. One that does not is told what is
 * kept: that costs nobody any work. If by now nothing is, it is too late to say nothing.
 */
export async function finalizeSnapshot(
  container: MedusaContainer,
  { placement, order, operation, reverses }: Input,
): Promise<FulfilledSnapshot> {
  const lines = order.lines.map(orderedLine)
  const added = await addedLines(container, placement, order)
  const ordered = placementAsOrdered(placement, lines, added)
  const details = (operation.snapshot ?? {}) as DueDetails
  if (!reverses) {
    const kept = quantities(order, (line) => handedOver(line, details) - line.returned)
    const told = fulfilledSnapshot(ordered, kept)
    if (told.lines.length > 0) {
      return withReturns(claimable(told, lines), order)
    }
  }
  const handed = quantities(order, (line) => handedOver(line, details))
  return claimable(fulfilledSnapshot(ordered, handed), lines)
}

/** What had come back was left out: later it must not be taken back a second time. */
function withReturns(snapshot: FulfilledSnapshot, order: OrderSnapshot): FulfilledSnapshot {
  const returned = quantities(order, (line) => line.returned)
  return {
    ...snapshot,
    lines: snapshot.lines.map((line) => {
      const left_out = returned[line.order_line_id] ?? 0
      return left_out > 0 ? { ...line, returned_before: left_out } : line
    }),
  }
}

function quantities(order: OrderSnapshot, read: (line: OrderLine) => number): Quantities {
  return Object.fromEntries(order.lines.map((line) => [line.id, read(line)]))
}

function handedOver(line: OrderLine, { count_all, is_closed }: DueDetails): number {
  const recorded = Math.max(line.fulfilled, line.delivered)
  const needs_no_record = is_closed === true && !line.requires_shipping && recorded === 0
  return count_all || needs_no_record ? line.quantity : Math.min(recorded, line.quantity)
}

/** Lines that an order edit, an exchange or a claim added: paid for, and without any reward. */
async function addedLines(
  container: MedusaContainer,
  placement: Placement,
  order: OrderSnapshot,
): Promise<PlacementLine[]> {
  const placed = new Map(placement.lines.map((line) => [line.order_line_id, line.line_number]))
  const added = order.lines.filter(({ id }) => !placed.has(id))
  if (added.length === 0) {
    return []
  }
  const basket = await buildBasket(
    container,
    { currency_code: order.currency_code, lines: added.map(cartLine) },
    // Numbers of no session: `placementAsOrdered` gives the final ones, after the placed lines.
    Object.fromEntries(added.map(({ id }, index) => [id, index + 1])),
  )
  const facts = new Map(basket.lines.map((line) => [line.line_item_id, line]))
  return added.flatMap((line): PlacementLine[] => {
    const fact = facts.get(line.id)
    if (!fact) {
      return []
    }
    const { sku, title, unit_price_decimal, amount, barcode } = fact
    const { merchandise_code, product_code, unit_of_measure, minimum_age } = fact
    return [
      {
        order_line_id: line.id,
        line_number: 0,
        sku,
        title,
        quantity: line.quantity,
        unit_price_decimal,
        amount,
        foreign_discount: Math.min(amount, discountOf(line)),
        tax: line.tax,
        is_tax_inclusive: line.is_tax_inclusive,
        // Its price is paid: no reward follows to a substitute, and nobody is asked for one (ADR 23).
        discountable: false,
        barcode,
        merchandise_code,
        product_code,
        unit_of_measure,
        minimum_age,
        substitutes_line_number: placed.get(line.substitutes ?? "") ?? null,
      },
    ]
  })
}

function discountOf(line: OrderLine): number {
  return line.adjustments.reduce((sum, { amount }) => sum + amount, 0)
}

function cartLine(line: OrderLine): CartLine {
  return {
    id: line.id,
    variant_id: line.variant_id,
    product_id: line.product_id,
    title: line.title,
    sku: line.sku,
    barcode: line.barcode,
    quantity: line.quantity,
    unit_price: line.unit_price,
    compare_at_unit_price: null,
    is_tax_inclusive: line.is_tax_inclusive,
    tax_percent: "0",
    is_discountable: false,
    is_giftcard: false,
    adjustments: [],
  }
}
