import { mkdirSync } from "node:fs"
import path from "node:path"

import type { Browser, Page } from "playwright-core"

import { ADMIN } from "./seed"

/** Vite makes the first page while the browser waits for it. */
export const FIRST_PAGE_MS = 90_000

const IMAGES = path.resolve("docs", "images")
const SETTLED_MS = 500
const WIDE = { width: 1440, height: 900 }
const ACTION_LIMIT_MS = 60_000

/** Our routes and Medusa's; Vite's modules would only make this slow. */
const isReply = (url: string): boolean => /^\/(admin|auth|loyalty)\b/.test(new URL(url).pathname)

/** An admin in front of a browser, and what was seen and done there. */
export interface Visit {
  readonly page: Page
  /** Errors of scripts; there must be none. */
  readonly faults: string[]
  /** The text of every reply that the browser received. */
  replies(): Promise<string[]>
  open(path: string, heading: string): Promise<void>
  toast(text: string): Promise<void>
  /** Waits until a text stands on the page, or does no more. */
  isThere(text: string): Promise<void>
  isGone(text: string): Promise<void>
  drawer(): ReturnType<Page["locator"]>
  rows(): ReturnType<Page["locator"]>
  /** The row of a table that has all of these texts. */
  row(...texts: string[]): ReturnType<Page["locator"]>
  /** Opens the menu at the end of a row, and chooses. */
  choose(row: ReturnType<Page["locator"]>, action: string): Promise<void>
  /** Fills in the reason of an open drawer and confirms. */
  confirm(reason: string, button: string): Promise<void>
  /** Keeps a picture for the documentation, where somebody asks for it. */
  picture(name: string, look?: Look): Promise<void>
}

export interface Look {
  dark?: boolean
  height?: number
}

/** Opens Admin, whose first page is compiled when it is asked for, and signs in. */
export async function signIn(page: Page, url: string): Promise<void> {
  page.setDefaultNavigationTimeout(FIRST_PAGE_MS)
  await page.goto(`${url}/app/login`)
  await page.getByPlaceholder("Email").fill(ADMIN.email, { timeout: FIRST_PAGE_MS })
  await page.getByPlaceholder("Password").fill(ADMIN.password)
  await page.getByRole("button", { name: "Continue with Email" }).click()
  await page.waitForURL(({ pathname }) => !pathname.endsWith("/login"))
}

/** Signs in; all that follows happens in the same window. */
export async function startVisit(browser: Browser, url: string): Promise<Visit> {
  const context = await browser.newContext({ viewport: WIDE, locale: "en-US" })
  const page = await context.newPage()
  page.setDefaultTimeout(ACTION_LIMIT_MS)
  const received: Promise<string>[] = []
  const faults: string[] = []
  page.on("response", (response) => {
    if (isReply(response.url())) {
      received.push(response.text().catch(() => ""))
    }
  })
  page.on("pageerror", ({ message }) => faults.push(message))
  await signIn(page, url)
  return {
    page,
    faults,
    replies: () => Promise.all(received),
    open: async (address, heading) => {
      await page.goto(`${url}/app${address}`)
      await page
        .getByRole("heading", { name: heading, exact: true })
        .first()
        .waitFor({ timeout: FIRST_PAGE_MS })
    },
    toast: (text) => page.getByText(text, { exact: true }).first().waitFor(),
    isThere: (text) => page.getByText(text, { exact: true }).first().waitFor(),
    isGone: (text) => page.getByText(text, { exact: true }).first().waitFor({ state: "detached" }),
    drawer: () => page.getByRole("dialog"),
    rows: () => page.locator("tbody tr"),
    row: (...texts) =>
      texts.reduce((rows, hasText) => rows.filter({ hasText }), page.locator("tbody tr")).first(),
    choose: async (row, action) => {
      await row.getByRole("button").last().click()
      await page.getByRole("menuitem", { name: action }).click()
    },
    confirm: async (reason, button) => {
      const drawer = page.getByRole("dialog")
      await drawer.getByLabel("Reason").fill(reason)
      await drawer.getByRole("button", { name: button, exact: true }).click()
      await drawer.waitFor({ state: "detached" })
    },
    picture: (name, look) => takePicture(page, name, look),
  }
}

export async function takePicture(page: Page, name: string, look: Look = {}): Promise<void> {
  if (!process.env.UPDATE_SCREENSHOTS) {
    return
  }
  mkdirSync(IMAGES, { recursive: true })
  await page.setViewportSize({ ...WIDE, height: look.height ?? WIDE.height })
  await page.evaluate(setTheme, look.dark === true)
  await page.mouse.move(0, 0)
  // Toasts slide out, drawers slide in.
  await page.locator("[data-sonner-toast]").last().waitFor({ state: "detached" })
  await page.waitForTimeout(SETTLED_MS)
  await page.screenshot({ path: path.join(IMAGES, `${name}.png`) })
  await page.evaluate(setTheme, false)
  await page.setViewportSize(WIDE)
}

/** As Admin's own choice of theme does. */
function setTheme(is_dark: boolean): void {
  const { classList, style } = document.documentElement
  classList.toggle("dark", is_dark)
  classList.toggle("light", !is_dark)
  style.colorScheme = is_dark ? "dark" : "light"
}
