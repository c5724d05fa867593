import { keepPreviousData, useQuery } from "@tanstack/react-query"

import type {
  AdminLoyaltyDifferenceListResponse,
  AdminLoyaltyUndecidedOrderListResponse,
} from "../../../types/http/books"
import { loyaltyDifferenceKeys, loyaltyUndecidedOrderKeys } from "../../lib/query-keys"
import { sdk } from "../../lib/sdk"
import type { TableQuery } from "../../lib/use-table-state"

/** Orders of members that nothing decides, as of the last sweep. */
export const useLoyaltyUndecidedOrders = (query: TableQuery) => {
  const { data, ...rest } = useQuery({
    placeholderData: keepPreviousData,
    queryKey: loyaltyUndecidedOrderKeys.list(query),
    queryFn: () =>
      sdk.client.fetch<AdminLoyaltyUndecidedOrderListResponse>("/admin/loyalty/undecided-orders", {
        query,
      }),
  })
  return { ...data, ...rest }
}

/** Where our books and the engine's differ, as of the last comparison. */
export const useLoyaltyDifferences = (query: TableQuery) => {
  const { data, ...rest } = useQuery({
    placeholderData: keepPreviousData,
    queryKey: loyaltyDifferenceKeys.list(query),
    queryFn: () =>
      sdk.client.fetch<AdminLoyaltyDifferenceListResponse>("/admin/loyalty/differences", { query }),
  })
  return { ...data, ...rest }
}
