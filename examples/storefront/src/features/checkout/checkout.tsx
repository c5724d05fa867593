"use client"

import { CheckoutLoyalty, LoyaltyTotals, useLoyalty } from "medusa-loyalty-storefront"
import Link from "next/link"

import { COUNTRIES } from "../../lib/countries"
import { useCart } from "../../state/cart"
import { CheckoutLines } from "./checkout-lines"
import { DetailsStep } from "./details-step"
import { PaymentStep } from "./payment-step"
import { usePlaceOrder } from "./use-place-order"

/**
 * The checkout: details, rewards, payment, order. What is done stands on the cart and survives a
 * reload.
 */
export function Checkout() {
  const { cart, isLoading, readError } = useCart()
  const { total_changed } = useLoyalty()
  const ordering = usePlaceOrder()
  if (isLoading || ordering.outcome?.kind === "placed") {
    return (
      <p role="status" className="page-note">
        {isLoading ? "Loading your checkout…" : "Your order is in. One moment…"}
      </p>
    )
  }
  if (!cart?.items?.length) {
    return (
      <div className="page-note">
        <h1>There is nothing to check out</h1>
        {readError !== null && <p className="notice notice-bad">{readError}</p>}
        <Link className="button" href="/">
          To the shelves
        </Link>
      </div>
    )
  }
  const hasDetails = Boolean(cart.email && cart.shipping_methods?.length)
  return (
    <>
      <h1 className="visually-hidden">Checkout</h1>
      <div className="checkout">
        <div className="checkout-details">
          <DetailsStep key={cart.id} cart={cart} isDone={hasDetails} />
        </div>
        <div className="checkout-rewards">
          <CheckoutLoyalty
            countries={COUNTRIES}
            hideTotals
            onConfirmTotal={() => void ordering.order(total_changed?.total ?? cart.total)}
          />
        </div>
        <aside className="panel panel-side checkout-order" aria-labelledby="checkout-order">
          <h2 id="checkout-order">Your order</h2>
          <CheckoutLines cart={cart} />
          <LoyaltyTotals />
          {!hasDetails && (
            <p className="muted small">Tax and delivery come in with your details.</p>
          )}
          <p className="small">
            <Link href="/cart">Change the cart</Link>
          </p>
        </aside>
        <div className="checkout-payment">
          <PaymentStep cart={cart} isReady={hasDetails} ordering={ordering} />
        </div>
      </div>
    </>
  )
}
