import { readFileSync } from "node:fs"

import { CUSTOMER } from "../support/seed-chain"
import { JOHN } from "../support/trade"
import type { AdminStage } from "./stage"

const REASON = "asked for on the phone"

/** Finds, links, exports and erases members. */
export function members(stage: () => AdminStage): void {
  const visit = () => stage().visit
  const page = () => visit().page

  describe("Members", () => {
    it("are found by a whole number that goes into no address", async () => {
      await visit().open("/loyalty/members", "Members")
      await visit().row("John D.").waitFor()
      await visit().picture("admin-members")
      await page().getByRole("button", { name: "Find by number" }).click()
      await visit().drawer().getByLabel("Phone number").fill("415 555 0198")
      await visit().drawer().getByRole("button", { name: "Find", exact: true }).click()
      await visit().drawer().getByText("Nobody identified with this in your stores.").waitFor()
      await visit().drawer().getByLabel("Phone number").fill(JOHN)
      await visit().drawer().getByRole("button", { name: "Find", exact: true }).click()
      await visit().picture("admin-member-lookup")
      await visit()
        .drawer()
        .getByRole("link", { name: /John D/ })
        .click()

      await page().waitForURL(/\/loyalty\/members\/lmem_/)
      expect(page().url()).not.toContain("555")
      await page().getByRole("heading", { name: "John D." }).waitFor()
      await visit()
        .row("Booked", await stage().trade.numberOf(stage().booked))
        .waitFor()
    })

    it("are linked to a customer, and asked nothing else meanwhile", async () => {
      await page().evaluate(watchFor, "Unlink this member?")
      await page().getByRole("button", { name: "Actions of the member" }).click()
      await page().getByRole("menuitem", { name: "Link to a customer" }).click()
      await visit().drawer().getByPlaceholder("Search customers").fill(CUSTOMER.email)
      await visit()
        .drawer()
        .getByRole("radio", { name: /John Doe/ })
        .click()
      await visit().confirm(REASON, "Link to a customer")

      await visit().toast("The member is linked")
      await page().getByRole("link", { name: "John Doe" }).waitFor()
      expect(await page().evaluate(wasSeen)).toBe(false)
      await visit().picture("admin-member", { height: 1000 })
    })

    it("stand beside their customer", async () => {
      await page().getByRole("link", { name: "John Doe" }).click()
      await page().getByRole("heading", { name: "Loyalty", exact: true }).waitFor()
      await page().getByText("John D. · ******0100").waitFor()
      await visit().picture("admin-customer-loyalty")
      await page().getByRole("link", { name: "Open member" }).click()
      await page().getByRole("heading", { name: "John D." }).waitFor()
    })

    it("are unlinked with a reason, and the audit says who did it", async () => {
      await page().getByRole("button", { name: "Actions of the member" }).click()
      await page().getByRole("menuitem", { name: "Unlink" }).click()
      await visit().confirm(REASON, "Unlink")

      await visit().toast("The member is unlinked")
      await visit().isThere("Unlinked from the customer")
      await page().getByText(`merchant@example.com · ${REASON}`).first().waitFor()
    })

    it("are exported into a file that names no whole number", async () => {
      const saving = page().waitForEvent("download")
      await page().getByRole("button", { name: "Actions of the member" }).click()
      await page().getByRole("menuitem", { name: "Export data" }).click()
      await visit().picture("admin-member-export")
      await visit().confirm(REASON, "Export data")
      await visit().toast("The data are in your downloads")
      const download = await saving
      const text = readFileSync(await download.path(), "utf8")

      expect(download.suggestedFilename()).toMatch(/^loyalty-lmem_.+\.json$/)
      expect(JSON.parse(text)).toMatchObject({ member: { display_name: "John D." } })
      expect(text).not.toContain("4155550100")
      await visit().isThere("Exported")
    })

    it("are erased at once, or as soon as their orders are decided", async () => {
      await page().getByRole("button", { name: "Actions of the member" }).click()
      await page().getByRole("menuitem", { name: "Erase" }).click()
      await visit().picture("admin-member-erase")
      await visit().confirm(REASON, "Erase")
      await visit().toast("Erased as soon as the member's orders are decided")
      await visit().isThere("Erasure requested")
      expect((await stage().trade.operation(stage().waiting))?.status).toBe("due")

      await visit().open("/loyalty/members?q=0102", "Members")
      await visit().row("Wei C.").click()
      await page().getByRole("button", { name: "Actions of the member" }).click()
      await page().getByRole("menuitem", { name: "Erase" }).click()
      await visit().confirm(REASON, "Erase")
      await visit().toast("The member is erased")
      await visit().isThere("Member without a name")
      expect(await page().getByRole("button", { name: "Actions of the member" }).count()).toBe(0)
      expect(await page().content()).not.toContain("Wei C.")

      await visit().open("/loyalty/members?state=erased", "Members")
      await visit().row("Member without a name", "Erased").waitFor()
      expect(await visit().rows().count()).toBe(1)
    })
  })
}

interface Watching {
  seen?: boolean
}

/** Notes whether a text stands on the page at any moment from now on. */
function watchFor(text: string): void {
  const notes = window as Watching
  notes.seen = false
  new MutationObserver(() => {
    notes.seen ||= document.body.innerText.includes(text)
  }).observe(document.body, { childList: true, subtree: true })
}

function wasSeen(): boolean {
  return (window as Watching).seen === true
}
