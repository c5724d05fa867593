import { waitFor } from "../../helpers/wait-for"
import type { AdminStage } from "./stage"

const ENTRIES = 45
const PAGE_SIZE = 20

/** A history of several pages, as an engine sends it over the years. */
export function memberHistory(stage: () => AdminStage): void {
  const visit = () => stage().visit
  const page = () => visit().page
  const history = () => page().getByRole("group", { name: "Points history" })
  const shown = async () =>
    (await history().locator("tbody tr").allInnerTexts()).map((text) =>
      Number(/Purchase (\d+)/.exec(text)?.[1]),
    )
  const numbers = (first: number, last: number) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index)

  describe("the history of a member", () => {
    it("is turned page by page, newest first, forwards and back", async () => {
      await stage().database.run(
        `INSERT INTO loyalty_engine_member_history_entry
           (id, member_id, provider_key, at, type, points, description)
         SELECT 'lmhe_' || n, m.id, 'key-' || n, now() - n * interval '1 day', 'earn', n,
                'Purchase ' || n
           FROM loyalty_engine_member m, generate_series(1, $1::int) n
          WHERE m.display_name = 'Maria S.'`,
        [ENTRIES],
      )
      await visit().open("/loyalty/members", "Members")
      await visit().row("Maria S.").click()
      await history().getByText(`${ENTRIES} entries, as the engine last sent them`).waitFor()
      const turn = (name: string) => history().getByRole("button", { name, exact: true })

      expect(await shown()).toEqual(numbers(1, PAGE_SIZE))
      expect(await turn("Prev").isDisabled()).toBe(true)
      await turn("Next").click()
      await waitFor(async () => (await shown())[0] === PAGE_SIZE + 1)
      expect(await shown()).toEqual(numbers(21, 40))
      await visit().picture("admin-member-history", { height: 1500 })
      await turn("Next").click()
      await waitFor(async () => (await shown()).length === ENTRIES - 2 * PAGE_SIZE)
      expect(await shown()).toEqual(numbers(41, ENTRIES))
      expect(await turn("Next").isDisabled()).toBe(true)
      await turn("Prev").click()
      await waitFor(async () => (await shown())[0] === PAGE_SIZE + 1)
    })
  })
}
