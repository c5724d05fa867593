"use client"

import type { HttpTypes } from "@medusajs/types"

import { formatMoney } from "../../lib/money"
import { useCart, useOwnChange } from "../../state/cart"
import { linesOf } from "../cart/line-list"
import { Quantity } from "../cart/quantity"

/** The cart's lines beside the checkout: a number can change without leaving it. */
export function CheckoutLines({ cart }: { cart: HttpTypes.StoreCart }) {
  const { isBusy } = useCart()
  const { change, problem } = useOwnChange()
  return (
    <>
      {problem !== null && (
        <p role="alert" className="notice notice-bad">
          {problem}
        </p>
      )}
      <ul className="checkout-lines">
        {linesOf(cart).map((line) => {
          const name = line.product_title ?? line.title
          return (
            <li key={line.id}>
              <span>
                {name} <span className="muted">{line.variant_title}</span>
              </span>
              <span className="summary-price">
                {formatMoney(line.unit_price * line.quantity, cart.currency_code)}
              </span>
              <Quantity
                value={line.quantity}
                name={name}
                isBusy={isBusy}
                onChange={(quantity) => void change((api) => api.setQuantity(line.id, quantity))}
              />
            </li>
          )
        })}
      </ul>
    </>
  )
}
