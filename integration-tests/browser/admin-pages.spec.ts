import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"

import type { Browser, Page, Route } from "playwright-core"

import { startSimulator, type Simulator } from "../../packages/pdi-simulator/src/index"
import { launchBrowser } from "../helpers/browser"
import type { Order } from "../helpers/shopper"
import { waitFor } from "../helpers/wait-for"
import { AIRPORT, MAIN_ST } from "./admin/names"
import { health } from "./admin/health"
import { languages } from "./admin/languages"
import { lists, SEARCH } from "./admin/lists"
import { memberHistory } from "./admin/member-history"
import { members } from "./admin/members"
import type { AdminStage } from "./admin/stage"
import { stores } from "./admin/stores"
import { createDatabase, type Database } from "./support/database"
import { startShop, type Shop } from "./support/shop"
import { AISHA, JOHN, MARIA, Trade, WEI } from "./support/trade"
import { FIRST_PAGE_MS, startVisit, type Visit } from "./support/visit"

const FIVE_MINUTES_IN_MS = 300_000
const TWO_MINUTES_IN_MS = 120_000
const HOUR_IN_MS = 3_600_000
const DAY_IN_MS = 86_400_000
const A_MINUTE_AND_A_BIT_MS = 61_000
const REASON = "asked for on the phone"

describe("the loyalty pages of Admin", () => {
  let folder: string
  let database: Database
  let simulator: Simulator
  let shop: Shop
  let trade: Trade
  let browser: Browser
  let visit: Visit
  let page: Page
  let booked: Order
  let refused: Order[]
  let waiting: Order

  const stage = (): AdminStage => ({
    booked,
    browser,
    database,
    shop,
    simulator,
    trade,
    visit,
    waiting,
  })
  const drawer = () => visit.drawer()
  const tile = (name: string, on = page) => on.getByRole("group", { name, exact: true })
  const rows = () => visit.rows()
  const isThere = (text: string) => visit.isThere(text)
  const isGone = (text: string) => visit.isGone(text)

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "loyalty-browser-"))
    const file = path.join(folder, "shop.json")
    database = await createDatabase("pages")
    simulator = await startSimulator()
    shop = await startShop(database.url, {
      seed: "seed-chain.ts",
      env: { BROWSER_TEST_ENGINE: simulator.url, BROWSER_TEST_SHOP: file },
    })
    trade = await Trade.begin(shop, { file, simulator })
    booked = await trade.booked(JOHN, 0, ["PTS-500"])
    refused = [
      await trade.refused(MARIA),
      await trade.refused(MARIA, 1),
      await trade.refused(MARIA),
      await trade.refused(AISHA),
    ]
    waiting = await trade.order(JOHN, 1)
    await trade.takeBack(booked, { CANDY: 1 })
    await trade.shopper(WEI, 1)
    await trade.shopper(AISHA)
    await shop.execute("run-checks.ts")
    browser = await launchBrowser()
    visit = await startVisit(browser, shop.url)
    ;({ page } = visit)
  }, FIVE_MINUTES_IN_MS)

  afterAll(async () => {
    await browser?.close()
    await shop?.stop()
    await simulator?.close()
    await database?.drop()
    rmSync(folder, { recursive: true, force: true })
  })

  describe("Overview", () => {
    it(
      "says what happened and what waits, for all stores or one",
      async () => {
        await visit.open("/loyalty", "Loyalty overview")
        await isThere("4 operations were given up and need a decision.")

        expect(await tile("Active").innerText()).toContain("2")
        expect(await tile("Booked").innerText()).toContain("1")
        expect(await tile("Orders with a member").innerText()).toContain("100%")
        expect(await tile("At this moment").innerText()).toContain(
          "4 orders of members have no decision",
        )
        await isThere("1 adjustment must be settled by hand.")
        const breakers = async () => (await tile("Engines").innerText()).match(/Calls on/g)
        expect(await breakers()).toHaveLength(2)
        const rates = page.getByRole("table", { name: "Share of orders with a member" })
        expect(await rates.locator("tbody tr").count()).toBe(31)
        expect(await rates.locator("tbody tr").last().innerText()).toContain("100%")
        expect(await rates.locator("tbody tr").first().innerText()).toContain("–")
        await visit.picture("admin-overview", { height: 1520 })
        await visit.picture("admin-overview-dark", { height: 1520, dark: true })

        await page.getByRole("combobox", { name: "Store", exact: true }).click()
        await page.getByRole("option", { name: AIRPORT }).click()
        await isThere("1 operation was given up and needs a decision.")
        expect(await breakers()).toHaveLength(1)
        await page.getByRole("combobox", { name: "Period" }).click()
        await page.getByRole("option", { name: "Last 24 hours" }).click()
        await page.waitForURL(/period=1/)
        expect(await tile("Active").innerText()).toContain("1")
      },
      TWO_MINUTES_IN_MS,
    )

    it("looks back on days that somebody chooses", async () => {
      const day = (ago: number) => new Date(Date.now() - ago * DAY_IN_MS).toISOString()
      const rates = page.getByRole("table", { name: "Share of orders with a member" })
      await visit.open("/loyalty", "Loyalty overview")
      await page.getByRole("combobox", { name: "Period" }).click()
      await page.getByRole("option", { name: "Choose days" }).click()
      await page.getByRole("group", { name: "First day" }).first().waitFor()
      // A week up to today, until another day is chosen.
      await waitFor(async () => (await rates.locator("tbody tr").count()) === 8)
      expect(await tile("Active").innerText()).toContain("2")

      const chosen = `period=custom&first=${day(9)}&last=${day(3)}`
      await visit.open(`/loyalty?${chosen}`, "Loyalty overview")
      await waitFor(async () => (await rates.locator("tbody tr").count()) === 7)
      expect(await tile("Active").innerText()).toContain("0")
      expect(await tile("Orders with a member").innerText()).toContain("0 of 0 orders")
    })

    it("shows a minute later what happened meanwhile, whatever the clock of the computer", async () => {
      const storageState = await page.context().storageState()
      const other = await browser.newPage({ storageState, locale: "en-US" })
      await other.clock.install({ time: Date.now() - HOUR_IN_MS })
      await other.goto(`${shop.url}/app/loyalty`)
      await tile("Active", other).waitFor({ timeout: FIRST_PAGE_MS })
      const active = async () => Number(/\d+/.exec(await tile("Active", other).innerText()))
      expect(await active()).toBe(2)

      await trade.shopper(JOHN, 1)
      await other.clock.fastForward(A_MINUTE_AND_A_BIT_MS)

      await waitFor(async () => (await active()) === 3)
      await other.close()
    })

    it("leads to the list of orders without a decision, and to differences", async () => {
      await visit.open("/loyalty", "Loyalty overview")
      await tile("At this moment").getByRole("link", { name: "Show" }).first().click()
      await page.waitForURL(/\/loyalty\/checks/)

      await isThere("Booking its points was given up")
      expect(await rows().filter({ hasText: "was given up" }).count()).toBe(4)
      await isThere("The books agree")
      await visit.picture("admin-checks")
      await visit.choose(visit.row("was given up"), "Open session")
      await page.waitForURL(/\/loyalty\/sessions\/lses_/)
    })
  })

  lists(stage)

  describe("Sessions", () => {
    it("are filtered by state, and found by the last four digits", async () => {
      await visit.open("/loyalty/sessions?status=finalized", "Sessions")
      await visit.row("John D.", "Booked").waitFor()
      expect(await rows().count()).toBe(1)

      await visit.open("/loyalty/sessions", "Sessions")
      await visit.row("Wei C.").waitFor()
      await visit.picture("admin-sessions")
      await page.getByPlaceholder(SEARCH).fill("0102")
      await page.waitForURL(/q=0102/)
      await waitFor(async () => (await rows().count()) === 1)
      await visit.row("Wei C.", "Active").waitFor()
      await page.getByPlaceholder(SEARCH).fill(await trade.numberOf(booked))
      await page.waitForURL(/q=%23\d+/)
      await waitFor(async () => (await rows().count()) === 1)
      await visit.row("John D.", await trade.numberOf(booked), "Booked").waitFor()
    })

    it("show basket, rewards and every step of a booked one", async () => {
      await visit.open("/loyalty/sessions?status=finalized", "Sessions")
      await visit.row("John D.").click()
      await page.getByRole("heading", { name: "Timeline" }).waitFor()

      const told = await page.locator("main").innerText()
      for (const text of [
        "Points booked",
        "Engine told to book",
        "Engine asked: who is it?",
        "Session is now: Booked",
        "System · The engine booked it",
        "System · The order was placed",
        "Loyalty discount",
        "Something must be settled by hand",
        "Goods returned after their points were booked",
      ]) {
        expect(told).toContain(text)
      }
      await page.getByRole("link", { name: "******0100" }).waitFor()
      await page.getByRole("link", { name: await trade.numberOf(booked) }).waitFor()
      await page.getByRole("link", { name: "shopper@example.com" }).waitFor()
      await visit.picture("admin-session", { height: 1700 })
      await visit.picture("admin-session-dark", { height: 1700, dark: true })
    })

    it("are ended only with a reason, which stands in the timeline", async () => {
      await visit.open("/loyalty/sessions?q=0102", "Sessions")
      await visit.row("Wei C.").click()
      await page.getByRole("button", { name: "Session actions" }).click()
      await page.getByRole("menuitem", { name: "End session" }).click()
      await drawer().getByRole("button", { name: "End session" }).click()
      await drawer().getByText("Say why, so that others understand it later.").waitFor()
      await visit.confirm(REASON, "End session")

      await visit.toast("The session has ended")
      await isThere("An admin user ended it")
      await page.getByText(REASON).first().waitFor()
    })

    it("send again what the engine refused", async () => {
      await visit.open(`/loyalty/sessions?q=${refused[0]?.id}`, "Sessions")
      await visit.row("Maria S.").click()
      await isThere("Given up")
      await page.getByRole("button", { name: "Session actions" }).click()
      await page.getByRole("menuitem", { name: "Send again" }).click()
      await visit.confirm(REASON, "Send again")

      await visit.toast("It is sent within a minute")
      await isGone("Given up")
    })
  })

  describe("Operations", () => {
    it(
      "are listed with why they failed, and one is sent again from its row",
      async () => {
        await visit.open("/loyalty/operations", "Operations")
        await visit.row("Given up", AIRPORT, "invalid_request").waitFor()
        await visit.picture("admin-operations")
        await visit.picture("admin-operations-dark", { dark: true })

        const number = await trade.numberOf(refused[3]!)
        await visit.open(`/loyalty/operations?q=${encodeURIComponent(number)}`, "Operations")
        await waitFor(async () => (await rows().count()) === 1)
        await visit.row("Given up").getByRole("link", { name: number, exact: true }).click()
        await page.waitForURL(`**/orders/${refused[3]?.id}`)
        await page.goBack()
        await visit.choose(visit.row("Given up"), "Send again")
        await visit.confirm(REASON, "Send again")
        await visit.toast("1 operation is sent within a minute")
        await isGone("Given up")
      },
      TWO_MINUTES_IN_MS,
    )

    it(
      "are filtered by their state, and sent again together",
      async () => {
        await visit.open("/loyalty", "Loyalty overview")
        await tile("At this moment").getByRole("link", { name: "Show" }).last().click()
        await page.waitForURL(/\/loyalty\/operations\?status=waiting/)
        await visit.row("Waiting for the order", AIRPORT).waitFor()
        await visit.open("/loyalty/operations?status=dead", "Operations")
        await waitFor(async () => (await rows().count()) === 2)
        await page.locator("thead").getByRole("checkbox").click()
        await page.getByRole("button", { name: /Send again/ }).click()
        await isThere("Send 2 operations again?")
        await visit.confirm(REASON, "Send again")

        await visit.toast("2 operations are sent within a minute")
        await isThere("No results")
      },
      TWO_MINUTES_IN_MS,
    )
  })

  describe("Adjustments", () => {
    it("keep a row's menu open when the numbers of their orders arrive", async () => {
      const held: Route[] = []
      const asksForNumbers = ({ pathname, search }: URL) =>
        pathname === "/admin/orders" && search.includes("display_id")
      await page.route(asksForNumbers, (route) => void held.push(route))
      await visit.open("/loyalty/adjustments", "Adjustments")
      const row = visit.row("Goods returned after their points were booked", booked.id)
      await row.getByRole("button").last().click()
      const settle = page.getByRole("menuitem", { name: "Settle" })
      await settle.waitFor()

      await Promise.all(held.map((route) => route.continue()))

      await visit.row("Goods returned", await trade.numberOf(booked)).waitFor()
      expect(await settle.count()).toBe(1)
      await page.unroute(asksForNumbers)
    })

    it(
      "are reached from their order, and settled with a reason",
      async () => {
        await visit.open(`/orders/${booked.id}`, "Loyalty")
        await isThere("Something must be settled by hand")
        await page.getByRole("heading", { name: "Loyalty", exact: true }).scrollIntoViewIfNeeded()
        await visit.picture("admin-order-loyalty", { height: 1400 })
        await visit.picture("admin-order-loyalty-dark", { height: 1400, dark: true })
        await page.getByRole("button", { name: "Settle it" }).click()
        await page.waitForURL(/\/loyalty\/adjustments\?q=order_/)
        await visit
          .row("Goods returned after their points were booked", "John D.", "Open")
          .waitFor()
        await visit.picture("admin-adjustments")

        await visit.choose(visit.row("Goods returned"), "Settle")
        await drawer().getByText("Ask the engine's operator to take them back").waitFor()
        await visit.picture("admin-adjustment-settle")
        await visit.confirm(REASON, "Settle")
        await visit.toast("Noted as settled")
        await isThere("No results")

        await visit.open(`/loyalty/adjustments?state=settled`, "Adjustments")
        await visit.row("Goods returned", "Settled", "merchant@example.com", REASON).waitFor()
        await visit.open(`/orders/${booked.id}`, "Loyalty")
        await page.getByRole("link", { name: "Open session" }).waitFor()
        expect(await page.getByText("Something must be settled by hand").count()).toBe(0)
      },
      TWO_MINUTES_IN_MS,
    )
  })

  members(stage)
  memberHistory(stage)
  stores(stage)
  health(stage)
  languages(stage)

  it(
    "what was sent again is booked by the engine",
    async () => {
      const statuses = () =>
        Promise.all(refused.map(async (order) => (await trade.operation(order))?.status))
      await waitFor(async () => (await statuses()).every((status) => status === "done"), {
        timeout_ms: TWO_MINUTES_IN_MS,
        interval_ms: 500,
      })
      const { commitsByTransaction } = simulator.books()
      expect(refused.map(({ id }) => commitsByTransaction[id])).toEqual([1, 1, 1, 1])
    },
    TWO_MINUTES_IN_MS,
  )

  it("no script failed, and no number went over the wire", async () => {
    const texts = (await visit.replies()).join("\n")

    expect(texts).toContain(MAIN_ST)
    expect(texts).not.toMatch(/4155550\d{3}|415-555-0\d{3}/)
    expect(visit.faults).toEqual([])
  })
})
