import type { Metadata } from "next"

import { CartView } from "../../features/cart/cart-view"

export const metadata: Metadata = { title: "Cart" }

/** What the shopper has gathered. */
export default function CartPage() {
  return <CartView />
}
