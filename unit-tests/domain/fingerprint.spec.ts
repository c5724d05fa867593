import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  basketFingerprint as fingerprintOfBasket,
  canonicalBasket,
  evaluationFingerprint as fingerprintOfEvaluation,
  type BasketIdentity,
} from "../../src/modules/loyalty/domain/fingerprint"
import type { RewardSelection } from "../../src/types/provider"

interface FingerprintInput extends BasketIdentity {
  selection: RewardSelection
}

const basketFingerprint = (input: BasketIdentity) => fingerprintOfBasket(canonicalBasket(input))
const evaluationFingerprint = (input: FingerprintInput) =>
  fingerprintOfEvaluation(canonicalBasket(input), input.selection)

const base: FingerprintInput = {
  currency_code: "usd",
  sales_channel_id: "sc_1",
  customer_id: null,
  payable_without_ours: null,
  lines: [
    {
      line_item_id: "cali_1",
      variant_id: "variant_1",
      quantity: 2,
      unit_price: "2.49",
      is_tax_inclusive: false,
      tax_percent: "8.25",
      foreign_adjustments: [
        {
          id: "adj_1",
          code: "TEN",
          amount: "1",
          promotion_id: "promo_1",
          provider_id: null,
          is_tax_inclusive: false,
        },
        { id: "adj_2", code: null, amount: "0.5", promotion_id: null, is_tax_inclusive: false },
      ],
    },
    {
      line_item_id: "cali_2",
      variant_id: null,
      quantity: 0.5,
      unit_price: "1.89",
      is_tax_inclusive: true,
      tax_percent: "20",
      foreign_adjustments: [],
    },
  ],
  selection: { accepted_reward_ids: ["a", "b"], declined_reward_ids: ["c"], redeem_points: 5 },
}

type Edit = (input: FingerprintInput) => void

function edited(edit: Edit): FingerprintInput {
  const copy = structuredClone(base)
  edit(copy)
  return copy
}

const mutable = <T>(value: readonly T[]): T[] => value as T[]

describe("what a fingerprint ignores", () => {
  it.each<[string, Edit]>([
    ["the order of lines", (input) => mutable(input.lines).reverse()],
    ["the order of adjustments", (i) => mutable(i.lines[0]!.foreign_adjustments).reverse()],
    ["ids of adjustments", (i) => (i.lines[0]!.foreign_adjustments[0]!.id = "adj_9")],
    ["trailing zeros", (input) => (input.lines[0]!.unit_price = "2.490")],
    ["the case of the currency", (input) => (input.currency_code = "USD")],
    ["an absent provider", (i) => (i.lines[0]!.foreign_adjustments[1]!.provider_id = null)],
    ["a tax that nothing depends on", (input) => (input.lines[0]!.tax_percent = "9")],
    ["the order of choices", (input) => mutable(input.selection.accepted_reward_ids).reverse()],
    ["repeated choices", (input) => mutable(input.selection.declined_reward_ids).push("c")],
  ])("%s", (_, edit) => {
    expect(basketFingerprint(edited(edit))).toBe(basketFingerprint(base))
    expect(evaluationFingerprint(edited(edit))).toBe(evaluationFingerprint(base))
  })
})

describe("what a fingerprint sees", () => {
  it.each<[string, Edit]>([
    ["currency", (input) => (input.currency_code = "eur")],
    ["channel", (input) => (input.sales_channel_id = "sc_2")],
    ["customer", (input) => (input.customer_id = "cus_1")],
    ["a line more", (i) => mutable(i.lines).push({ ...base.lines[1]!, line_item_id: "cali_3" })],
    ["a line less", (input) => mutable(input.lines).pop()],
    ["line id", (input) => (input.lines[0]!.line_item_id = "cali_9")],
    ["variant", (input) => (input.lines[0]!.variant_id = "variant_9")],
    ["quantity", (input) => (input.lines[0]!.quantity = 3)],
    ["price", (input) => (input.lines[0]!.unit_price = "2.48")],
    ["tax mode", (input) => (input.lines[0]!.is_tax_inclusive = true)],
    ["a foreign amount", (i) => (i.lines[0]!.foreign_adjustments[0]!.amount = "1.01")],
    ["a foreign code", (i) => (i.lines[0]!.foreign_adjustments[0]!.code = "ELEVEN")],
    ["a foreign promotion", (i) => (i.lines[0]!.foreign_adjustments[0]!.promotion_id = "p")],
    ["a foreign provider", (i) => (i.lines[0]!.foreign_adjustments[0]!.provider_id = "p")],
    ["how others count", (i) => (i.lines[0]!.foreign_adjustments[0]!.is_tax_inclusive = true)],
    ["credit lines", (input) => (input.payable_without_ours = "3.87")],
    [
      "the same adjustment twice",
      (i) => mutable(i.lines[0]!.foreign_adjustments).push(base.lines[0]!.foreign_adjustments[0]!),
    ],
  ])("%s", (_, edit) => {
    expect(basketFingerprint(edited(edit))).not.toBe(basketFingerprint(base))
    expect(evaluationFingerprint(edited(edit))).not.toBe(evaluationFingerprint(base))
  })

  it.each<[string, Edit]>([
    ["accepted", (input) => mutable(input.selection.accepted_reward_ids).pop()],
    ["declined", (input) => mutable(input.selection.declined_reward_ids).push("d")],
    ["points", (input) => (input.selection.redeem_points = 6)],
    [
      "a yes that became a no",
      ({ selection }) => {
        selection.declined_reward_ids.push("b")
        selection.accepted_reward_ids.pop()
      },
    ],
  ])("choices only in the evaluation: %s", (_, edit) => {
    expect(basketFingerprint(edited(edit))).toBe(basketFingerprint(base))
    expect(evaluationFingerprint(edited(edit))).not.toBe(evaluationFingerprint(base))
  })

  it("sees the tax where others' discounts were computed without it", () => {
    const mixed = edited((input) => (input.lines[0]!.is_tax_inclusive = true))
    const taxed = structuredClone(mixed)
    taxed.lines[0]!.tax_percent = "9"
    expect(basketFingerprint(taxed)).not.toBe(basketFingerprint(mixed))
  })

  it("sees what credit lines leave, however it is written", () => {
    const left = (payable: string) =>
      basketFingerprint(edited((input) => (input.payable_without_ours = payable)))
    expect(left("3.870")).toBe(left("3.87"))
    expect(left("3.88")).not.toBe(left("3.87"))
  })

  it("stays what it was for a basket that was approved before these facts counted", () => {
    expect(basketFingerprint(base)).toBe(
      "98eec92f4c796563ba4975f509fa3b06b86f966db8ecdff837d07786b5d125e2",
    )
  })

  it("is hex SHA-256 of an unambiguous text", () => {
    expect(basketFingerprint(base)).toMatch(/^[0-9a-f]{64}$/)
    const tricky = edited((input) => (input.lines[0]!.line_item_id = 'cali_1","variant_1'))
    expect(canonicalBasket(tricky)).not.toBe(canonicalBasket(base))
  })

  it("does not depend on the order of lines, nor join what belongs apart", () => {
    const ids = fc.uniqueArray(fc.string({ maxLength: 6 }), { minLength: 1, maxLength: 6 })
    const build = (names: string[]): FingerprintInput => ({
      ...base,
      lines: names.map((line_item_id) => ({ ...base.lines[1]!, line_item_id })),
    })
    fc.assert(
      fc.property(ids, ids, (left, right) => {
        const equal = JSON.stringify([...left].sort()) === JSON.stringify([...right].sort())
        expect(basketFingerprint(build([...left].reverse()))).toBe(basketFingerprint(build(left)))
        expect(canonicalBasket(build(left)) === canonicalBasket(build(right))).toBe(equal)
      }),
      { seed: 5 },
    )
  })
})
