"use client"

import { OrderLoyaltySummary } from "medusa-loyalty-storefront"
import Link from "next/link"

import { Totals } from "../cart/totals"
import { LineSummary } from "../checkout/line-summary"
import { useOrder } from "./use-order"

/** The page after the order. */
export function Confirmation({ order_id }: { order_id: string }) {
  const { order, error } = useOrder(order_id)
  if (error !== null) {
    return (
      <div className="page-note" role="alert">
        <h1>We cannot show this order</h1>
        <p>{error}</p>
      </div>
    )
  }
  if (!order) {
    return (
      <p role="status" className="page-note">
        Loading your order…
      </p>
    )
  }
  const address = order.shipping_address
  return (
    <>
      <section className="thanks">
        <span className="thanks-mark" aria-hidden="true">
          ✓
        </span>
        <h1>Thank you{address?.first_name ? `, ${address.first_name}` : ""}!</h1>
        <p>
          Order <strong>#{order.display_id}</strong> is in, for {order.email}.
        </p>
      </section>
      <div className="two-columns">
        <div className="stack">
          <OrderLoyaltySummary orderId={order.id} currencyCode={order.currency_code} />
          <section className="panel" aria-labelledby="way-title">
            <h2 id="way-title">{order.shipping_methods?.[0]?.name ?? "Pickup"}</h2>
            <p>
              {address?.address_1}
              <br />
              {address?.city}, {address?.province?.slice(-2).toUpperCase()} {address?.postal_code}
            </p>
            <Link className="button button-quiet" href="/">
              Back to the shelves
            </Link>
          </section>
        </div>
        <aside className="panel panel-side" aria-labelledby="order-title">
          <h2 id="order-title">What you ordered</h2>
          <LineSummary lines={order.items ?? []} currency_code={order.currency_code} />
          <Totals of={order} isFinal />
        </aside>
      </div>
    </>
  )
}
