import { waitFor } from "../../helpers/wait-for"
import type { AdminStage } from "./stage"

/** What the search of sessions asks for. */
export const SEARCH = "Last four digits, or order number"

/** Filters and order of a list, chosen in its menus as a merchant does. */
export function lists(stage: () => AdminStage): void {
  const visit = () => stage().visit
  const page = () => visit().page
  /** The two buttons beside the search; Medusa's own lists give them no name either. */
  const menus = () =>
    page()
      .getByPlaceholder(SEARCH)
      .locator("xpath=ancestor::div[.//button[@aria-haspopup='menu']][1]")
      .locator("button[aria-haspopup='menu']")
  const statuses = async () => {
    const texts = await visit().rows().allInnerTexts()
    return new Set(texts.map((text) => /Active|Waiting for booking|Booked|Ended/.exec(text)?.[0]))
  }

  describe("the menus of a list", () => {
    it("add a filter, keep it over a reload, and take it away", async () => {
      await visit().open("/loyalty/sessions", "Sessions")
      await visit().row("Booked").waitFor()
      const all = await visit().rows().count()
      expect((await statuses()).size).toBe(3)

      await menus().first().click()
      await page().getByRole("menuitem", { name: "Status" }).click()
      await page().getByRole("button", { name: "Booked", exact: true }).click()
      await page().waitForURL(/status=finalized/)
      await waitFor(async () => (await visit().rows().count()) === 1)
      await page().getByRole("button", { name: "Active", exact: true }).click()
      await page().waitForURL(/status=active/)
      await page().keyboard.press("Escape")
      await waitFor(async () => (await visit().rows().count()) > 1)
      expect(await statuses()).toEqual(new Set(["Booked", "Active"]))

      await page().reload()
      await visit().row("Booked").waitFor()
      expect(await statuses()).toEqual(new Set(["Booked", "Active"]))
      await visit().picture("admin-sessions-filtered")
      await page().getByRole("button", { name: "Clear all" }).click()
      await page().waitForURL(({ search }) => !search.includes("status"))
      await waitFor(async () => (await visit().rows().count()) === all)
    })

    it("put the oldest first", async () => {
      await visit().open("/loyalty/sessions", "Sessions")
      await visit().row("Booked").waitFor()
      const [newest] = await visit().rows().allInnerTexts()
      await menus().last().click()
      await page().getByRole("menuitemradio", { name: "Opened" }).click()
      await page().getByRole("menuitemradio", { name: "Oldest first" }).click()
      await page().keyboard.press("Escape")

      await page().waitForURL(/order=opened_at/)
      await waitFor(async () => (await visit().rows().allInnerTexts()).at(-1) === newest)
    })
  })
}
