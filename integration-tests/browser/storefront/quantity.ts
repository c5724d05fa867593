import type { Page } from "playwright-core"

import { expectBasket } from "../../../scripts/demo/walkthrough/expected"
import { Visitor } from "../support/visitor"
import { BASKET, bookedState, handOver, type Stage } from "./journey"

const WEI = { phone: "415-555-0102", id: "CUST-12347", greeting: "Hello, Wei C." }
const UNREACHED = "We can't reach the store right now. Check your connection and try again."
const SOLD_OUT = "We don't have that many left."
const LINE = "**/store/carts/*/line-items/*"
const STOCK = `update inventory_level l
  set stocked_quantity = $1::int, raw_stocked_quantity = jsonb_build_object('value', $1::text, 'precision', 20)
  from inventory_item i where i.id = l.inventory_item_id and i.sku = 'CANDY'`

/** A change of the cart that fails: nothing else on the page may suffer from it. */
export function aQuantityThatFails(stage: () => Stage): void {
  const saysOnce = async (page: Page, words: string) => {
    await page.getByRole("alert").filter({ hasText: words }).waitFor()
    expect(await page.getByText(words).count()).toBe(1)
  }

  it("says at checkout why a quantity did not change, keeps the total, and takes the next try", async () => {
    const { browser, storefront } = stage()
    const state = bookedState(stage(), WEI.id)
    const before = expectBasket(BASKET, state, { redeem: false })
    const after = expectBasket({ ...BASKET, CANDY: 4 }, state, { redeem: false })
    const visitor = await Visitor.open(browser, storefront.url)
    const { page } = visitor
    await visitor.take(BASKET)
    await visitor.go("/checkout")
    await visitor.fillDetails()
    await visitor.identify(WEI.phone)
    await page.getByText(WEI.greeting).waitFor()
    await visitor.seesTotal(before.totalCents)
    // The form above would show what it is told: this is not about details.
    await visitor.button("Change your details").click()

    await page.route(LINE, (route) => route.abort(), { times: 1 })
    await visitor.change("CANDY", "more")
    await saysOnce(page, UNREACHED)
    await visitor.seesTotal(before.totalCents)
    expect.soft(await visitor.inspect()).toEqual([])

    await storefront.database.run(STOCK, [3])
    await visitor.change("CANDY", "more")
    await saysOnce(page, SOLD_OUT)
    expect(await page.getByText(UNREACHED).count()).toBe(0)
    await visitor.seesTotal(before.totalCents)

    await storefront.database.run(STOCK, [240])
    await visitor.change("CANDY", "more")
    await visitor.seesTotal(after.totalCents)
    expect(await page.getByText(SOLD_OUT).count()).toBe(0)
    await visitor.placeOrder(after.totalCents)
    const order_id = await visitor.confirmed()

    const { booked, paid } = await handOver(stage(), order_id)
    expect(Math.round(paid * 100)).toBe(after.totalCents)
    expect(booked.newBalance).toBe(after.balance)
    expect(visitor.faults).toEqual([])
    await visitor.close()
  })

  it("says on the shelf and in the cart why a change failed, and nowhere afterwards", async () => {
    const { browser, storefront } = stage()
    const visitor = await Visitor.open(browser, storefront.url)
    const { page } = visitor
    await visitor.go("/")
    await page.waitForLoadState("networkidle")
    await page.route("**/store/carts", (route) => route.abort(), { times: 1 })
    await visitor.button("Add Chocolate Bar to cart").click()
    const words = page.getByText(`Chocolate Bar could not be added. ${UNREACHED}`)
    await words.waitFor()
    expect((await words.boundingBox())?.height).toBeGreaterThan(10)
    expect.soft(await visitor.inspect()).toEqual([])
    await visitor.button("Add Chocolate Bar to cart").click()
    await page.getByRole("link", { name: "Cart, 1 in it" }).waitFor()
    expect(await page.getByText(UNREACHED).count()).toBe(0)

    await page.getByRole("link", { name: "Cart, 1 in it" }).click()
    await page.getByRole("heading", { name: "Your cart" }).waitFor()
    await page.route(LINE, (route) => route.abort(), { times: 1 })
    await visitor.change("CANDY", "more")
    await saysOnce(page, UNREACHED)
    await page.getByRole("link", { name: "Checkout" }).click()
    await page.getByRole("radio", { name: "Store pickup" }).waitFor()
    expect(await page.getByText(UNREACHED).count()).toBe(0)
    await visitor.close()
  })
}
