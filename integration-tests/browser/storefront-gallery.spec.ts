import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"
import { pathToFileURL } from "node:url"

import type { Browser, Page } from "playwright-core"

import { buildGallery } from "../../packages/storefront/build/gallery"
import { launchBrowser } from "../helpers/browser"

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
const IMAGES = path.resolve("docs", "images")
const PHONE = { width: 360, height: 780 }
const DESKTOP = { width: 1280, height: 900 }

interface Finding {
  id: string
  nodes: { html: string }[]
}

/** What axe finds on the page as it is, as lines a person can read. */
const findings = async (page: Page): Promise<string[]> => {
  await page.evaluate(AXE)
  const { violations } = await page.evaluate<{ violations: Finding[] }>(
    `axe.run(document, { runOnly: ${JSON.stringify(RULES)} })`,
  )
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}

describe("the gallery of the storefront components", () => {
  let browser: Browser
  let address: string

  const open = async (look: string, viewport = DESKTOP) => {
    const page = await browser.newPage({ viewport, deviceScaleFactor: 2 })
    await page.goto(`${address}${look}`)
    await page.locator("[data-story]").first().waitFor()
    return page
  }

  beforeAll(async () => {
    address = pathToFileURL(await buildGallery()).href
    browser = await launchBrowser()
  })
  afterAll(() => browser?.close())

  it.each([
    ["on a desktop", "", DESKTOP],
    ["on a phone", "", PHONE],
    ["by night", "?theme=night", DESKTOP],
    ["from right to left", "?locale=ar", PHONE],
    ["in German", "?locale=de", PHONE],
    ["unstyled", "?unstyled", DESKTOP],
  ])("has no barrier %s, and nothing sticks out", async (_name, look, viewport) => {
    const page = await open(look, viewport)

    expect(await findings(page)).toEqual([])
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(width).toBeLessThanOrEqual(viewport.width)
    await page.close()
  })

  it("gives every control at least 24 by 24 pixels", async () => {
    const page = await open("", PHONE)
    const small = await page
      .locator("button, select, input:not([type=checkbox]), label:has(input)")
      .evaluateAll((controls) =>
        controls
          .map((control) => ({ box: control.getBoundingClientRect(), html: control.outerHTML }))
          .filter(({ box }) => box.width > 0 && (box.width < 24 || box.height < 24))
          .map(({ html }) => html),
      )

    expect(small).toEqual([])
    await page.close()
  })

  it("keeps the blocks of the order's and the account's box apart", async () => {
    const page = await open("")
    const touching = await page
      .locator('[data-story^="OrderLoyalty"], [data-story^="LoyaltyAccount"]')
      .locator('[data-loyalty="body"] > * + *')
      .evaluateAll((blocks) =>
        blocks
          .filter((block) => {
            const above = block.previousElementSibling?.getBoundingClientRect()
            const { top, height } = block.getBoundingClientRect()
            return height > 0 && above && above.height > 0 && top - above.bottom < 8
          })
          .map(({ outerHTML }) => outerHTML),
      )

    expect(touching).toEqual([])
    await page.close()
  })

  it("stands a quiet button in line with the text above it", async () => {
    const page = await open("?story=LoyaltyAccount/Linked")
    const [title, more] = await page
      .locator('[data-loyalty="title"], [data-loyalty="button-quiet"]')
      .evaluateAll((elements) =>
        elements.map((element) => {
          const words = document.createRange()
          words.selectNodeContents(element)
          return words.getBoundingClientRect().left
        }),
      )

    expect(Math.abs(Number(title) - Number(more))).toBeLessThan(2)
    await page.close()
  })

  it("writes dollars in Arabic in one piece, the minus before the amount", async () => {
    const page = await open("?story=Parts/Totals&locale=ar")
    const money = await page.locator('[data-loyalty="totals-saving"] dd').evaluate((element) => {
      const text = element.firstChild
      const letters = [...(text?.textContent ?? "")].map((letter, index) => {
        const range = document.createRange()
        range.setStart(text ?? element, index)
        range.setEnd(text ?? element, index + 1)
        const { left, width } = range.getBoundingClientRect()
        return { letter, left, width }
      })
      return letters
        .filter(({ width }) => width > 0)
        .sort((a, b) => a.left - b.left)
        .map(({ letter }) => letter)
        .join("")
    })

    expect(money.replace(/\s/g, "")).toBe("-4.27US$")
    await page.close()
  })

  // Pictures of the documentation change only when somebody asks for it.
  it("shows one story alone, as the documentation pictures it", async () => {
    for (const [name, story, look] of [
      ["storefront-identify", "CheckoutLoyalty/Idle", ""],
      ["storefront-rewards", "CheckoutLoyalty/Chosen", ""],
      ["storefront-total-changed", "CheckoutLoyalty/TotalChanged", ""],
      ["storefront-unavailable", "CheckoutLoyalty/Unavailable", ""],
      ["storefront-summary", "OrderLoyaltySummary/OnItsWay", ""],
      ["storefront-account", "LoyaltyAccount/Linked", ""],
      ["storefront-rewards-night", "CheckoutLoyalty/Chosen", "&theme=night&locale=de"],
      ["storefront-rewards-rtl", "CheckoutLoyalty/Chosen", "&locale=ar"],
    ] as const) {
      const page = await open(`?story=${story}${look}`, { width: 420, height: 780 })
      const shown = page.locator("[data-story]")
      expect(await shown.count()).toBe(1)
      if (process.env.UPDATE_SCREENSHOTS) {
        await shown.screenshot({ path: path.join(IMAGES, `${name}.png`) })
      }
      await page.close()
    }
  })
})
