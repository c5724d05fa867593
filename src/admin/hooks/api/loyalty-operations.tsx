import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"

import type {
  AdminLoyaltyOperationListResponse,
  AdminReplayLoyaltyOperations,
  AdminReplayLoyaltyOperationsResponse,
} from "../../../types/http/admin"
import { loyaltyOperationKeys, loyaltySessionKeys } from "../../lib/query-keys"
import { post, sdk } from "../../lib/sdk"
import type { TableQuery } from "../../lib/use-table-state"
import type { MutationOptions, QueryOptions } from "./types"

/** The outbox as a table asks for it. */
export const useLoyaltyOperations = (
  query: TableQuery,
  options?: QueryOptions<AdminLoyaltyOperationListResponse>,
) => {
  const { data, ...rest } = useQuery({
    placeholderData: keepPreviousData,
    ...options,
    queryKey: loyaltyOperationKeys.list(query),
    queryFn: () =>
      sdk.client.fetch<AdminLoyaltyOperationListResponse>("/admin/loyalty/operations", { query }),
  })
  return { ...data, ...rest }
}

/** Sends operations again, one or many. */
export const useReplayLoyaltyOperations = (
  options?: MutationOptions<AdminReplayLoyaltyOperationsResponse, AdminReplayLoyaltyOperations>,
) => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: AdminReplayLoyaltyOperations) =>
      post<AdminReplayLoyaltyOperationsResponse>("/admin/loyalty/operations/replay", body),
    ...options,
    onSuccess: async (data, variables, context) => {
      await client.invalidateQueries({ queryKey: loyaltyOperationKeys.all })
      await client.invalidateQueries({ queryKey: loyaltySessionKeys.all })
      await options?.onSuccess?.(data, variables, context)
    },
  })
}
