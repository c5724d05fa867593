import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { adjustmentMarker } from "../../src/modules/loyalty/domain/keys"
import {
  type CartLineIdentity,
  type OrderLineIdentity,
  matchOrderLines,
} from "../../src/modules/loyalty/domain/order-lines"

const identity = {
  variant_id: "variant_1",
  product_id: "prod_1",
  title: "Coffee",
  quantity: 1,
  unit_price: "2.49",
}

const cart = (line_item_id: string, over: Partial<CartLineIdentity> = {}): CartLineIdentity => ({
  ...identity,
  our_markers: [],
  line_item_id,
  ...over,
})

const order = (
  order_line_id: string,
  over: Partial<OrderLineIdentity> = {},
): OrderLineIdentity => ({
  ...identity,
  markers: [],
  order_line_id,
  ...over,
})

const marker = (line_item_id: string): string =>
  adjustmentMarker({
    session_id: "lses_1",
    provider_reward_id: "r",
    line_item_id,
    label: "Coffee",
  })

const pairs = (cartLines: CartLineIdentity[], orderLines: OrderLineIdentity[]) =>
  Object.fromEntries(matchOrderLines(cartLines, orderLines).matched)

describe("matchOrderLines", () => {
  it("follows our markers between lines that look the same", () => {
    const markers = [marker("b"), "SUMMER10"]
    expect(pairs([cart("a"), cart("b")], [order("1", { markers }), order("2")])).toEqual({
      "1": "b",
      "2": "a",
    })
  })

  it("follows a marker it cannot read, if the cart line has the same", () => {
    const lines = [cart("a"), cart("b", { our_markers: ["old marker"] })]
    expect(pairs(lines, [order("1", { markers: ["old marker"] })])).toEqual({ "1": "b" })
  })

  it("does not follow a marker to another product, nor twice", () => {
    const markers = [marker("a")]
    const match = matchOrderLines(
      [cart("a")],
      [
        order("1", { markers, variant_id: "other" }),
        order("2", { markers }),
        order("3", { markers }),
      ],
    )
    expect(Object.fromEntries(match.matched)).toEqual({ "2": "a" })
    expect(match.unmatched_order_line_ids).toEqual(["1", "3"])
  })

  it.each<[string, Partial<OrderLineIdentity>]>([
    ["variant", { variant_id: "variant_2" }],
    ["title", { title: "Tea" }],
    ["price", { unit_price: "2.50" }],
    ["quantity", { quantity: 2 }],
  ])("does not guess when the %s differs", (_, over) => {
    const match = matchOrderLines([cart("a")], [order("1", over)])
    expect(match.matched.size).toBe(0)
    expect(match.unmatched_order_line_ids).toEqual(["1"])
    expect(match.unmatched_line_item_ids).toEqual(["a"])
  })

  it("reads numbers and texts of one price alike", () => {
    expect(pairs([cart("a", { unit_price: 2.5 })], [order("1", { unit_price: "2.500" })])).toEqual({
      "1": "a",
    })
  })

  it("tells custom items apart by their product", () => {
    const custom = { variant_id: null }
    const lines = [cart("a", { ...custom, product_id: "p" }), cart("b", custom)]
    expect(pairs(lines, [order("1", custom)])).toEqual({ "1": "b" })
  })

  it("matches a whole order whatever the order of its lines", () => {
    const shapes = fc.array(fc.record({ kind: fc.nat(2), marked: fc.boolean() }), { maxLength: 8 })
    fc.assert(
      fc.property(shapes, fc.infiniteStream(fc.nat()), (drafts, weights) => {
        const cartLines = drafts.map(({ kind, marked }, index) =>
          cart(`${index}`, {
            variant_id: `variant_${kind}`,
            our_markers: marked ? [marker(`${index}`)] : [],
          }),
        )
        const orderLines = cartLines
          .map(({ our_markers, line_item_id, ...line }) => ({
            ...line,
            order_line_id: `o${line_item_id}`,
            markers: our_markers,
            weight: weights.next().value,
          }))
          .sort((a, b) => a.weight - b.weight)
        const { matched } = matchOrderLines(cartLines, orderLines)
        expect(new Set(matched.values()).size).toBe(cartLines.length)
        for (const [order_line_id, line_item_id] of matched) {
          const from = cartLines.find((line) => line.line_item_id === line_item_id)
          const to = orderLines.find((line) => line.order_line_id === order_line_id)
          expect(to?.variant_id).toBe(from?.variant_id)
          expect(to?.markers).toEqual(from?.our_markers)
        }
      }),
      { seed: 13 },
    )
  })
})
