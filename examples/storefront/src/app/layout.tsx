import type { Metadata, Viewport } from "next"
import type { ReactNode } from "react"

import "@fontsource-variable/figtree"
import "medusa-loyalty-storefront/styles.css"
import "../styles/tokens.css"
import "../styles/base.css"
import "../styles/controls.css"
import "../styles/chrome.css"
import "../styles/catalogue.css"
import "../styles/cart.css"
import "../styles/checkout.css"
import "../styles/loyalty.css"

import { Footer } from "../features/chrome/footer"
import { Header } from "../features/chrome/header"
import { readRegion } from "../server/catalogue"
import { chosenStore, readConfig } from "../server/config"
import { CartProvider } from "../state/cart"
import { CustomerProvider } from "../state/customer"
import { Loyalty } from "../state/loyalty"
import { ShopProvider } from "../state/shop"

export const metadata: Metadata = {
  title: { default: "Fastlane: order ahead", template: "%s · Fastlane" },
  description: "Coffee, snacks and everything for the road. Order ahead and skip the line.",
}

// Every page depends on the store that the shopper chose, and the build knows no Medusa.
export const dynamic = "force-dynamic"

export const viewport: Viewport = { themeColor: "#0f4c3a" }

/** What stands around every page. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const { medusa_url, stores } = readConfig()
  const store = await chosenStore()
  const region = await readRegion(store)
  return (
    <html lang="en">
      <body>
        <a className="skip" href="#main">
          Skip to the content
        </a>
        <ShopProvider key={store.site_id} medusa_url={medusa_url} store={store} region={region}>
          <CartProvider>
            <CustomerProvider>
              <Loyalty>
                <Header stores={stores} store={store} />
                <main id="main" tabIndex={-1}>
                  {children}
                </main>
                <Footer store={store} />
              </Loyalty>
            </CustomerProvider>
          </CartProvider>
        </ShopProvider>
      </body>
    </html>
  )
}
