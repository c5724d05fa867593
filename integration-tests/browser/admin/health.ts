import { PRAIRIE } from "./names"
import type { AdminStage } from "./stage"

/** What is there, and what the doctor finds. */
export function health(stage: () => AdminStage): void {
  const visit = () => stage().visit
  const page = () => visit().page

  describe("Health", () => {
    it("shows database, engines, jobs and what the doctor finds", async () => {
      await visit().open("/loyalty/health", "Health")
      for (const name of ["Doctor", "Engines", "Jobs"]) {
        await page().getByRole("heading", { name, exact: true }).waitFor()
      }
      await page().getByRole("list", { name: "Doctor" }).waitFor()
      // Names of stores come by a request of their own.
      await visit().isThere(PRAIRIE)
      const told = await page().locator("main").innerText()

      expect(told).toContain("In place")
      expect(told).toContain("Not used")
      expect(told).toContain("Look for orders without a decision")
      // This shop runs with secrets of a test.
      expect(told).toContain("Secrets")
      await visit().picture("admin-health", { height: 1300 })
    })

    it("offers to try again where the doctor does not answer", async () => {
      await page().route("**/admin/loyalty/doctor", (route) =>
        route.fulfill({ status: 400, json: { type: "invalid_data", message: "Out of order" } }),
      )
      await page().getByRole("button", { name: "Examine again" }).click()
      await visit().isThere("Out of order")
      await page().unroute("**/admin/loyalty/doctor")
      await page().getByRole("button", { name: "Try again" }).click()
      await visit().isGone("Out of order")
      await page().getByRole("list", { name: "Doctor" }).waitFor()
    })
  })
}
