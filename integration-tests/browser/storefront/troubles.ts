import { expectBasket, expectPlainBasket } from "../../../scripts/demo/walkthrough/expected"
import { dollars, Visitor } from "../support/visitor"
import { BASKET, bookedState, handOver, type Stage } from "./journey"

const MARIA = { phone: "415-555-0101", id: "CUST-12346", greeting: "Hello, Maria S." }
const FATOU = { phone: "415-555-0107", id: "CUST-12352", greeting: "Hello, Fatou D." }
const OLGA = { phone: "415-555-0105", id: "CUST-12350", greeting: "Hello, Olga P." }
const AISHA = { phone: "415-555-0103", id: "CUST-12348", greeting: "Hello, Aisha K." }

const FEW_POINTS = "Use 500 points for $1 off?"
const CALM = "Loyalty is taking a break. You can check out as usual."
const SLOW_MS = 700

/** What can come in between, and must cost the shopper nothing. */
export function troubles(stage: () => Stage): void {
  const arrive = async (member: { phone: string; greeting: string } | null) => {
    const { browser, storefront } = stage()
    const visitor = await Visitor.open(browser, storefront.url)
    await visitor.take(BASKET)
    await visitor.go("/checkout")
    await visitor.fillDetails()
    if (member) {
      await visitor.identify(member.phone)
      await visitor.page.getByText(member.greeting).waitFor()
    }
    return visitor
  }

  it("keeps session, choices and details through a reload at each step", async () => {
    const expected = expectBasket(BASKET, bookedState(stage(), MARIA.id), { redeem: true })
    const visitor = await arrive(MARIA)
    const { page } = visitor
    await page.reload()
    await page.getByText(MARIA.greeting).waitFor()
    await page.getByRole("heading", { name: "Your details (done)" }).waitFor()
    await visitor.accept(FEW_POINTS)
    await visitor.seesTotal(expected.totalCents)
    await page.reload()
    await visitor.seesTotal(expected.totalCents)
    expect(await visitor.choice(FEW_POINTS).isChecked()).toBe(true)
    await visitor.go("/cart")
    await page.getByText("1,240 points").waitFor()
    await visitor.go("/checkout")
    await visitor.placeOrder(expected.totalCents)
    const order_id = await visitor.confirmed()
    await page.reload()
    await visitor.confirmed()
    await page.getByText(`${expected.earnedPoints} points are on their way`).waitFor()

    const { booked, paid } = await handOver(stage(), order_id)
    expect(Math.round(paid * 100)).toBe(expected.totalCents)
    expect(booked.newBalance).toBe(expected.balance)
    await visitor.close()
  })

  it.each([
    ["pays the new one when the shopper agrees", false],
    ["pays what a reward makes of it when one is chosen then", true],
  ])("asks when the total changed at the last moment, and %s", async (_, redeem) => {
    const { storefront } = stage()
    const state = bookedState(stage(), FATOU.id)
    const fewer = { ...BASKET, CANDY: 1 }
    const seen = expectBasket(BASKET, state, { redeem: false })
    const now = expectBasket(fewer, state, { redeem: false })
    const bought = expectBasket(fewer, state, { redeem })
    const visitor = await arrive(FATOU)
    const { page } = visitor
    await visitor.seesTotal(seen.totalCents)
    // Between the payment's begin and the order, two bars go behind everybody's back.
    await page.route(
      "**/store/carts/*/complete",
      async (route) => {
        const cart_id = new URL(route.request().url()).pathname.split("/").at(-2)
        await storefront.database.run(
          "update cart_line_item set quantity = 1 where cart_id = $1 and variant_sku = 'CANDY'",
          [cart_id],
        )
        await route.continue()
      },
      { times: 1 },
    )
    await visitor.placeOrder(seen.totalCents)
    const alert = page.getByRole("alert", { name: "Your total changed" })
    await alert
      .getByText(`It was ${dollars(seen.totalCents)}, and is ${dollars(now.totalCents)} now.`)
      .waitFor()
    expect(await alert.evaluate((box) => box.contains(document.activeElement))).toBe(true)
    await visitor.seesTotal(now.totalCents)
    if (redeem) {
      // The payment session of the first try would pay too much.
      await visitor.accept(FEW_POINTS)
      await visitor.placeOrder(bought.totalCents)
    } else {
      expect.soft(await visitor.inspect("total-changed")).toEqual([])
      await visitor.button(`Pay ${dollars(now.totalCents)}`).click()
    }
    const order_id = await visitor.confirmed()

    const { booked, paid } = await handOver(stage(), order_id)
    expect(Math.round(paid * 100)).toBe(bought.totalCents)
    expect(booked.finalAmount).toBe(bought.netCents / 100)
    expect(booked.newBalance).toBe(bought.balance)
    await visitor.close()
  })

  it("shows one cart and one session in two tabs", async () => {
    const state = bookedState(stage(), OLGA.id)
    const more = expectBasket({ ...BASKET, COF16: 3 }, state, { redeem: false })
    const chosen = expectBasket({ ...BASKET, COF16: 3 }, state, { redeem: true })
    const first = await arrive(OLGA)
    const second = await first.secondTab()
    await second.go("/checkout")
    await second.page.getByText(OLGA.greeting).waitFor()
    await second.change("COF16", "more")
    await second.seesTotal(more.totalCents)
    await first.seesTotal(more.totalCents)
    await first.accept(FEW_POINTS)
    await first.seesTotal(chosen.totalCents)
    await second.seesTotal(chosen.totalCents)
    await second.placeOrder(chosen.totalCents)
    const order_id = await second.confirmed()
    await first.page.getByRole("heading", { name: "There is nothing to check out" }).waitFor()

    const { booked } = await handOver(stage(), order_id)
    expect(booked.newBalance).toBe(chosen.balance)
    await first.close()
  })

  it("waits for a slow network, and what the shopper did last counts", async () => {
    const state = bookedState(stage(), AISHA.id)
    const expected = expectBasket({ ...BASKET, COF16: 4 }, state, { redeem: true })
    const visitor = await arrive(AISHA)
    await visitor.page.route("**/store/**", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, SLOW_MS))
      await route.continue()
    })
    await visitor.accept(FEW_POINTS)
    await visitor.change("COF16", "more")
    await visitor
      .button("One House Coffee more")
      .and(visitor.page.locator('[aria-disabled="false"]'))
      .click()
    await visitor.seesTotal(expected.totalCents)
    await visitor.placeOrder(expected.totalCents)
    const order_id = await visitor.confirmed()

    const { booked, paid } = await handOver(stage(), order_id)
    expect(Math.round(paid * 100)).toBe(expected.totalCents)
    expect(booked.newBalance).toBe(expected.balance)
    await visitor.close()
  })

  it("sells at the full price while the engine is away, and says so in one calm line", async () => {
    const { storefront } = stage()
    await storefront.engine.kill()
    const plain = expectPlainBasket(BASKET)
    const visitor = await arrive(null)
    await visitor.identify(MARIA.phone)
    await visitor.page.getByText(CALM).waitFor()
    await visitor.seesTotal(plain.totalCents)
    expect.soft(await visitor.inspect("unavailable")).toEqual([])
    await visitor.placeOrder(plain.totalCents)
    await visitor.confirmed()
    await storefront.engine.revive()
    await visitor.close()
  })

  it("keeps the approved price when the engine dies in the middle, and books it later", async () => {
    const { storefront } = stage()
    const expected = expectBasket(BASKET, bookedState(stage(), FATOU.id), { redeem: true })
    const visitor = await arrive(FATOU)
    await visitor.accept(FEW_POINTS)
    await visitor.seesTotal(expected.totalCents)
    await storefront.engine.kill()
    await visitor.placeOrder(expected.totalCents)
    const order_id = await visitor.confirmed()
    await storefront.engine.revive()

    const { booked, paid } = await handOver(stage(), order_id)
    expect(Math.round(paid * 100)).toBe(expected.totalCents)
    expect(booked.newBalance).toBe(expected.balance)
    await visitor.close()
  })

  it("follows the cart after the engine died in the middle, and says so in one calm line", async () => {
    const { storefront } = stage()
    const state = bookedState(stage(), OLGA.id)
    const chosen = expectBasket(BASKET, state, { redeem: true })
    // Nobody granted anything for this basket.
    const more = expectPlainBasket({ ...BASKET, COF16: 3 })
    const visitor = await arrive(OLGA)
    await visitor.accept(FEW_POINTS)
    await visitor.seesTotal(chosen.totalCents)
    await storefront.engine.kill()
    await visitor.change("COF16", "more")
    await visitor.page.getByText(CALM).waitFor()
    await visitor.seesTotal(more.totalCents)
    expect(await visitor.page.getByText(CALM).count()).toBe(1)
    expect(await visitor.page.getByRole("alert").allTextContents()).toEqual(
      expect.not.arrayContaining([expect.stringMatching(/./)]),
    )
    expect.soft(await visitor.inspect()).toEqual([])
    await visitor.placeOrder(more.totalCents)
    const order_id = await visitor.confirmed()
    await storefront.engine.revive()

    const { booked, paid } = await handOver(stage(), order_id)
    expect(Math.round(paid * 100)).toBe(more.totalCents)
    expect(booked.redeemedPoints).toBe(0)
    await visitor.close()
  })
}
