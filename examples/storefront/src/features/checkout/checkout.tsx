"use client"

import Link from "next/link"

import { useCart } from "../../state/cart"
import { linesOf } from "../cart/line-list"
import { Totals } from "../cart/totals"
import { DetailsStep } from "./details-step"
import { LineSummary } from "./line-summary"
import { PaymentStep } from "./payment-step"

/** The checkout: details, payment, order. What is done stands on the cart and survives a reload. */
export function Checkout() {
  const { cart, isLoading } = useCart()
  if (isLoading) {
    return (
      <p role="status" className="page-note">
        Loading your checkout…
      </p>
    )
  }
  if (!cart?.items?.length) {
    return (
      <div className="page-note">
        <h1>There is nothing to check out</h1>
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
      <div className="two-columns">
        <div className="steps">
          <DetailsStep key={cart.id} cart={cart} isDone={hasDetails} />
          <PaymentStep cart={cart} isReady={hasDetails} />
        </div>
        <aside className="panel panel-side" aria-labelledby="checkout-order">
          <h2 id="checkout-order">Your order</h2>
          <LineSummary lines={linesOf(cart)} currency_code={cart.currency_code} />
          <Totals of={cart} />
          <p className="small">
            <Link href="/cart">Change the cart</Link>
          </p>
        </aside>
      </div>
    </>
  )
}
