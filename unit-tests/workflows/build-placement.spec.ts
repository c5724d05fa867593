import { adjustmentMarker, markerHash } from "../../src/modules/loyalty/domain/keys"
import type { SessionRewardRow, SessionRow } from "../../src/modules/loyalty/types/rows"
import { toBasketLine } from "../../src/workflows/loyalty/utils/build-basket"
import { freezePlacement } from "../../src/workflows/loyalty/utils/build-placement"
import { fingerprintOf, type CartSnapshot } from "../../src/workflows/loyalty/utils/read-cart"
import type { OrderSnapshot, RawOrder } from "../../src/workflows/loyalty/utils/read-order"
import { adjustmentOf, cartOf, orderOf, rewardOf, sessionOf } from "./snapshots"

const KEYS = {
  merchandise_code_metadata_key: "merch",
  product_code_metadata_key: "code",
  unit_of_measure_metadata_key: "uom",
  minimum_age_metadata_key: "age",
}
const GATE = { age_gate: "skip", age_verified: false } as const

const basketOf = (cart: CartSnapshot) => ({
  currency_code: "usd",
  currency_digits: 2,
  lines: cart.lines.map((line, index) =>
    toBasketLine(line, { digits: 2, facts: new Map(), keys: KEYS, line_number: index + 1 }),
  ),
})
const ours = (provider_reward_id: string, amount: number, line_item_id = "cali_1") => ({
  amount,
  description: adjustmentMarker({
    session_id: "lses_1",
    provider_reward_id,
    line_item_id,
    label: "One off",
  }),
})
const orderLine = (id: string, adjustments: { amount: number; description?: string }[] = []) =>
  ({
    id,
    variant_id: "variant_1",
    product_id: "prod_1",
    title: "Coffee",
    unit_price: 2.49,
    quantity: 2,
    adjustments,
  }) satisfies NonNullable<RawOrder["items"]>[number]

const freeze = (
  order: OrderSnapshot,
  rewards: SessionRewardRow[],
  session: Partial<SessionRow> = {},
  cart = cartOf({}),
) =>
  freezePlacement({
    order,
    cart,
    session: sessionOf({ basket_fingerprint: fingerprintOf(cart), ...session }),
    rewards,
    basket: basketOf(cart),
    gate: GATE,
  })

describe("what is frozen when an order is placed", () => {
  it("counts a reward as far as it was approved and stands on the order", () => {
    const whole = freeze(orderOf({ items: [orderLine("o1", [ours("A", 1)])] }), [rewardOf()])
    expect(whole.placement.rewards).toMatchObject([
      { provider_reward_id: "A", amount: 100, allocations: [{ order_line_id: "o1", amount: 100 }] },
    ])
    expect(whole.above_approval).toBe(0)

    const less = freeze(orderOf({ items: [orderLine("o1", [ours("A", 0.4)])] }), [rewardOf()])
    expect(less.placement.rewards).toMatchObject([{ amount: 40 }])

    const none = freeze(orderOf({ items: [orderLine("o1")] }), [rewardOf()])
    expect(none.placement.rewards).toEqual([])
  })

  it("shows what stands on the order beyond the approval, approved for another basket included", () => {
    const order = orderOf({ items: [orderLine("o1", [ours("A", 1.5)])] })
    expect(freeze(order, [rewardOf()]).above_approval).toBe(50)
    const other = freeze(order, [rewardOf()], { basket_fingerprint: "another" })
    expect(other.above_approval).toBe(150)
    expect(other.placement.rewards).toEqual([])
    const [named] = other.placement.unapproved ?? []
    expect(named).toEqual({
      order_line_id: "o1",
      reward_hash: markerHash("A"),
      quantity: 2,
      amount: 150,
    })
    expect(freeze(order, [rewardOf()]).placement.unapproved).toEqual([{ ...named, amount: 50 }])
  })

  it("places an edited line with the quantity, the price and the tax of what was bought", () => {
    const halved = { ...orderLine("o1", [ours("A", 0.5)]), quantity: 1, tax_total: 0.2 }
    const { placement } = freeze(orderOf({ items: [halved] }), [rewardOf()])
    // 1.99 were left of one coffee, and 4.48 of two: the tax is in proportion.
    expect(placement.lines).toMatchObject([{ quantity: 2, amount: 498, tax: 45 }])
  })

  it("fills line rewards first, then instant and then accepted ticket rewards", () => {
    const allocations = [{ line_number: 1, line_item_id: "cali_1", amount: 50 }]
    const reward = (provider_reward_id: string, given: Partial<SessionRewardRow>) =>
      rewardOf({ provider_reward_id, amount: 50, allocations, ...given })
    const rewards = [
      reward("optional", { level: "ticket", type: "optional", position: 1 }),
      reward("instant", { level: "ticket", position: 2 }),
      reward("second", { position: 4 }),
      reward("first", { position: 3 }),
      reward("nothing", { amount: 0 }),
    ]
    const { placement } = freeze(
      orderOf({ items: [orderLine("o1", [ours("first", 1.5)])] }),
      rewards,
    )
    expect(placement.rewards.map((one) => one.provider_reward_id)).toEqual([
      "first",
      "second",
      "instant",
    ])
  })

  it("leaves out a line that the cart never had, and rewards on a line that is gone", () => {
    const gone = rewardOf({
      allocations: [{ line_number: 9, line_item_id: "cali_gone", amount: 100 }],
    })
    const added = { ...orderLine("o2"), variant_id: "variant_9", title: "Tea" }
    const { placement, unmatched_order_line_ids } = freeze(
      orderOf({ items: [orderLine("o1"), added] }),
      [gone],
    )
    expect(placement.lines.map(({ order_line_id }) => order_line_id)).toEqual(["o1"])
    expect(placement.rewards).toEqual([])
    expect(unmatched_order_line_ids).toEqual(["o2"])
  })

  it("names accepted rewards that were not granted, and what others took off", () => {
    const selection = { accepted_reward_ids: ["A", "B"], declined_reward_ids: [], redeem_points: 0 }
    const cart = cartOf({ adjustments: [adjustmentOf({ code: "HALF", amount: "0.5" })] })
    const order = orderOf({
      items: [orderLine("o1", [ours("A", 1), { amount: 0.5, description: "HALF" }])],
    })
    const { placement } = freeze(order, [rewardOf()], { selection }, cart)
    expect(placement.ungranted_reward_ids).toEqual(["B"])
    expect(placement.lines).toMatchObject([{ foreign_discount: 50, amount: 498 }])
  })
})
