import type { Page } from "playwright-core"

import { FIRST_PAGE_MS, takePicture } from "../support/visit"
import type { AdminStage } from "./stage"

const TWO_MINUTES_IN_MS = 120_000
/** A key of ours that has no text. */
const KEY = /\b(?:overview|sessions|operations|members|stores|health|table|menu|doctor)\.[a-z]\w+/

const ARABIC = [
  ["/loyalty", "نظرة عامة على الولاء"],
  ["/loyalty/sessions", "الجلسات"],
  ["/loyalty/operations", "العمليات"],
  ["/loyalty/adjustments", "التسويات"],
  ["/loyalty/checks", "طلبات بلا قرار"],
  ["/loyalty/members", "الأعضاء"],
  ["/loyalty/stores", "المتاجر"],
  ["/loyalty/health", "الحالة"],
] as const

const MASK = "******0100"

interface Foreign {
  page: Page
  faults: string[]
  open: (path: string, heading: string) => Promise<string>
}

/** Admin as it stands before people who do not read English. */
export function languages(stage: () => AdminStage): void {
  /** The same person in another window, who chose a language in their profile. */
  const inLanguage = async (language: string, look: (admin: Foreign) => Promise<void>) => {
    const { browser, shop, visit } = stage()
    const context = await browser.newContext({
      storageState: await visit.page.context().storageState(),
      viewport: { width: 1440, height: 900 },
    })
    // Where Admin keeps what somebody chose in their profile.
    await context.addCookies([{ name: "lng", value: language, url: shop.url }])
    const page = await context.newPage()
    const faults: string[] = []
    page.on("pageerror", ({ message }) => faults.push(message))
    const open = async (path: string, heading: string): Promise<string> => {
      await page.goto(`${shop.url}/app${path}`)
      await page
        .getByRole("heading", { name: heading, exact: true })
        .first()
        .waitFor({ timeout: FIRST_PAGE_MS })
      await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" })
      return page.locator("main").innerText()
    }
    await look({ page, faults, open })
    expect(faults).toEqual([])
    await context.close()
  }

  describe("Admin in another language", () => {
    it(
      "stands from right to left in Arabic, on every page",
      () =>
        inLanguage("ar", async ({ page, open }) => {
          for (const [path, heading] of ARABIC) {
            const told = await open(path, heading)

            expect([path, KEY.exec(told)?.[0]]).toEqual([path, undefined])
            expect([path, await page.evaluate(directionAndOverflow)]).toEqual([
              path,
              { direction: "rtl", overflow: 0 },
            ])
          }
          const told = await open("/loyalty", ARABIC[0][1])
          expect(told).toContain("نسبة الطلبات بعضو")
          expect(told).not.toMatch(/Sessions|Points|Orders/)
          // Today's orders stand over today's date, which is at the left end here.
          const [plot, bar] = await Promise.all([
            page.locator("main svg[preserveAspectRatio=none]").first().boundingBox(),
            page
              .locator("main svg[preserveAspectRatio=none] rect.pointer-events-none")
              .first()
              .boundingBox(),
          ])
          expect(bar!.x - plot!.x).toBeLessThan(plot!.width / 10)
          expect(await page.evaluate(ticksOutside)).toEqual([])
          await takePicture(page, "admin-overview-arabic", { height: 1320 })
          await open("/loyalty/operations", ARABIC[2][1])
          await page.getByRole("link", { name: /#\d/ }).first().waitFor()
          await takePicture(page, "admin-operations-arabic")
          await open("/loyalty/sessions?status=finalized", "الجلسات")
          // The filter says the same word.
          await page.getByRole("row").getByText(MASK).first().waitFor()
          expect(await page.evaluate(fromItsStart, MASK)).toBe(true)
          await page
            .getByRole("row")
            .filter({ hasText: "John D." })
            .getByText("مسجّلة")
            .first()
            .click()
          await page.getByRole("heading", { name: "التسلسل الزمني" }).waitFor()
          await page.getByText("سجّلها النظام", { exact: false }).first().waitFor()
          for (const text of [MASK, "John D.", "+19", "−500", "-0.98\u00a0US$"]) {
            expect([text, await page.evaluate(fromItsStart, text)]).toEqual([text, true])
          }
          await takePicture(page, "admin-session-arabic", { height: 1300 })
        }),
      TWO_MINUTES_IN_MS,
    )

    it(
      "asks for a reason in French, and refuses without one",
      () =>
        inLanguage("fr", async ({ page, open }) => {
          await open("/loyalty/members", "Membres")
          await page.getByText("Aisha", { exact: false }).first().click()
          await page.getByRole("button", { name: "Actions du membre" }).click()
          await page.getByRole("menuitem", { name: "Exporter les données" }).click()
          const drawer = page.getByRole("dialog")
          await drawer.getByRole("button", { name: "Exporter les données" }).click()
          await drawer.getByText("Dites pourquoi, pour que d’autres le comprennent").waitFor()
        }),
      TWO_MINUTES_IN_MS,
    )

    it(
      "is shown in English with the numbers of Brazil where only Medusa speaks Portuguese",
      () =>
        inLanguage("ptBR", async ({ page, open }) => {
          const told = await open("/loyalty", "Loyalty overview")

          expect(await page.evaluate(directionAndOverflow)).toMatchObject({ direction: "ltr" })
          expect(told).toMatch(/US\$\s\d+,\d\d/)
          await open("/loyalty/sessions", "Sessions")
          await open("/loyalty/health", "Health")
        }),
      TWO_MINUTES_IN_MS,
    )
  })
}

function directionAndOverflow(): { direction: string; overflow: number } {
  const { dir, scrollWidth, clientWidth } = document.documentElement
  return { direction: dir, overflow: scrollWidth - clientWidth }
}

/** Marks of an axis that stand beyond the edge of their chart's card. */
function ticksOutside(): string[] {
  return Array.from(document.querySelectorAll("[data-tick]")).flatMap((tick) => {
    const own = tick.getBoundingClientRect()
    const card = tick.closest(".shadow-elevation-card-rest")?.getBoundingClientRect()
    return card && own.left >= card.left && own.right <= card.right ? [] : [tick.textContent ?? ""]
  })
}

/** Whether each letter of a text on the page stands at the right of the one before. */
function fromItsStart(text: string): boolean | "absent" {
  const nodes = document.createTreeWalker(document.querySelector("main")!, NodeFilter.SHOW_TEXT)
  for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
    const start = node.textContent?.indexOf(text) ?? -1
    if (start >= 0) {
      const lefts = Array.from(text, (_, index) => {
        const range = document.createRange()
        range.setStart(node, start + index)
        range.setEnd(node, start + index + 1)
        return range.getBoundingClientRect().left
      })
      return lefts.every((left, index) => index === 0 || left > lefts[index - 1]!)
    }
  }
  return "absent"
}
