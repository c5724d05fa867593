import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"

import type { Browser, BrowserContext, Locator, Page } from "playwright-core"

import type { Basket, Sku } from "../../../scripts/demo/walkthrough/expected"

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
const IMAGES = path.resolve("docs", "images")
const PATIENCE_MS = 60_000
const MINUTE_MS = 60_000

/** Widths at which every page must hold. */
const SIZES = {
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 900 },
}

/** Where each article stands in the shop, and which of its sizes it is. */
const SHELF: Record<Sku, { handle: string; name: string; size?: RegExp }> = {
  COF16: { handle: "house-coffee", name: "House Coffee", size: /^16 oz/ },
  CANDY: { handle: "chocolate-bar", name: "Chocolate Bar" },
  ENERGY: { handle: "energy-drink", name: "Energy Drink" },
}

/** Where a delivery goes: the state is chosen already. */
export const DOOR = { "Street and number": "17 Elm St", City: "Austin", "ZIP code": "78704" }

export const PERSON = { email: "john@example.com", first_name: "John", last_name: "Doe" }

interface Finding {
  id: string
  nodes: { html: string }[]
}

/** A shopper in a browser of their own, who sees roles and names and no test ids. */
export class Visitor {
  /** What went wrong in the page's scripts. */
  readonly faults: string[] = []

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    private readonly shop_url: string,
  ) {
    page.setDefaultTimeout(PATIENCE_MS)
    page.on("pageerror", (error) => this.faults.push(`${String(error)} at ${page.url()}`))
  }

  static async open(browser: Browser, shop_url: string): Promise<Visitor> {
    const context = await browser.newContext({ viewport: SIZES.desktop })
    return new Visitor(context, await context.newPage(), shop_url)
  }

  /** The same shopper in a second tab: one storage, one cart. */
  async secondTab(): Promise<Visitor> {
    return new Visitor(this.context, await this.context.newPage(), this.shop_url)
  }

  /** Closes the tab and opens a new one, some minutes later by the browser's own clock. */
  async comeBack(minutes: number): Promise<Visitor> {
    await this.page.close()
    const back = await this.secondTab()
    await back.page.clock.setSystemTime(Date.now() + minutes * MINUTE_MS)
    return back
  }

  close(): Promise<void> {
    return this.context.close()
  }

  async go(place: string): Promise<void> {
    await this.page.goto(`${this.shop_url}${place}`)
  }

  /** Puts a basket into the cart, article by article on their own pages. */
  async take(basket: Basket): Promise<void> {
    for (const [sku, count] of Object.entries(basket) as [Sku, number][]) {
      const { handle, name, size } = SHELF[sku]
      await this.go(`/products/${handle}`)
      if (size) {
        await this.page.getByRole("radio", { name: size }).check()
      }
      for (let more = 1; more < count; more++) {
        await this.button(`One ${name} more`).click()
      }
      await this.button("Add to cart").click()
      await this.page.getByText(`${count} in your cart.`).waitFor()
    }
  }

  async fillDetails(way: "Store pickup" | "Local delivery" = "Store pickup"): Promise<void> {
    const step = this.page.getByRole("region", { name: "Your details" })
    await step.getByLabel("E-mail").fill(PERSON.email)
    await step.getByLabel("First name").fill(PERSON.first_name)
    await step.getByLabel("Last name").fill(PERSON.last_name)
    await step.getByRole("radio", { name: way }).check()
    for (const [label, text] of Object.entries(way === "Local delivery" ? DOOR : {})) {
      await step.getByLabel(label).fill(text)
    }
    await step.getByRole("button", { name: "Continue" }).click()
    await this.page.getByRole("heading", { name: "Your details (done)" }).waitFor()
  }

  async identify(phone: string): Promise<void> {
    await this.page.getByLabel("Phone number").fill(phone)
    await this.button("Show my rewards").click()
  }

  /** Accepts an optional reward, whatever loyalty is asking just then. */
  async accept(prompt: string): Promise<void> {
    await this.choice(prompt).click()
    await this.page.getByRole("checkbox", { name: prompt, checked: true }).waitFor()
  }

  choice(prompt: string): Locator {
    return this.page.getByRole("checkbox", { name: prompt })
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name, exact: typeof name === "string" })
  }

  async change(sku: Sku, step: "more" | "less"): Promise<void> {
    await this.button(`One ${SHELF[sku].name} ${step}`).click()
  }

  /** The fields on which the pictures of the list's articles stand: each shelf has its own. */
  async pictures(): Promise<Set<string>> {
    const colors = await this.page
      .getByRole("main")
      .locator("li svg")
      .evaluateAll((drawings) =>
        drawings.map(({ parentElement }) => parentElement?.style.backgroundColor ?? ""),
      )
    return new Set(colors)
  }

  /** Waits until the button to order names this amount, and can be pressed. */
  async seesTotal(cents: number): Promise<void> {
    await this.orderButton(cents).and(this.page.locator('[aria-disabled="false"]')).waitFor()
  }

  async placeOrder(cents: number): Promise<void> {
    await this.seesTotal(cents)
    await this.orderButton(cents).click()
  }

  /** Waits for the confirmation; answers the order's id. */
  async confirmed(): Promise<string> {
    await this.page.getByRole("heading", { name: `Thank you, ${PERSON.first_name}!` }).waitFor()
    return new URL(this.page.url()).pathname.split("/").at(-1) ?? ""
  }

  /** What stands beside a term of a list of figures. */
  figure(term: string): Locator {
    return this.page
      .getByRole("term")
      .filter({ hasText: new RegExp(`^${term}$`) })
      .locator("xpath=following-sibling::dd")
  }

  /** What axe finds and what sticks out, at both widths; a picture of each when asked for. */
  async inspect(picture?: string): Promise<string[]> {
    // Next.js takes the old title away before it has the new one.
    await this.page.waitForFunction("document.title !== ''")
    const found: string[] = []
    for (const [name, size] of Object.entries(SIZES)) {
      await this.page.setViewportSize(size)
      // At once, as the shop scrolls smoothly: its header would cover a part of whatever stands there.
      await this.page.evaluate("window.scrollTo({ top: 0, behavior: 'instant' })")
      found.push(...(await this.barriers()).map((line) => `${name}: ${line}`))
      if (picture && process.env.UPDATE_SCREENSHOTS) {
        await this.page.screenshot({
          path: path.join(IMAGES, `shop-${picture}-${name}.png`),
          fullPage: picture !== "catalogue",
        })
      }
    }
    return found
  }

  private async barriers(): Promise<string[]> {
    await this.page.evaluate(AXE)
    const { violations } = await this.page.evaluate<{ violations: Finding[] }>(
      `axe.run(document, { runOnly: ${JSON.stringify(RULES)} })`,
    )
    const width = await this.page.evaluate<number>("document.documentElement.scrollWidth")
    const shown = this.page.viewportSize()?.width ?? 0
    return [
      ...violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)),
      ...(width > shown ? [`${width} pixels wide at ${shown}`] : []),
    ]
  }

  private orderButton(cents: number): Locator {
    return this.button(`Place order · ${dollars(cents)}`)
  }
}

/** `$12.34` */
export const dollars = (cents: number): string => `$${(cents / 100).toFixed(2)}`
