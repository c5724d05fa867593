"use client"

import type { HttpTypes } from "@medusajs/types"

import { formatMoney } from "../../lib/money"
import { useCart } from "../../state/cart"
import { Step } from "./step"
import { useLoyaltyPatience } from "./use-loyalty-patience"
import type { Ordering } from "./use-place-order"

interface PaymentStepProps {
  cart: HttpTypes.StoreCart
  isReady: boolean
  ordering: Ordering
}

/** The last step: the total once more, and the button that orders. */
export function PaymentStep({ cart, isReady, ordering }: PaymentStepProps) {
  const { isBusy } = useCart()
  const isWaiting = useLoyaltyPatience()
  const { isPlacing, outcome, order } = ordering
  const money = (amount: number) => formatMoney(amount, cart.currency_code)
  const isBlocked = isPlacing || isBusy || isWaiting

  return (
    <Step number={3} title="Payment">
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
            aria-disabled={isBlocked}
            onClick={() => {
              if (!isBlocked) {
                void order(cart.total)
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
