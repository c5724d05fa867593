import type { IOrderModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

import type { ChangeableLine } from "../../../modules/loyalty/domain/order-change"
import { orderAdjustments } from "./order-adjustments"
import { decimal } from "./read-cart"

type Numeric = string | number | { value: string }

/** An adjustment as a pending change would leave it, in Medusa's own terms. */
export interface PendingAdjustment {
  amount: Numeric
  description?: string | null
  code?: string | null
  promotion_id?: string | null
  is_tax_inclusive?: boolean
}

export interface PendingLine extends ChangeableLine {
  is_tax_inclusive: boolean
  raw_adjustments: readonly PendingAdjustment[]
}

/** A change of an order that nobody confirmed yet, with the lines it would leave. */
export interface PendingChange {
  id: string
  order_id: string
  version: number
  exchange_id: string | null
  claim_id: string | null
  return_id: string | null
  lines: PendingLine[]
}

interface RawPreview {
  order_change?: RawChange | null
  items?: RawLine[]
}

interface RawChange {
  id: string
  version: number
  exchange_id?: string | null
  claim_id?: string | null
  return_id?: string | null
}

interface RawLine {
  id: string
  unit_price: Numeric
  quantity: Numeric
  is_tax_inclusive?: boolean
  tax_lines?: { rate: Numeric }[]
  adjustments?: PendingAdjustment[]
}

/** Reads the pending change of an order; null when there is none. */
export async function readPendingChange(
  container: MedusaContainer,
  order_id: string,
  digits: number,
): Promise<PendingChange | null> {
  const orders: IOrderModuleService = container.resolve(Modules.ORDER)
  const preview = (await orders.previewOrderChange(order_id)) as unknown as RawPreview
  const change = preview.order_change
  if (!change) {
    return null
  }
  return {
    id: change.id,
    order_id,
    version: change.version,
    exchange_id: change.exchange_id ?? null,
    claim_id: change.claim_id ?? null,
    return_id: change.return_id ?? null,
    lines: (preview.items ?? []).map((line) => ({
      order_line_id: line.id,
      quantity: Number(decimal(line.quantity)),
      unit_price_decimal: decimal(line.unit_price),
      is_tax_inclusive: line.is_tax_inclusive ?? false,
      raw_adjustments: line.adjustments ?? [],
      adjustments: orderAdjustments(line, digits),
    })),
  }
}
