import { renderToString } from "react-dom/server"

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
})
