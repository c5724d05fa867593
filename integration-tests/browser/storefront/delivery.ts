import { expectBasket, TAX_PER_TEN_THOUSAND } from "../../../scripts/demo/walkthrough/expected"
import { dollars, Visitor } from "../support/visitor"
import { BASKET, bookedState, handOver, type Stage } from "./journey"

const KEN = { phone: "415-555-0108", id: "CUST-12353", greeting: "Hello, Ken T." }
const FEE_CENTS = 499

/** What a basket costs at the door: Texas taxes the way to the door like the goods. */
export const withFee = (net_cents: number): number =>
  Math.round(((net_cents + FEE_CENTS) * (10_000 + TAX_PER_TEN_THOUSAND)) / 10_000)

/** Goods that come to the door: the fee is paid in full, whatever loyalty takes off. */
export function toTheDoor(stage: () => Stage): void {
  it("delivers, and takes nothing off the delivery", async () => {
    const { browser, storefront } = stage()
    const expected = expectBasket(BASKET, bookedState(stage(), KEN.id), { redeem: false })
    const visitor = await Visitor.open(browser, storefront.url)
    const { page } = visitor
    await visitor.take(BASKET)
    await visitor.go("/checkout")
    await visitor.fillDetails("Local delivery")
    await page.getByText("17 Elm St, Austin").waitFor()
    await visitor.identify(KEN.phone)
    await page.getByText(KEN.greeting).waitFor()
    await visitor.seesTotal(withFee(expected.netCents))
    expect(await visitor.figure("Delivery").textContent()).toBe(dollars(FEE_CENTS))
    expect(await visitor.figure("Loyalty savings").textContent()).toBe(
      `-${dollars(expected.discountCents)}`,
    )
    expect.soft(await visitor.inspect()).toEqual([])
    await visitor.placeOrder(withFee(expected.netCents))
    const order_id = await visitor.confirmed()
    await page.getByText(`${expected.earnedPoints} points are on their way`).waitFor()

    const { booked, paid } = await handOver(stage(), order_id)
    expect(Math.round(paid * 100)).toBe(withFee(expected.netCents))
    expect(booked.newBalance).toBe(expected.balance)
    expect(visitor.faults).toEqual([])
    await visitor.close()
  })
}
