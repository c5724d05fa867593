import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"

import type {
  AdminLoyaltySessionListResponse,
  AdminLoyaltySessionResponse,
} from "../../../types/http/admin"
import { loyaltyOperationKeys, loyaltySessionKeys } from "../../lib/query-keys"
import { post, sdk } from "../../lib/sdk"
import type { TableQuery } from "../../lib/use-table-state"
import type { MutationOptions, QueryOptions } from "./types"

/** Sessions as a table asks for them; the rows of the last page stay until the next are there. */
export const useLoyaltySessions = (
  query: TableQuery,
  options?: QueryOptions<AdminLoyaltySessionListResponse>,
) => {
  const { data, ...rest } = useQuery({
    placeholderData: keepPreviousData,
    ...options,
    queryKey: loyaltySessionKeys.list(query),
    queryFn: () =>
      sdk.client.fetch<AdminLoyaltySessionListResponse>("/admin/loyalty/sessions", { query }),
  })
  return { ...data, ...rest }
}

/** A session with everything that happened to it. */
export const useLoyaltySession = (
  id: string,
  options?: QueryOptions<AdminLoyaltySessionResponse>,
) => {
  const { data, ...rest } = useQuery({
    ...options,
    queryKey: loyaltySessionKeys.detail(id),
    queryFn: () => sdk.client.fetch<AdminLoyaltySessionResponse>(`/admin/loyalty/sessions/${id}`),
  })
  return { ...data, ...rest }
}

/** Sends what waits for a session, or ends it; both need a reason. */
export const useLoyaltySessionAction = (
  id: string,
  action: "retry" | "cancel",
  options?: MutationOptions<AdminLoyaltySessionResponse, string>,
) => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (reason: string) =>
      post<AdminLoyaltySessionResponse>(`/admin/loyalty/sessions/${id}/${action}`, { reason }),
    ...options,
    onSuccess: async (data, variables, context) => {
      client.setQueryData(loyaltySessionKeys.detail(id), data)
      await client.invalidateQueries({ queryKey: loyaltySessionKeys.all })
      await client.invalidateQueries({ queryKey: loyaltyOperationKeys.all })
      await options?.onSuccess?.(data, variables, context)
    },
  })
}
