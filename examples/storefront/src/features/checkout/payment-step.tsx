"use client"

import type { HttpTypes } from "@medusajs/types"
import { useRouter } from "next/navigation"
import { useState } from "react"

import { formatMoney } from "../../lib/money"
import { useCart } from "../../state/cart"
import { useShop } from "../../state/shop"
import { placeOrder, type OrderOutcome } from "./place-order"
import { Step } from "./step"

interface PaymentStepProps {
  cart: HttpTypes.StoreCart
  isReady: boolean
}

/** The last step: the total once more, and the button that orders. */
export function PaymentStep({ cart, isReady }: PaymentStepProps) {
  const { sdk } = useShop()
  const { refresh, forget, isBusy } = useCart()
  const router = useRouter()
  const [isPlacing, setPlacing] = useState(false)
  const [outcome, setOutcome] = useState<OrderOutcome | null>(null)
  const money = (amount: number) => formatMoney(amount, cart.currency_code)

  const order = async () => {
    setPlacing(true)
    setOutcome(null)
    const result = await placeOrder({ sdk, cart, refresh })
    setOutcome(result)
    if (result.kind === "placed") {
      router.push(`/orders/${result.order_id}`)
      forget()
    } else {
      setPlacing(false)
    }
  }

  return (
    <Step number={2} title="Payment">
      {isReady ? (
        <>
          <div className="choice choice-fixed">
            <span className="choice-text">
              <strong>Pay when you get it</strong>
              <span className="muted">Card or cash, at the counter or at your door.</span>
            </span>
          </div>
          <div role="alert">
            {outcome?.kind === "total_changed" && (
              <p className="notice">
                Your total changed from {money(outcome.previous)} to {money(outcome.total)}. Please
                check it and place the order again.
              </p>
            )}
            {outcome?.kind === "failed" && <p className="notice notice-bad">{outcome.message}</p>}
          </div>
          <button
            type="button"
            className="button button-wide button-big"
            aria-disabled={isPlacing || isBusy}
            onClick={() => {
              if (!isPlacing && !isBusy) {
                void order()
              }
            }}
          >
            {isPlacing ? "Placing your order…" : `Place order · ${money(cart.total)}`}
          </button>
        </>
      ) : (
        <p className="muted">Fill in your details first.</p>
      )}
    </Step>
  )
}
