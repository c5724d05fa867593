import type { Metadata } from "next"

import { Checkout } from "../../features/checkout/checkout"

export const metadata: Metadata = { title: "Checkout" }

/** From the cart to the order. */
export default function CheckoutPage() {
  return <Checkout />
}
