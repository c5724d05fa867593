import type { CartDTO, CartLineItemDTO } from "@medusajs/framework/types"

import { PROVIDER_ID } from "../../src/modules/loyalty/domain/keys"
import {
  evaluationFingerprintOf,
  fingerprintOf,
  toSnapshot,
} from "../../src/workflows/loyalty/utils/read-cart"
import { BARE_CART, cartOf } from "./snapshots"

const line = (given: object): CartLineItemDTO =>
  ({
    id: "cali_1",
    title: "Coffee",
    quantity: 2,
    unit_price: 2.49,
    is_tax_inclusive: false,
    is_discountable: true,
    ...given,
  }) as CartLineItemDTO

describe("a cart as loyalty reads it", () => {
  it("has null for whatever Medusa leaves out", () => {
    expect(toSnapshot(BARE_CART)).toEqual({
      id: "cart_1",
      currency_code: "usd",
      region_id: null,
      sales_channel_id: null,
      customer_id: null,
      completed_at: null,
      payable_without_ours: null,
      lines: [],
    })
    const { lines } = toSnapshot({ ...BARE_CART, items: [line({})] })
    expect(lines).toEqual([
      {
        id: "cali_1",
        variant_id: null,
        product_id: null,
        title: "Coffee",
        sku: null,
        barcode: null,
        quantity: 2,
        unit_price: "2.49",
        compare_at_unit_price: null,
        is_tax_inclusive: false,
        tax_percent: "0",
        is_discountable: true,
        is_giftcard: false,
        adjustments: [],
      },
    ])
  })

  it("takes exact numbers before rounded ones, and the product's title before the line's", () => {
    const full = line({
      variant_id: "variant_1",
      product_id: "prod_1",
      product_title: "Coffee 16oz",
      variant_sku: "COF16",
      variant_barcode: "012345678905",
      is_giftcard: true,
      raw_quantity: { value: "3" },
      raw_unit_price: { value: "2.4950" },
      compare_at_unit_price: 3,
      adjustments: [
        { id: "a", amount: 0.1, raw_amount: { value: "0.3333333333333333333" } },
        {
          id: "b",
          amount: 1e-7,
          code: "TEN",
          promotion_id: "promo_1",
          provider_id: "other",
          description: "Ten",
          is_tax_inclusive: true,
        },
      ],
    })
    const cart = {
      ...BARE_CART,
      region_id: "reg_1",
      sales_channel_id: "sc_1",
      customer_id: "cus_1",
      completed_at: "2026-03-16",
      items: [line({ id: "cali_2" }), full],
    } as unknown as CartDTO
    const snapshot = toSnapshot(cart)

    expect(snapshot).toMatchObject({
      region_id: "reg_1",
      sales_channel_id: "sc_1",
      customer_id: "cus_1",
      completed_at: "2026-03-16",
    })
    // By id, so that a fingerprint does not depend on the order of a query.
    expect(snapshot.lines.map(({ id }) => id)).toEqual(["cali_1", "cali_2"])
    expect(snapshot.lines[0]).toMatchObject({
      title: "Coffee 16oz",
      sku: "COF16",
      barcode: "012345678905",
      quantity: 3,
      unit_price: "2.495",
      compare_at_unit_price: "3",
      is_giftcard: true,
      adjustments: [
        {
          id: "a",
          amount: "0.3333333333333333333",
          code: null,
          promotion_id: null,
          provider_id: null,
          description: null,
          is_tax_inclusive: false,
        },
        { id: "b", amount: "0.0000001", code: "TEN", description: "Ten", is_tax_inclusive: true },
      ],
    })
  })

  it("knows the tax of a line, and what credit lines leave to pay without our discounts", () => {
    const ours = { provider_id: PROVIDER_ID, is_tax_inclusive: false }
    const taxed = line({
      tax_lines: [{ rate: 6.25 }, { rate: 2 }],
      adjustments: [
        { id: "a", amount: 2, ...ours },
        { id: "b", amount: 9, code: "TEN" },
      ],
    })
    const gross = line({
      id: "cali_2",
      is_tax_inclusive: true,
      tax_lines: [{ rate: 20 }],
      adjustments: [{ id: "c", amount: 0.5, ...ours, is_tax_inclusive: true }],
    })
    const cart = (given: object) => toSnapshot({ ...BARE_CART, items: [taxed, gross], ...given })

    expect(cart({}).lines.map(({ tax_percent }) => tax_percent)).toEqual(["8.25", "20"])
    expect(cart({ credit_lines: [], total: 5 }).payable_without_ours).toBeNull()
    // 2.00 and their tax, and 0.50 that contain theirs, on top of what is left to pay.
    const credit_lines = [{ id: "cacl_1", amount: 3 }]
    expect(cart({ credit_lines, total: -1 }).payable_without_ours).toBe("1.665")
    const exact = { total: 0, raw_total: { value: "0.33333333333333333333" } }
    expect(cart({ credit_lines, ...exact }).payable_without_ours).toBe("2.99833333")
  })
})

describe("a cart's fingerprints", () => {
  const nothing = { accepted_reward_ids: [], declined_reward_ids: [], redeem_points: 0 }

  it("are those of the cart and of the choices", () => {
    const [two, three] = [cartOf({ quantity: 2 }), cartOf({ quantity: 3 })]
    expect(fingerprintOf(two)).toBe(fingerprintOf(cartOf({ quantity: 2 })))
    expect(fingerprintOf(two)).not.toBe(fingerprintOf(three))
    const chosen = { ...nothing, redeem_points: 5 }
    const fingerprints = [two, three].flatMap((cart) => [
      evaluationFingerprintOf(cart, nothing),
      evaluationFingerprintOf(cart, chosen),
    ])
    expect(new Set(fingerprints).size).toBe(4)
  })

  it("are made of its basket once", () => {
    const cart = cartOf({ quantity: 2 })
    const looked = vi.fn(() => cart.lines)
    const watched = Object.defineProperty({ ...cart }, "lines", { get: looked })
    fingerprintOf(watched)
    evaluationFingerprintOf(watched, nothing)
    fingerprintOf(watched)

    expect(looked).toHaveBeenCalledTimes(1)
  })
})
