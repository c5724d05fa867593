import { waitFor } from "../../helpers/wait-for"
import { AIRPORT, PRAIRIE } from "./names"
import type { AdminStage } from "./stage"

const TWO_MINUTES_IN_MS = 120_000

/** Switches and edits stores, and tests their connection. */
export function stores(stage: () => AdminStage): void {
  const visit = () => stage().visit
  const page = () => visit().page

  describe("Stores", () => {
    it(
      "are switched together, off only after a question",
      async () => {
        await visit().open("/loyalty/stores", "Stores")
        await visit().row(PRAIRIE, "Off").waitFor()
        await page().getByPlaceholder("Search stores").fill("airport")
        await waitFor(async () => (await visit().rows().count()) === 1)
        await visit().row(AIRPORT).waitFor()
        await visit().open("/loyalty/stores?state=off", "Stores")
        await visit().row(PRAIRIE).waitFor()
        expect(await visit().rows().count()).toBe(1)
        await visit().open("/loyalty/stores", "Stores")
        await visit().row(AIRPORT).waitFor()
        await visit().picture("admin-stores")
        await visit().picture("admin-stores-dark", { dark: true })
        for (const store of [AIRPORT, PRAIRIE]) {
          await visit().row(store).getByRole("checkbox").click()
        }
        await page()
          .getByRole("button", { name: /Switch off/ })
          .click()
        await page().getByRole("alertdialog").getByRole("button", { name: "Cancel" }).click()
        await visit().row(AIRPORT, "On").waitFor()
        await page()
          .getByRole("button", { name: /Switch on/ })
          .click()
        await visit().toast("Loyalty of 2 stores is on")
        await visit().row(PRAIRIE, "On").waitFor()
      },
      TWO_MINUTES_IN_MS,
    )

    it("are edited, and say at which step their connection fails", async () => {
      await visit().choose(visit().row(PRAIRIE), "Edit")
      await visit().drawer().getByLabel("Site ID").fill("0302")
      await visit().drawer().getByRole("button", { name: "Save", exact: true }).click()
      await visit().toast(`Loyalty of ${PRAIRIE} saved`)

      stage().simulator.addFault({
        kind: "status",
        endpoint: "token",
        times: 1,
        params: { status: 401 },
      })
      await visit().choose(visit().row(PRAIRIE), "Test connection")
      await visit().drawer().getByRole("button", { name: "Test connection" }).click()
      await visit().drawer().getByRole("list").waitFor()
      await visit().picture("admin-store-test")
      await page().keyboard.press("Escape")
      await visit().drawer().waitFor({ state: "detached" })
    })
  })
}
