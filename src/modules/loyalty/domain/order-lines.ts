import { canonicalDecimal } from "./decimal"
import { markerHash, parseAdjustmentMarker } from "./keys"

interface LineIdentity {
  variant_id: string | null
  product_id: string | null
  title: string
  quantity: number
  /** Major units. */
  unit_price: string | number
}

export interface CartLineIdentity extends LineIdentity {
  line_item_id: string
  /** Descriptions of our adjustments on the line. */
  our_markers: readonly string[]
}

export interface OrderLineIdentity extends LineIdentity {
  order_line_id: string
  /** Descriptions of the adjustments on the line; others' are ignored. */
  markers: readonly string[]
}

export interface OrderLineMatch {
  /** Line item id of the cart by order line id. */
  matched: Map<string, string>
  unmatched_order_line_ids: string[]
  unmatched_line_item_ids: string[]
}

/**
 * Finds for each line of an order the cart line it came from, because cart line ids do not reach
 * an order. First by our markers, which name the line; then by product, title, price and
 * quantity, where identical lines are exchangeable. Nothing is guessed: the rest is listed.
 */
export function matchOrderLines(
  cartLines: readonly CartLineIdentity[],
  orderLines: readonly OrderLineIdentity[],
): OrderLineMatch {
  const matched = new Map<string, string>()
  const open = new Map(cartLines.map((line) => [line.line_item_id, line]))
  const claim = (order_line_id: string, line: CartLineIdentity | undefined): void => {
    if (line) {
      matched.set(order_line_id, line.line_item_id)
      open.delete(line.line_item_id)
    }
  }

  const byHash = new Map(cartLines.map((line) => [markerHash(line.line_item_id), line]))
  const byMarker = new Map(
    cartLines.flatMap((line) => line.our_markers.map((marker) => [marker, line] as const)),
  )
  for (const orderLine of orderLines) {
    const candidates = orderLine.markers.flatMap((marker) => {
      const named = byHash.get(parseAdjustmentMarker(marker)?.line_hash ?? "")
      return named ?? byMarker.get(marker) ?? []
    })
    const found = candidates.find(
      (line) => open.has(line.line_item_id) && line.variant_id === orderLine.variant_id,
    )
    claim(orderLine.order_line_id, found)
  }

  const byIdentity = new Map<string, CartLineIdentity[]>()
  for (const line of open.values()) {
    const key = identityKey(line)
    byIdentity.set(key, [...(byIdentity.get(key) ?? []), line])
  }
  for (const orderLine of orderLines) {
    if (!matched.has(orderLine.order_line_id)) {
      claim(orderLine.order_line_id, byIdentity.get(identityKey(orderLine))?.shift())
    }
  }

  return {
    matched,
    unmatched_order_line_ids: orderLines
      .map((line) => line.order_line_id)
      .filter((id) => !matched.has(id)),
    unmatched_line_item_ids: [...open.keys()],
  }
}

function identityKey(line: LineIdentity): string {
  return JSON.stringify([
    line.variant_id,
    // A line without a variant is a custom item: its product, if any, is all that names it.
    line.variant_id === null ? line.product_id : null,
    line.title,
    canonicalDecimal(line.unit_price),
    canonicalDecimal(line.quantity),
  ])
}
