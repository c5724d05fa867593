import {
  keepPreviousData,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
} from "@tanstack/react-query"

import type {
  AdminLoyaltyStoreConfig,
  AdminLoyaltyStoreConfigResponse,
  AdminLoyaltyStoreListResponse,
  AdminLoyaltyTestConnectionResponse,
  AdminSwitchLoyaltyStores,
  AdminSwitchLoyaltyStoresResponse,
  AdminUpdateLoyaltyStoreConfig,
} from "../../../types/http/admin"
import { loyaltyHealthKeys, loyaltyStoreKeys } from "../../lib/query-keys"
import { post, sdk } from "../../lib/sdk"
import type { TableQuery } from "../../lib/use-table-state"
import type { MutationOptions, QueryOptions } from "./types"

/** As many as the route gives at once. */
const STORES_MAX = 200

/** Every store of the shop with its loyalty, and the engines one may choose from. */
export const useLoyaltyStores = (options?: QueryOptions<AdminLoyaltyStoreListResponse>) => {
  const { data, ...rest } = useQuery({
    ...options,
    queryKey: loyaltyStoreKeys.list(),
    queryFn: () =>
      sdk.client.fetch<AdminLoyaltyStoreListResponse>("/admin/loyalty/stores", {
        query: { limit: STORES_MAX, order: "name" },
      }),
  })
  return { ...data, ...rest }
}

/** Stores as a table asks for them. */
export const useLoyaltyStorePage = (query: TableQuery) => {
  const { data, ...rest } = useQuery({
    queryKey: loyaltyStoreKeys.page(query),
    queryFn: () =>
      sdk.client.fetch<AdminLoyaltyStoreListResponse>("/admin/loyalty/stores", {
        query: { order: "name", ...query },
      }),
    placeholderData: keepPreviousData,
  })
  return { ...data, ...rest }
}

/** One store's loyalty as it is now, for a form that must not start from an old list. */
export const useLoyaltyStoreConfig = (
  store_id: string,
  options?: QueryOptions<AdminLoyaltyStoreConfigResponse>,
) => {
  const { data, ...rest } = useQuery({
    ...options,
    queryKey: loyaltyStoreKeys.config(store_id),
    queryFn: () =>
      sdk.client.fetch<AdminLoyaltyStoreConfigResponse>(`/admin/loyalty/stores/${store_id}/config`),
  })
  return { ...data, ...rest }
}

/** What the page knows of stores, and of whether their engines answer. */
async function forget(client: QueryClient): Promise<void> {
  await client.invalidateQueries({ queryKey: loyaltyStoreKeys.all })
  // The engines are asked for it, which may take seconds: nothing waits for that.
  void client.invalidateQueries({ queryKey: loyaltyHealthKeys.all })
}

/** Creates or changes the loyalty of a store. */
export const useUpdateLoyaltyStoreConfig = (
  store_id: string,
  options?: MutationOptions<AdminLoyaltyStoreConfigResponse, AdminUpdateLoyaltyStoreConfig>,
) => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (change: AdminUpdateLoyaltyStoreConfig) =>
      post<AdminLoyaltyStoreConfigResponse>(`/admin/loyalty/stores/${store_id}/config`, change),
    // A request that holds a secret is not kept for a repeat.
    gcTime: 0,
    ...options,
    onSuccess: async (data, variables, context) => {
      await forget(client)
      await options?.onSuccess?.(data, variables, context)
    },
  })
}

/** Switches the loyalty of stores that are set up on or off: all of them, or none. */
export const useSwitchLoyaltyStores = (
  options?: MutationOptions<AdminSwitchLoyaltyStoresResponse, AdminSwitchLoyaltyStores>,
) => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: AdminSwitchLoyaltyStores) =>
      post<AdminSwitchLoyaltyStoresResponse>("/admin/loyalty/stores/switch", body),
    ...options,
    onSuccess: async (data, variables, context) => {
      await forget(client)
      await options?.onSuccess?.(data, variables, context)
    },
  })
}

/** Tries the connection that is saved. */
export const useTestLoyaltyConnection = (
  store_id: string,
  options?: MutationOptions<AdminLoyaltyTestConnectionResponse, void>,
) => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () =>
      post<AdminLoyaltyTestConnectionResponse>(
        `/admin/loyalty/stores/${store_id}/test-connection`,
        {},
      ),
    ...options,
    onSuccess: async (data, variables, context) => {
      void client.invalidateQueries({ queryKey: loyaltyHealthKeys.all })
      await options?.onSuccess?.(data, variables, context)
    },
  })
}

export type StoreConfig = AdminLoyaltyStoreConfig
