"use client"

import type { HttpTypes } from "@medusajs/types"
import Link from "next/link"
import { useEffect, useState } from "react"

import { explain } from "../../lib/errors"
import { formatMoney } from "../../lib/money"
import { useShop } from "../../state/shop"

const SHOWN = 10

/** The customer's latest orders. */
export function OrderHistory() {
  const { sdk } = useShop()
  const [orders, setOrders] = useState<HttpTypes.StoreOrder[] | null>(null)
  const [error, setError] = useState<string | null>(null)
  useEffect(() => {
    let isCurrent = true
    sdk.store.order
      .list({ limit: SHOWN, order: "-created_at" })
      .then((reply) => isCurrent && setOrders(reply.orders))
      .catch((failure: unknown) => isCurrent && setError(explain(failure)))
    return () => {
      isCurrent = false
    }
  }, [sdk])
  return (
    <section className="panel" aria-labelledby="orders-title">
      <h2 id="orders-title">Your orders</h2>
      {error !== null && <p className="notice notice-bad">{error}</p>}
      {orders?.length === 0 && <p className="muted">Nothing yet. The coffee is waiting.</p>}
      <ul className="orders">
        {orders?.map((order) => (
          <li key={order.id}>
            <Link href={`/orders/${order.id}`}>Order #{order.display_id}</Link>
            <span className="muted">
              {new Date(order.created_at).toLocaleDateString("en-US", { dateStyle: "medium" })}
            </span>
            <span className="summary-price">{formatMoney(order.total, order.currency_code)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
