import type { HttpTypes } from "@medusajs/framework/types"
import { useQuery } from "@tanstack/react-query"
import { useCallback } from "react"

import { orderKeys } from "../../lib/query-keys"
import { sdk } from "../../lib/sdk"

const ORDERS_MAX = 100

/**
 * Names orders as Admin does, by their number. Whoever may not read orders sees ids, and so does
 * everybody for an order that is gone.
 */
export const useOrderNames = (ids: readonly (string | null)[]): ((id: string) => string) => {
  const wanted = [...new Set(ids.filter((id) => id !== null))].sort()
  const { data } = useQuery({
    queryKey: orderKeys.list(wanted),
    queryFn: () =>
      sdk.client.fetch<HttpTypes.AdminOrderListResponse>("/admin/orders", {
        query: { id: wanted, limit: ORDERS_MAX, fields: "id,display_id" },
      }),
    enabled: wanted.length > 0,
    retry: false,
  })
  return useCallback(
    (id: string) => {
      const number = data?.orders.find((order) => order.id === id)?.display_id
      return number === undefined || number === null ? id : `#${number}`
    },
    [data],
  )
}
