import type { CartDTO } from "@medusajs/framework/types"

import type { SessionRewardRow, SessionRow } from "../../src/modules/loyalty/types/rows"
import {
  toSnapshot,
  type CartAdjustment,
  type CartLine,
} from "../../src/workflows/loyalty/utils/read-cart"
import {
  toSnapshot as orderSnapshot,
  type RawOrder,
} from "../../src/workflows/loyalty/utils/read-order"

/** A cart as Medusa hands it out, with no more than it must have. */
export const BARE_CART = { id: "cart_1", currency_code: "USD" } as CartDTO

export const cartOf = (...lines: Partial<CartLine>[]) => ({
  ...toSnapshot(BARE_CART),
  lines: lines.map((line, index) => lineOf({ id: `cali_${index + 1}`, ...line })),
})

export const lineOf = (line: Partial<CartLine> = {}): CartLine => ({
  id: "cali_1",
  variant_id: "variant_1",
  product_id: "prod_1",
  title: "Coffee",
  sku: "COF16",
  barcode: null,
  quantity: 2,
  unit_price: "2.49",
  compare_at_unit_price: null,
  is_tax_inclusive: false,
  tax_percent: "0",
  is_discountable: true,
  is_giftcard: false,
  adjustments: [],
  ...line,
})

export const adjustmentOf = (adjustment: Partial<CartAdjustment> = {}): CartAdjustment => ({
  id: "caliadj_1",
  amount: "1",
  code: null,
  promotion_id: null,
  provider_id: null,
  description: null,
  is_tax_inclusive: false,
  ...adjustment,
})

/** An order as `query.graph` answers it, with no more than it must have. */
export const BARE_ORDER: RawOrder = {
  id: "order_1",
  status: "pending",
  version: 1,
  currency_code: "USD",
  total: 0,
  created_at: "2026-03-16T14:30:45Z",
}

export const orderOf = (order: Partial<RawOrder> = {}) => orderSnapshot({ ...BARE_ORDER, ...order })

export const sessionOf = (session: Partial<SessionRow> = {}): SessionRow =>
  ({
    id: "lses_1",
    basket_fingerprint: null,
    selection: null,
    metadata: null,
    ...session,
  }) as SessionRow

export const rewardOf = (reward: Partial<SessionRewardRow> = {}): SessionRewardRow => ({
  id: "lrew_1",
  session_id: "lses_1",
  provider_reward_id: "A",
  type: "instant",
  level: "line",
  method: "amount_off",
  value: "1",
  limit: null,
  target_line_number: 1,
  description: "One off",
  prompt: null,
  points_cost: 0,
  state: "applied",
  reason: null,
  quantity: 1,
  unit_based: false,
  amount: 100,
  amount_if_accepted: 100,
  allocations: [{ line_number: 1, line_item_id: "cali_1", amount: 100 }],
  position: 1,
  ...reward,
})
