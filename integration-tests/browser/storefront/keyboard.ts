import type { Page } from "playwright-core"

import { expectBasket } from "../../../scripts/demo/walkthrough/expected"
import { PERSON, Visitor } from "../support/visitor"
import { BASKET, bookedState, handOver, type Stage } from "./journey"

const SAM = { phone: "415-555-0106", id: "CUST-12351", greeting: "Hello, Sam O." }
const TABS_MAX = 80

interface Focused {
  role: string
  name: string
}

/** Presses Tab until the focus is where `wanted` says, as somebody without a mouse does. */
const tabTo = async (page: Page, wanted: (focused: Focused) => boolean): Promise<void> => {
  const seen: string[] = []
  for (let count = 0; count < TABS_MAX; count++) {
    await page.keyboard.press("Tab")
    const focused = await page.evaluate<Focused>(`(() => {
      const element = document.activeElement
      const labels = [...(element?.labels ?? [])].map((label) => label.textContent)
      return {
        role: element?.tagName ?? "",
        name: [element?.getAttribute("aria-label"), element?.textContent, ...labels].join(" "),
      }
    })()`)
    if (wanted(focused)) {
      return
    }
    seen.push(focused.name.trim())
  }
  throw new Error(`Tab never came there. It came to: ${seen.join(" | ")}`)
}

/** The whole checkout without a mouse. */
export function byKeyboard(stage: () => Stage): void {
  it("can be bought from with the keyboard alone", async () => {
    const { browser, storefront } = stage()
    const state = bookedState(stage(), SAM.id)
    const basket = { ...BASKET, COF16: 3 }
    const expected = expectBasket(basket, state, { redeem: false })
    const visitor = await Visitor.open(browser, storefront.url)
    const { page } = visitor
    const to = (text: string, role = "") =>
      tabTo(page, (focused) => focused.name.includes(text) && focused.role.includes(role))
    await visitor.take(BASKET)
    await visitor.go("/checkout")
    await page.getByRole("radio", { name: "Store pickup" }).waitFor()

    await to("E-mail", "INPUT")
    await page.keyboard.type(PERSON.email)
    await to("First name", "INPUT")
    await page.keyboard.type(PERSON.first_name)
    await to("Last name", "INPUT")
    await page.keyboard.type(PERSON.last_name)
    await page.keyboard.press("Enter")
    await page.getByRole("heading", { name: "Your details (done)" }).waitFor()
    await to("Phone number", "INPUT")
    await page.keyboard.type(SAM.phone)
    await page.keyboard.press("Enter")
    await page.getByText(SAM.greeting).waitFor()
    await to("One House Coffee more", "BUTTON")
    await page.keyboard.press("Space")
    await visitor.seesTotal(expected.totalCents)
    await page.getByText(/^Your total is now /).waitFor({ state: "attached" })
    await to("Place order", "BUTTON")
    await page.keyboard.press("Enter")
    const order_id = await visitor.confirmed()

    const { booked, paid } = await handOver(stage(), order_id)
    expect(Math.round(paid * 100)).toBe(expected.totalCents)
    expect(booked.newBalance).toBe(expected.balance)
    await visitor.close()
  })
}
