"use client"

import { useLoyalty } from "medusa-loyalty-storefront"
import { useRouter } from "next/navigation"
import { useState } from "react"

import { useCart } from "../../state/cart"
import { useShop } from "../../state/shop"
import { placeOrder, type OrderOutcome } from "./place-order"

/** The way from the checkout to the order's page. */
export interface Ordering {
  isPlacing: boolean
  outcome: OrderOutcome | null
  /** Orders at the total that the shopper saw; a second call waits for nothing and does nothing. */
  order: (agreed_total: number) => Promise<void>
}

export function usePlaceOrder(): Ordering {
  const { sdk } = useShop()
  const { cart, refresh, forget } = useCart()
  const { complete } = useLoyalty()
  const router = useRouter()
  const [isPlacing, setPlacing] = useState(false)
  const [outcome, setOutcome] = useState<OrderOutcome | null>(null)

  const order = async (agreed_total: number) => {
    if (isPlacing || !cart) {
      return
    }
    setPlacing(true)
    setOutcome(null)
    const result = await placeOrder({ sdk, cart, agreed_total, refresh, complete })
    setOutcome(result)
    setPlacing(false)
    if (result.kind === "placed") {
      router.push(`/orders/${result.order_id}`)
      forget()
    }
  }
  return { isPlacing, outcome, order }
}
