import { expectBasket } from "../../../scripts/demo/walkthrough/expected"
import { waitFor } from "../../helpers/wait-for"
import { Visitor } from "../support/visitor"
import { BASKET, handOver, type Stage } from "./journey"

const NEW_PHONE = "415-555-0177"
const STRANGERS_PHONE = "415-555-0102"
const EMAIL = "joan@example.com"
const PASSWORD = "a long password"
const ENROLLED_MS = 60_000
const NEWCOMER = { points: 0, tier: null, candyPunches: 0 }

async function unlink(visitor: Visitor): Promise<void> {
  const { page } = visitor
  await visitor.button("Unlink membership").click()
  await visitor.button("Keep it").click()
  await visitor.button("Unlink membership").click()
  expect.soft(await visitor.inspect()).toEqual([])
  await visitor.button("Unlink").click()
  await page.getByText("Your membership is no longer linked.").waitFor()
  await page.reload()
  await page.getByText("Link the membership of your last order").waitFor()
  expect(await page.getByText("Linked to").count()).toBe(0)
  expect.soft(await visitor.inspect()).toEqual([])
}

/** Only the membership that this customer's own order was paid with. */
async function linkAgain(visitor: Visitor, balance: number): Promise<void> {
  const { page } = visitor
  await page.getByLabel("Phone number").fill(STRANGERS_PHONE)
  await visitor.button("Link membership").click()
  await page.getByText("No paid order of yours was placed with that.").waitFor()
  expect.soft(await visitor.inspect()).toEqual([])
  await page.getByLabel("Phone number").fill(NEW_PHONE)
  await visitor.button("Link membership").click()
  await page.getByText("Linked to ******0177").waitFor()
  await page.reload()
  await page.getByText(`Balance: ${balance} points`).waitFor()
}

/** From a new account to points on it. */
export function withAnAccount(stage: () => Stage): void {
  it("makes whoever registers a member, and uses the membership by itself", async () => {
    const { browser, storefront } = stage()
    const visitor = await Visitor.open(browser, storefront.url)
    const { page } = visitor
    await visitor.go("/account")
    expect.soft(await visitor.inspect()).toEqual([])
    await visitor.button("Create an account").click()
    await page.getByRole("heading", { name: "Create your account" }).waitFor()
    expect.soft(await visitor.inspect()).toEqual([])
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
        // What was booked follows the balance, with the next look at the engine's history.
        const history = page.getByRole("list", { name: "History" })
        await history.getByText(`+${expected.earnedPoints}`).waitFor({ timeout: 3_000 })
        return true
      },
      { timeout_ms: ENROLLED_MS, interval_ms: 500 },
    )
    await page.getByRole("link", { name: "Order #" }).waitFor()
    expect.soft(await visitor.inspect("account")).toEqual([])

    await unlink(visitor)
    await linkAgain(visitor, expected.balance)
    expect(visitor.faults).toEqual([])
    await visitor.close()
  })
}
