import { existsSync } from "node:fs"

import sparticuz from "@sparticuz/chromium"
import { chromium, type Browser } from "playwright-core"

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
]

const SYSTEM_BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]

/**
 * Starts Chromium: the one that npm installed, or else the system's.
 *
 * The caller closes it: `await browser.close()`.
 */
export const launchBrowser = async (): Promise<Browser> => {
  const failures: string[] = []
  for (const find of [() => sparticuz.executablePath(), ...SYSTEM_BROWSERS.map(ifPresent)]) {
    try {
      const executablePath = await find()
      return await chromium.launch({ executablePath, args: FLAGS })
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error))
    }
  }
  throw new Error(
    "No Chromium starts here. On Debian and Ubuntu its libraries come with " +
      `"apt-get install libnss3 libexpat1"; or install a system Chromium.\n${failures.join("\n")}`,
  )
}

const ifPresent = (file: string) => (): Promise<string> =>
  existsSync(file) ? Promise.resolve(file) : Promise.reject(new Error(`There is no ${file}.`))
