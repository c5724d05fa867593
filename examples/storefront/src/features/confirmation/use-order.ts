"use client"

import type { HttpTypes } from "@medusajs/types"
import { useEffect, useState } from "react"

import { explain } from "../../lib/errors"
import { useShop } from "../../state/shop"

/** An order by its id; null until it is there. */
export function useOrder(order_id: string): {
  order: HttpTypes.StoreOrder | null
  error: string | null
} {
  const { sdk } = useShop()
  const [order, setOrder] = useState<HttpTypes.StoreOrder | null>(null)
  const [error, setError] = useState<string | null>(null)
  useEffect(() => {
    let isCurrent = true
    sdk.store.order
      .retrieve(order_id)
      .then((reply) => isCurrent && setOrder(reply.order))
      .catch((failure: unknown) => isCurrent && setError(explain(failure)))
    return () => {
      isCurrent = false
    }
  }, [sdk, order_id])
  return { order, error }
}
