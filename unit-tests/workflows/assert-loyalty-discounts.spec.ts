import { adjustmentMarker, PROVIDER_ID } from "../../src/modules/loyalty/domain/keys"
import type { SessionRewardRow } from "../../src/modules/loyalty/types/rows"
import { assertLoyaltyDiscounts } from "../../src/workflows/loyalty/flows/assert-loyalty-discounts"
import { fingerprintOf, toSnapshot } from "../../src/workflows/loyalty/utils/read-cart"
import { containerOf } from "./stand-ins"
import { rewardOf, sessionOf } from "./snapshots"

/** One off, as we write it. */
const ours = (amount: number, is_tax_inclusive = false) => ({
  id: "caliadj_1",
  amount,
  provider_id: PROVIDER_ID,
  description: adjustmentMarker({
    session_id: "lses_1",
    provider_reward_id: "A",
    line_item_id: "cali_1",
    label: "One off",
  }),
  is_tax_inclusive,
})

/** A cart about to be completed: two coffees at 2.49, and what it asks for. */
const completing = (over: object = {}, line: object = {}) => ({
  id: "cart_1",
  currency_code: "usd",
  total: 3.98,
  items: [
    {
      id: "cali_1",
      title: "Coffee",
      quantity: 2,
      unit_price: 2.49,
      is_tax_inclusive: false,
      is_discountable: true,
      tax_lines: [],
      adjustments: [ours(1)],
      ...line,
    },
  ],
  ...over,
})

const paying = (amount: number, status = "pending") => ({
  payment_collection: { payment_sessions: [{ id: "payses_1", status, amount }] },
})

/** What becomes of it: the outcome that is told, or the refusal's message. */
const verdict = async (
  cart: object,
  { approved = 0, live = true }: { approved?: number; live?: boolean } = {},
): Promise<string | undefined> => {
  const rewards: SessionRewardRow[] =
    approved === 0
      ? []
      : [rewardOf({ allocations: [{ line_number: 1, line_item_id: "cali_1", amount: approved }] })]
  const basket_fingerprint = fingerprintOf(toSnapshot(cart as Parameters<typeof toSnapshot>[0]))
  const { container, told } = containerOf({
    liveApprovalOfCart: () =>
      Promise.resolve(live ? { session: sessionOf({ basket_fingerprint }), rewards } : null),
  })
  const refused = await assertLoyaltyDiscounts({ cart }, { container }).then(
    () => false,
    (error: Error) => error.message.includes("out of date"),
  )
  expect(told.map(([name]) => name)).toEqual(["guard_hook"])
  expect(told[0]?.[1] === "refused").toBe(refused)
  return told[0]?.[1]
}

describe("the completion of a cart", () => {
  it("is none of our business without lines, or when it was completed before", async () => {
    expect(await verdict(completing({ items: undefined }))).toBeUndefined()
    expect(await verdict(completing({}, { adjustments: undefined }))).toBeUndefined()
    expect(await verdict(completing({ completed_at: new Date() }))).toBeUndefined()
    expect(await verdict(completing({}, { adjustments: [ours(0)] }))).toBeUndefined()
  })

  it("goes on with what was approved, and without a payment that could ask for too little", async () => {
    expect(await verdict(completing(paying(3.98)), { approved: 100 })).toBe("pass")
    expect(await verdict(completing(paying(2.98)), { approved: 100 })).toBe("refused")
    expect(await verdict(completing())).toBe("pass")
    expect(await verdict(completing({ payment_collection: { payment_sessions: undefined } }))).toBe(
      "pass",
    )
  })

  it("stops when nobody approved, unless the payment covers it or is made", async () => {
    expect(await verdict(completing(paying(3.98)))).toBe("refused")
    expect(await verdict(completing(paying(3.98)), { live: false })).toBe("refused")
    expect(await verdict(completing(paying(4.98)))).toBe("pass")
    expect(await verdict(completing(paying(3.98, "authorized")))).toBe("paid")
  })

  it("stops a payment that does not know yet of a discount that has just come", async () => {
    expect(await verdict(completing(paying(3.98)), { approved: 100 })).toBe("pass")
    expect(await verdict(completing(paying(4.98)), { approved: 100 })).toBe("refused")
    expect(await verdict(completing(paying(4.98, "authorized")), { approved: 100 })).toBe("paid")
    // More than all of the discount is asked for some other reason, which is not ours to judge.
    expect(await verdict(completing(paying(6)), { approved: 100 })).toBe("pass")
  })

  it("counts the tax that an unapproved discount saved, where the price does not contain it", async () => {
    const taxed = { tax_lines: [{ rate: 6.25 }, { rate: 2 }] }
    // 1.00 and 8 cents of tax are owed on top of what the cart asks for.
    expect(await verdict(completing(paying(5.05), taxed))).toBe("refused")
    expect(await verdict(completing(paying(5.06), taxed))).toBe("pass")
    const contained = { ...taxed, is_tax_inclusive: true, adjustments: [ours(1, true)] }
    expect(await verdict(completing(paying(4.97), contained))).toBe("refused")
    expect(await verdict(completing(paying(4.98), contained))).toBe("pass")
    expect(await verdict(completing(paying(4.98), { tax_lines: undefined }))).toBe("pass")
  })

  it("of a cart that costs nothing needs an approval for all of it", async () => {
    const free = { adjustments: [ours(4.98)] }
    expect(await verdict(completing({ total: 0 }, free), { approved: 498 })).toBe("pass")
    expect(await verdict(completing({ total: 0 }, free), { approved: 497 })).toBe("refused")
    expect(await verdict(completing({ total: -0.01 }, free), { approved: 498 })).toBe("refused")
  })
})
