import { expectBasket } from "../../../scripts/demo/walkthrough/expected"
import { waitFor } from "../../helpers/wait-for"
import { Visitor } from "../support/visitor"
import { BASKET, handOver, type Stage } from "./journey"

const NEW_PHONE = "415-555-0177"
const EMAIL = "joan@example.com"
const PASSWORD = "a long password"
const ENROLLED_MS = 60_000
const NEWCOMER = { points: 0, tier: null, candyPunches: 0 }

/** From a new account to points on it. */
export function withAnAccount(stage: () => Stage): void {
  it("makes whoever registers a member, and uses the membership by itself", async () => {
    const { browser, storefront } = stage()
    const visitor = await Visitor.open(browser, storefront.url)
    const { page } = visitor
    await visitor.go("/account")
    expect.soft(await visitor.inspect()).toEqual([])
    await visitor.button("Create an account").click()
    await page.getByLabel("First name").fill("Joan")
    await page.getByLabel("Last name").fill("Miller")
    await page.getByLabel("Phone").fill(NEW_PHONE)
    await page.getByLabel("E-mail").fill(EMAIL)
    await page.getByLabel("Password").fill(PASSWORD)
    await visitor.button("Create account").click()
    await page.getByRole("heading", { name: "Hello, Joan" }).waitFor()
    await waitFor(
      async () => {
        await page.reload()
        await page.getByText("Balance: 0 points").waitFor({ timeout: 3_000 })
        return true
      },
      { timeout_ms: ENROLLED_MS, interval_ms: 500 },
    )

    const expected = expectBasket(BASKET, NEWCOMER, { redeem: false })
    await visitor.take(BASKET)
    await visitor.go("/checkout")
    await page.getByText("Hello, Joan M.").waitFor()
    await visitor.fillDetails()
    await visitor.placeOrder(expected.totalCents)
    const order_id = await visitor.confirmed()
    await page.getByText(`${expected.earnedPoints} points are on their way`).waitFor()
    const { booked, paid } = await handOver(stage(), order_id)
    expect(Math.round(paid * 100)).toBe(expected.totalCents)
    expect(booked.newBalance).toBe(expected.balance)

    await waitFor(
      async () => {
        await visitor.go("/account")
        await page.getByText(`Balance: ${expected.balance} points`).waitFor({ timeout: 3_000 })
        return true
      },
      { timeout_ms: ENROLLED_MS, interval_ms: 500 },
    )
    await page.getByRole("link", { name: "Order #" }).waitFor()
    expect.soft(await visitor.inspect("account")).toEqual([])
    expect(visitor.faults).toEqual([])
    await visitor.close()
  })
}
