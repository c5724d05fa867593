import type { Browser } from "playwright-core"

import { expectBasket, REDEMPTION } from "../../../scripts/demo/walkthrough/expected"
import { memberOf, stateOf } from "../../../scripts/demo/walkthrough/walk"
import { waitFor } from "../../helpers/wait-for"
import type { Storefront } from "../support/storefront"
import { dollars, Visitor } from "../support/visitor"

/** What every test of the shop works with. */
export interface Stage {
  browser: Browser
  storefront: Storefront
}

export const JOHN = { phone: "415-555-0100", id: "CUST-12345", greeting: "Hello, John D." }
export const BASKET = { COF16: 2, CANDY: 3, ENERGY: 1 }
const BOOKED_MS = 60_000
const FEW_POINTS = "Use 500 points for $1 off?"

export const bookedState = ({ storefront }: Stage, member_id: string) =>
  stateOf(memberOf(storefront.engine.books, member_id))

/** The clerk takes the money and hands everything over; then the engine's books have the order. */
export async function handOver({ storefront }: Stage, order_id: string) {
  const fields = "fields=id,*items,*payment_collections.payments"
  const { order } = await storefront.clerk<{
    order: {
      items: { id: string; quantity: number }[]
      payment_collections: { payments: { id: string; amount: number }[] }[]
    }
  }>("GET", `/admin/orders/${order_id}?${fields}`)
  const [payment] = order.payment_collections.flatMap(({ payments }) => payments)
  await storefront.clerk("POST", `/admin/payments/${payment?.id}/capture`, {})
  await storefront.clerk("POST", `/admin/orders/${order_id}/fulfillments`, {
    items: order.items.map(({ id, quantity }) => ({ id, quantity })),
  })
  const booked = await waitFor(
    () =>
      storefront.engine.books.transactions.find(({ transactionId }) => transactionId === order_id),
    { timeout_ms: BOOKED_MS },
  )
  return { booked, paid: payment?.amount ?? 0 }
}

/** Where somebody comes who has nothing in the cart, or a link that leads nowhere. */
async function looksAtEmptyPages(visitor: Visitor): Promise<void> {
  for (const [place, heading] of [
    ["/checkout", "There is nothing to check out"],
    ["/cart", "Your cart is empty"],
    ["/no-such-page", "There is nothing here"],
    ["/products/no-such-thing", "There is nothing here"],
  ] as const) {
    await visitor.go(place)
    await visitor.page.getByRole("heading", { name: heading }).waitFor()
    expect.soft(await visitor.inspect()).toEqual([])
  }
}

/** The whole way of a member, with a look at each page. */
export function theWholeJourney(stage: () => Stage): void {
  it("goes from the shelf to booked points, to the cent", async () => {
    const { browser, storefront } = stage()
    const before = bookedState(stage(), JOHN.id)
    const plain = expectBasket(BASKET, before, { redeem: false })
    const chosen = expectBasket(BASKET, before, { redeem: true })
    const more = expectBasket({ ...BASKET, COF16: 3 }, before, { redeem: true })
    const visitor = await Visitor.open(browser, storefront.url)
    const { page } = visitor

    await looksAtEmptyPages(visitor)
    await visitor.go("/")
    await visitor.button("Add Chocolate Bar to cart").waitFor()
    expect.soft(await visitor.inspect("catalogue")).toEqual([])
    for (const handle of ["house-coffee", "chocolate-bar"]) {
      await visitor.go(`/products/${handle}`)
      await visitor.button("Add to cart").waitFor()
      // The server sends the button; React must have taken it over before axe touches the page.
      await visitor.page.waitForLoadState("networkidle")
      expect.soft(await visitor.inspect()).toEqual([])
    }
    await visitor.take(BASKET)
    await visitor.go("/checkout")
    await visitor.button("Show my rewards").waitFor()
    expect.soft(await visitor.inspect("checkout")).toEqual([])
    await visitor.fillDetails()

    await visitor.identify(JOHN.phone)
    await page.getByText(JOHN.greeting).waitFor()
    await visitor.seesTotal(plain.totalCents)
    await visitor.accept(FEW_POINTS)
    await visitor.seesTotal(chosen.totalCents)
    await visitor.change("COF16", "more")
    await visitor.seesTotal(more.totalCents)
    expect(await visitor.choice(FEW_POINTS).isChecked()).toBe(true)
    expect(await visitor.figure("Loyalty savings").textContent()).toBe(
      `-${dollars(more.discountCents)}`,
    )
    expect.soft(await visitor.inspect("checkout-rewards")).toEqual([])

    await page.getByRole("link", { name: "Change the cart" }).click()
    await page.getByRole("heading", { name: "Your cart" }).waitFor()
    await page.getByText(`${before.points.toLocaleString("en-US")} points`).waitFor()
    expect(await visitor.figure("Savings").textContent()).toBe(`-${dollars(more.discountCents)}`)
    await waitFor(async () => (await visitor.pictures()).size === Object.keys(BASKET).length)
    expect.soft(await visitor.inspect("cart")).toEqual([])
    await page.getByRole("link", { name: "Checkout" }).click()

    await visitor.placeOrder(more.totalCents)
    const order_id = await visitor.confirmed()
    await page.getByText(`${more.earnedPoints} points are on their way`).waitFor()
    expect.soft(await visitor.inspect("confirmation")).toEqual([])

    const { booked, paid } = await handOver(stage(), order_id)
    expect({ paid: Math.round(paid * 100), ...booked }).toMatchObject({
      paid: more.totalCents,
      finalAmount: more.netCents / 100,
      earnedPoints: more.earnedPoints,
      redeemedPoints: REDEMPTION.points,
      newBalance: more.balance,
    })
    await waitFor(
      async () => {
        await page.reload()
        await visitor.confirmed()
        await visitor.figure("New balance").waitFor({ timeout: 2_000 })
        return true
      },
      { timeout_ms: BOOKED_MS, interval_ms: 500 },
    )
    expect(await visitor.figure("Earned").textContent()).toBe(`${more.earnedPoints} points`)
    expect(await visitor.figure("Redeemed").textContent()).toBe(`${REDEMPTION.points} points`)
    expect(await visitor.figure("New balance").textContent()).toBe(
      `${more.balance.toLocaleString("en-US")} points`,
    )
    expect.soft(await visitor.inspect("confirmation-booked")).toEqual([])
    expect(visitor.faults).toEqual([])
    await visitor.close()
  })
}
