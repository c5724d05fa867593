import type { Browser } from "playwright-core"

import { launchBrowser } from "../helpers/browser"
import { toTheDoor } from "./storefront/delivery"
import { aTabThatWasClosed } from "./storefront/left-tab"
import { withAnAccount } from "./storefront/account"
import { byKeyboard } from "./storefront/keyboard"
import { aQuantityThatFails } from "./storefront/quantity"
import { theWholeJourney } from "./storefront/journey"
import { troubles } from "./storefront/troubles"
import { withoutReact } from "./storefront/without-react"
import { startStorefront, type Storefront } from "./support/storefront"

const TEN_MINUTES_IN_MS = 600_000
const THREE_MINUTES_IN_MS = 180_000

describe("loyalty in the Next.js shop", { timeout: THREE_MINUTES_IN_MS }, () => {
  let storefront: Storefront
  let browser: Browser
  const stage = () => ({ browser, storefront })

  beforeAll(async () => {
    storefront = await startStorefront()
    browser = await launchBrowser()
  }, TEN_MINUTES_IN_MS)
  afterAll(async () => {
    await browser?.close()
    await storefront?.stop()
  })

  theWholeJourney(stage)
  toTheDoor(stage)
  withAnAccount(stage)
  byKeyboard(stage)
  withoutReact(stage)
  aTabThatWasClosed(stage)
  aQuantityThatFails(stage)
  troubles(stage)
})
