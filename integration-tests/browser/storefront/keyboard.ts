import type { Page } from "playwright-core"

import { expectBasket } from "../../../scripts/demo/walkthrough/expected"
import { DOOR, PERSON, Visitor } from "../support/visitor"
import { withFee } from "./delivery"
import { BASKET, bookedState, handOver, type Stage } from "./journey"

const ZOE = { phone: "415-555-0109", id: "CUST-12354", greeting: "Hello, Zoë Ż." }
const FEW_POINTS = "Use 500 points for $1 off?"
const TABS_MAX = 160

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

/** The whole way without a mouse, from the shelf over a delivery to the order. */
export function byKeyboard(stage: () => Stage): void {
  it("can be bought from with the keyboard alone", async () => {
    const { browser, storefront } = stage()
    const expected = expectBasket({ ...BASKET, COF16: 3 }, bookedState(stage(), ZOE.id), {
      redeem: true,
    })
    const visitor = await Visitor.open(browser, storefront.url)
    const { page } = visitor
    const total = withFee(expected.netCents)
    const to = (text: string, role = "") =>
      tabTo(page, (focused) => focused.name.includes(text) && focused.role.includes(role))
    const write = async (label: string, text: string) => {
      await to(label, "INPUT")
      await page.keyboard.type(text)
    }
    await fillTheCart(visitor, to)

    await page.getByRole("radio", { name: "Store pickup" }).waitFor()
    await write("E-mail", PERSON.email)
    await write("First name", PERSON.first_name)
    await write("Last name", PERSON.last_name)
    await to("Store pickup", "INPUT")
    await page.keyboard.press("ArrowDown")
    await page.getByRole("radio", { name: "Local delivery", checked: true }).waitFor()
    for (const [label, text] of Object.entries(DOOR)) {
      await write(label, text)
    }
    await page.keyboard.press("Enter")
    await page.getByRole("heading", { name: "Your details (done)" }).waitFor()
    await write("Phone number", ZOE.phone)
    await page.keyboard.press("Enter")
    await page.getByText(ZOE.greeting).waitFor()
    await visitor.choice(FEW_POINTS).waitFor()
    await to(FEW_POINTS, "INPUT")
    await page.keyboard.press("Space")
    await page.getByRole("checkbox", { name: FEW_POINTS, checked: true }).waitFor()
    await to("One House Coffee more", "BUTTON")
    await page.keyboard.press("Space")
    await visitor.seesTotal(total)
    await page.getByText(/^Your total is now /).waitFor({ state: "attached" })
    await to("Place order", "BUTTON")
    await page.keyboard.press("Enter")
    const order_id = await visitor.confirmed()

    const { booked, paid } = await handOver(stage(), order_id)
    expect(Math.round(paid * 100)).toBe(total)
    expect(booked.newBalance).toBe(expected.balance)
    await visitor.close()
  })
}

type TabTo = (text: string, role?: string) => Promise<void>

/** From the shelves over a product's page and the cart to the checkout. */
async function fillTheCart(visitor: Visitor, to: TabTo): Promise<void> {
  const { page } = visitor
  const inCart = (count: number) =>
    page.getByRole("link", { name: `Cart, ${count} in it` }).waitFor()
  await visitor.go("/")
  await visitor.button("Add Chocolate Bar to cart").waitFor()
  // The server sends the buttons; a key that is pressed before React has them does nothing.
  await page.waitForLoadState("networkidle")
  let count = 0
  for (const name of ["Chocolate Bar", "Chocolate Bar", "Chocolate Bar", "Energy Drink"]) {
    if (name !== "Chocolate Bar" || count === 0) {
      await to(`Add ${name} to cart`, "BUTTON")
    }
    await page.keyboard.press("Enter")
    count += 1
    await inCart(count)
    await visitor
      .button(`Add ${name} to cart`)
      .and(page.locator('[aria-disabled="false"]'))
      .waitFor()
  }
  await to("House Coffee", "A")
  await page.keyboard.press("Enter")
  await page.getByRole("heading", { name: "House Coffee" }).waitFor()
  await page.waitForLoadState("networkidle")
  const size = page.getByRole("radio", { name: /^16 oz/ })
  await to(" oz", "INPUT")
  while (!(await size.isChecked())) {
    await page.keyboard.press("ArrowDown")
  }
  await to("One House Coffee more", "BUTTON")
  await page.keyboard.press("Space")
  await to("Add to cart", "BUTTON")
  await page.keyboard.press("Enter")
  await page.getByText("2 in your cart.").waitFor()
  await to("Go to cart", "A")
  await page.keyboard.press("Enter")
  await page.getByRole("heading", { name: "Your cart" }).waitFor()
  await to("Checkout", "A")
  await page.keyboard.press("Enter")
}
