import { createElement } from "react"

import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { pathToFileURL } from "node:url"

import { build } from "esbuild"
import { renderToString } from "react-dom/server"

import { elementsBuild } from "../build/elements.js"
import {
  CheckoutLoyalty,
  LoyaltyAccount,
  LoyaltyProvider,
  OrderLoyaltySummary,
} from "../src/index.js"
import { ar } from "../src/i18n/ar.js"

const CLIENT = { baseUrl: "http://localhost:9000", publishableKey: "pk_1" }

describe("on a server without a window", () => {
  it("renders the first view of every component", () => {
    expect(typeof window).toBe("undefined")
    const html = renderToString(
      <LoyaltyProvider client={CLIENT} cart="cart_1" locale="ar" messages={ar}>
        <CheckoutLoyalty />
        <OrderLoyaltySummary orderId="order_1" />
        <LoyaltyAccount />
      </LoyaltyProvider>,
    )

    expect(html).toContain('dir="rtl"')
    expect(html).toContain(ar.identify_submit)
    expect(html).toContain(ar.account_title)
  })

  it("has no class of ours in the unstyled mode", () => {
    const html = renderToString(
      <LoyaltyProvider client={CLIENT} unstyled classNames={{ button: "btn" }}>
        <CheckoutLoyalty />
      </LoyaltyProvider>,
    )

    expect(html).not.toContain("ml-")
    expect(html).toContain('class="btn"')
    expect(html).toContain('data-loyalty="button"')
  })

  it("imports the custom elements without one to define", async () => {
    expect(typeof HTMLElement).toBe("undefined")
    const folder = await mkdtemp(path.join(tmpdir(), "loyalty-elements-"))
    await build({ ...elementsBuild, outdir: folder })
    const bundle = (await import(pathToFileURL(path.join(folder, "elements.js")).href)) as object
    await rm(folder, { recursive: true })

    expect(Object.keys(bundle).sort()).toEqual(["LoyaltyProviderElement", "defineLoyaltyElements"])
  })
})
