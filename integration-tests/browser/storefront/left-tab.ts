import { expectBasket, expectPlainBasket } from "../../../scripts/demo/walkthrough/expected"
import { Visitor } from "../support/visitor"
import { BASKET, bookedState, handOver, JOHN, type Stage } from "./journey"

const WEI = { phone: "415-555-0102", id: "CUST-12347", greeting: "Hello, Wei C." }
const TOM = { phone: "415-555-0104", id: "CUST-12349", greeting: "Hello, Tom B." }

const FEW_POINTS = "Use 500 points for $1 off?"
const GONE = "Your rewards have left this cart. Find them again."
const SOON = 5
const LATER = 45

/** The shop keeps the cart when its tab is closed: what stands in it must be what is shown. */
export function aTabThatWasClosed(stage: () => Stage): void {
  const arrive = async (member: { phone: string; greeting: string }) => {
    const { browser, storefront } = stage()
    const visitor = await Visitor.open(browser, storefront.url)
    await visitor.take(BASKET)
    await visitor.go("/checkout")
    await visitor.fillDetails()
    await visitor.identify(member.phone)
    await visitor.page.getByText(member.greeting).waitFor()
    return visitor
  }

  it("goes on with member and choices when the shopper comes back soon", async () => {
    const expected = expectBasket(BASKET, bookedState(stage(), JOHN.id), { redeem: true })
    const before = await arrive(JOHN)
    await before.accept(FEW_POINTS)
    await before.seesTotal(expected.totalCents)
    const visitor = await before.comeBack(SOON)
    await visitor.go("/checkout")
    await visitor.page.getByText(JOHN.greeting).waitFor()
    await visitor.seesTotal(expected.totalCents)
    expect(await visitor.choice(FEW_POINTS).isChecked()).toBe(true)
    await visitor.placeOrder(expected.totalCents)
    const order_id = await visitor.confirmed()
    await visitor.page.getByText(`${expected.earnedPoints} points are on their way`).waitFor()

    const { booked, paid } = await handOver(stage(), order_id)
    expect(Math.round(paid * 100)).toBe(expected.totalCents)
    expect(booked.newBalance).toBe(expected.balance)
    await visitor.close()
  })

  it("takes the rewards out of the cart later, says so, and names nobody", async () => {
    const granted = expectBasket(BASKET, bookedState(stage(), WEI.id), { redeem: false })
    const plain = expectPlainBasket(BASKET)
    const before = await arrive(WEI)
    await before.seesTotal(granted.totalCents)
    const visitor = await before.comeBack(LATER)
    await visitor.go("/checkout")
    await visitor.page.getByText(GONE).waitFor()
    await visitor.seesTotal(plain.totalCents)
    expect(await visitor.page.getByText(WEI.greeting).count()).toBe(0)
    expect.soft(await visitor.inspect()).toEqual([])

    await visitor.identify(WEI.phone)
    await visitor.page.getByText(WEI.greeting).waitFor()
    await visitor.seesTotal(granted.totalCents)
    expect(visitor.faults).toEqual([])
    await visitor.close()
  })

  it("shows the full price and why once the session has expired", async () => {
    const { storefront } = stage()
    const granted = expectBasket(BASKET, bookedState(stage(), TOM.id), { redeem: false })
    const before = await arrive(TOM)
    await before.seesTotal(granted.totalCents)
    await storefront.database.run(
      "update loyalty_engine_session set expires_at = now() - interval '1 minute', stale = true " +
        "where status = 'active'",
    )
    const visitor = await before.comeBack(SOON)
    await visitor.go("/checkout")
    await visitor.page.getByText(GONE).waitFor()
    await visitor.seesTotal(expectPlainBasket(BASKET).totalCents)
    await visitor.close()
  })
}
