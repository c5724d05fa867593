import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"

import type {
  AdminLoyaltyAdjustmentListResponse,
  AdminLoyaltyAdjustmentResponse,
  AdminSettleLoyaltyAdjustment,
} from "../../../types/http/books"
import { loyaltyAdjustmentKeys, loyaltySessionKeys } from "../../lib/query-keys"
import { post, sdk } from "../../lib/sdk"
import type { TableQuery } from "../../lib/use-table-state"
import type { MutationOptions, QueryOptions } from "./types"

/** What a person must settle, as a table asks for it; without a state, what is open. */
export const useLoyaltyAdjustments = (
  query: TableQuery,
  options?: QueryOptions<AdminLoyaltyAdjustmentListResponse>,
) => {
  const { data, ...rest } = useQuery({
    ...options,
    placeholderData: keepPreviousData,
    queryKey: loyaltyAdjustmentKeys.list(query),
    queryFn: () =>
      sdk.client.fetch<AdminLoyaltyAdjustmentListResponse>("/admin/loyalty/adjustments", { query }),
  })
  return { ...data, ...rest }
}

/** Notes that a person has settled it, and how. */
export const useSettleLoyaltyAdjustment = (
  id: string,
  options?: MutationOptions<AdminLoyaltyAdjustmentResponse, AdminSettleLoyaltyAdjustment>,
) => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: AdminSettleLoyaltyAdjustment) =>
      post<AdminLoyaltyAdjustmentResponse>(`/admin/loyalty/adjustments/${id}/settle`, body),
    ...options,
    onSuccess: async (data, variables, context) => {
      await client.invalidateQueries({ queryKey: loyaltyAdjustmentKeys.all })
      await client.invalidateQueries({ queryKey: loyaltySessionKeys.all })
      await options?.onSuccess?.(data, variables, context)
    },
  })
}
