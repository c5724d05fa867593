import type { Browser, Page } from "playwright-core"

import { dollars } from "../../integration-tests/browser/support/visitor"
import { expectBasket, expectPlainBasket } from "../demo/walkthrough/expected"

/** What one load of the checkout and one touch of it took. */
export interface Sample {
  /** JavaScript and styles that came over the wire, compressed. */
  bytes: number
  first_paint_ms: number
  largest_paint_ms: number
  /** Until the form can be filled in. */
  usable_ms: number
  /** From a click on "more" to the next frame. */
  interaction_ms: number
  /** From a click on "Show my rewards" to the member's rewards; null without loyalty. */
  identify_ms: number | null
  /** From a click on "more" to a button that orders at the new total, rewards included. */
  new_total_ms: number
}

const PHONE = { width: 390, height: 844 }
/** A phone of the middle class is about this much slower than the machine that measures. */
const SLOWER = 4
const PATIENCE_MS = 60_000
const SETTLE_MS = 500

// Observers must be there before the page is: an entry that nobody waits for may be gone.
const WATCH = `
  window.watched = { largest: 0, interaction: 0 }
  new PerformanceObserver((list) => {
    window.watched.largest = list.getEntries().at(-1).startTime
  }).observe({ type: "largest-contentful-paint", buffered: true })
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.interactionId) {
        window.watched.interaction = Math.max(window.watched.interaction, entry.duration)
      }
    }
  }).observe({ type: "event", durationThreshold: 16, buffered: true })
`

const READ = `(() => {
  const files = performance.getEntriesByType("resource").filter(({ name }) => /\\.(js|css)$/.test(new URL(name).pathname))
  return {
    bytes: files.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
    first_paint_ms: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
    largest_paint_ms: window.watched.largest,
    interaction_ms: window.watched.interaction,
  }
})()`

// By turns: the plugin lets nobody try one number over and over.
const MEMBERS = ["0100", "0101", "0102", "0103", "0105", "0107", "0108", "0109"]

/** Whether the shop has loyalty, and whose it is in this round. */
export interface Visit {
  loyalty: boolean
  round: number
}

/** Opens the checkout as a phone that was never there before, touches it and goes on to the order. */
export async function sampleCheckout(
  browser: Browser,
  shop_url: string,
  { loyalty, round }: Visit,
): Promise<Sample> {
  const context = await browser.newContext({ viewport: PHONE })
  try {
    const first = await context.newPage()
    first.setDefaultTimeout(PATIENCE_MS)
    await first.goto(`${shop_url}/products/house-coffee`)
    await first.getByRole("radio", { name: /^16 oz/ }).check()
    await first.getByRole("button", { name: "Add to cart" }).click()
    await first.getByText("1 in your cart.").waitFor()
    const page = await context.newPage()
    page.setDefaultTimeout(PATIENCE_MS)
    await first.close()
    const wire = await context.newCDPSession(page)
    await wire.send("Network.setCacheDisabled", { cacheDisabled: true })
    await wire.send("Emulation.setCPUThrottlingRate", { rate: SLOWER })
    await page.addInitScript(WATCH)
    await page.goto(`${shop_url}/checkout`)
    await page.getByRole("radio", { name: "Store pickup" }).waitFor()
    const usable_ms = await page.evaluate<number>("performance.now()")
    await page.waitForTimeout(SETTLE_MS)
    await page.getByRole("button", { name: "One House Coffee more" }).click()
    await page.getByRole("link", { name: "Cart, 2 in it" }).waitFor()
    await page.waitForTimeout(SETTLE_MS)
    const seen =
      await page.evaluate<Omit<Sample, "usable_ms" | "identify_ms" | "new_total_ms">>(READ)
    await fillDetails(page)
    const phone = MEMBERS[round % MEMBERS.length] ?? ""
    const identify_ms = loyalty ? await identify(page, `415-555-${phone}`) : null
    return { ...seen, usable_ms, identify_ms, new_total_ms: await changeOrder(page, loyalty) }
  } finally {
    await context.close()
  }
}

async function fillDetails(page: Page): Promise<void> {
  const step = page.getByRole("region", { name: "Your details" })
  await step.getByLabel("E-mail").fill("john@example.com")
  await step.getByLabel("First name").fill("John")
  await step.getByLabel("Last name").fill("Doe")
  await step.getByRole("button", { name: "Continue" }).click()
  await orderButton(page, totalOf(2, false)).waitFor()
}

async function identify(page: Page, phone: string): Promise<number> {
  await page.getByLabel("Phone number").fill(phone)
  const begin = await now(page)
  await page.getByRole("button", { name: "Show my rewards" }).click()
  await page.getByRole("heading", { name: "Your rewards" }).waitFor()
  await page.locator('[data-loyalty="rewards"][aria-busy="false"]').waitFor()
  const end = await now(page)
  await orderButton(page, totalOf(2, true)).waitFor()
  await page.waitForTimeout(SETTLE_MS)
  return end - begin
}

/** The order button has its new amount, and nothing is being asked any more. */
async function changeOrder(page: Page, loyalty: boolean): Promise<number> {
  const begin = await now(page)
  await page.getByRole("button", { name: "One House Coffee more" }).click()
  await orderButton(page, totalOf(3, loyalty)).waitFor()
  return (await now(page)) - begin
}

const orderButton = (page: Page, total: string) =>
  page
    .getByRole("button", { name: `Place order · ${total}`, exact: true })
    .and(page.locator('[aria-disabled="false"]'))

/** Every member pays less for a pair of coffees, so each number has a total of its own. */
function totalOf(coffees: number, loyalty: boolean): string {
  const basket = { COF16: coffees, CANDY: 0, ENERGY: 0 }
  const member = { points: 0, tier: null, candyPunches: 0 }
  const { totalCents } = loyalty
    ? expectBasket(basket, member, { redeem: false })
    : expectPlainBasket(basket)
  return dollars(totalCents)
}

const now = (page: Page) => page.evaluate<number>("performance.now()")
