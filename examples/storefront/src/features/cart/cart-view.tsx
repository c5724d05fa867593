"use client"

import Link from "next/link"

import { useCart, useOwnChange } from "../../state/cart"
import { CartLoyalty } from "../loyalty/cart-loyalty"
import { useSavings } from "../loyalty/use-savings"
import { LineList } from "./line-list"
import { Totals } from "./totals"

/** The cart's page. */
export function CartView() {
  const { cart, isLoading, isBusy, readError } = useCart()
  const { change, problem } = useOwnChange()
  const error = problem ?? readError
  const savings = useSavings()
  if (isLoading) {
    return (
      <p role="status" className="page-note">
        Loading your cart…
      </p>
    )
  }
  if (!cart?.items?.length) {
    return (
      <div className="page-note">
        <h1>Your cart is empty</h1>
        {error !== null && <p className="notice notice-bad">{error}</p>}
        <p>Coffee is on. What else can we get ready?</p>
        <Link className="button" href="/">
          To the shelves
        </Link>
      </div>
    )
  }
  return (
    <div className="two-columns">
      <section className="panel" aria-labelledby="cart-title">
        <h1 id="cart-title">Your cart</h1>
        {error !== null && (
          <p role="alert" className="notice notice-bad">
            {error}
          </p>
        )}
        <LineList
          cart={cart}
          isBusy={isBusy}
          onQuantity={(line, quantity) => void change((api) => api.setQuantity(line.id, quantity))}
        />
      </section>
      <aside className="panel panel-side" aria-labelledby="cart-totals">
        <h2 id="cart-totals">Summary</h2>
        <Totals of={cart} savingsBy={savings} />
        <Link className="button button-wide" href="/checkout">
          Checkout
        </Link>
        <CartLoyalty />
      </aside>
    </div>
  )
}
