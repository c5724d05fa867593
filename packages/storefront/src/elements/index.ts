import { LoyaltyAccount } from "../react/account.js"
import { CheckoutLoyalty, type CheckoutLoyaltyProps } from "../react/checkout.js"
import { LoyaltyIdentifier, type IdentifierKind } from "../react/identifier.js"
import { OrderLoyaltySummary } from "../react/order-summary.js"
import { PointsDisplay } from "../react/points.js"
import { RewardSelector } from "../react/rewards.js"
import { LoyaltyTotals } from "../react/totals.js"
import { LoyaltyProviderElement } from "./provider-element.js"
import { viewElement } from "./view-element.js"

export { LoyaltyProviderElement } from "./provider-element.js"

const IDENTIFIER_ATTRIBUTES = ["kinds", "countries", "default-country"]

const words = (element: HTMLElement, name: string): string[] | undefined =>
  element
    .getAttribute(name)
    ?.split(/[\s,]+/)
    .filter(Boolean)

const number = (element: HTMLElement, name: string): number | undefined => {
  const value = element.getAttribute(name)
  return value === null ? undefined : Number(value)
}

const identifierProps = (element: HTMLElement) => {
  const kinds = words(element, "kinds") as IdentifierKind[] | undefined
  const countries = words(element, "countries")
  const defaultCountry = element.getAttribute("default-country")
  return {
    ...(kinds && { kinds }),
    ...(countries && { countries }),
    ...(defaultCountry !== null && { defaultCountry }),
  }
}

/**
 * `loyalty-confirm-total` goes out when the shopper agreed to a total that changed; a page that pays
 * then says so with `confirm-pays`, and the button does too.
 */
const checkoutProps = (element: HTMLElement): CheckoutLoyaltyProps => {
  const tip = number(element, "tip")
  return {
    ...identifierProps(element),
    ...(tip !== undefined && { tip }),
    hideTotals: element.hasAttribute("hide-totals"),
    confirmPays: element.hasAttribute("confirm-pays"),
    onConfirmTotal: () =>
      element.dispatchEvent(new CustomEvent("loyalty-confirm-total", { bubbles: true })),
  }
}

const ELEMENTS: [name: string, element: () => CustomElementConstructor][] = [
  // First, so that the others find it ready.
  ["loyalty-provider", () => LoyaltyProviderElement],
  [
    "loyalty-checkout",
    () =>
      viewElement(
        CheckoutLoyalty,
        [...IDENTIFIER_ATTRIBUTES, "tip", "hide-totals", "confirm-pays"],
        checkoutProps,
      ),
  ],
  [
    "loyalty-identifier",
    () => viewElement(LoyaltyIdentifier, IDENTIFIER_ATTRIBUTES, identifierProps),
  ],
  ["loyalty-rewards", () => viewElement(RewardSelector, [], () => ({}))],
  ["loyalty-points", () => viewElement(PointsDisplay, [], () => ({}))],
  [
    "loyalty-totals",
    () => viewElement(LoyaltyTotals, ["tip"], (element) => ({ tip: number(element, "tip") ?? 0 })),
  ],
  [
    "loyalty-order-summary",
    () =>
      viewElement(OrderLoyaltySummary, ["order-id", "currency-code"], (element) => {
        const currencyCode = element.getAttribute("currency-code")
        return {
          orderId: element.getAttribute("order-id") ?? "",
          ...(currencyCode !== null && { currencyCode }),
        }
      }),
  ],
  ["loyalty-account", () => viewElement(LoyaltyAccount, IDENTIFIER_ATTRIBUTES, identifierProps)],
]

/** Registers the elements; done by importing this module in a browser. Twice does no harm. */
export function defineLoyaltyElements(): void {
  if (typeof customElements === "undefined") {
    return
  }
  for (const [name, element] of ELEMENTS) {
    if (!customElements.get(name)) {
      customElements.define(name, element())
    }
  }
}

defineLoyaltyElements()
