import type { HttpTypes } from "@medusajs/framework/types"
import { keepPreviousData, useQuery } from "@tanstack/react-query"

import { channelKeys } from "../../lib/query-keys"
import { sdk } from "../../lib/sdk"

const CHANNELS_MAX = 100

/** Medusa's sales channels by name; `q` searches them. */
export const useSalesChannels = (q = "") => {
  const { data, ...rest } = useQuery({
    queryKey: channelKeys.list(q),
    queryFn: () =>
      sdk.client.fetch<HttpTypes.AdminSalesChannelListResponse>("/admin/sales-channels", {
        query: { limit: CHANNELS_MAX, order: "name", fields: "id,name", ...(q && { q }) },
      }),
    placeholderData: keepPreviousData,
  })
  return { ...data, ...rest }
}

/** Those of a store's channels that Medusa has no more; its list has an end, so it is asked. */
export const useVanishedChannels = (ids: readonly string[]): string[] => {
  const { sales_channels } = useSalesChannels()
  const unseen = ids.filter((id) => !sales_channels?.some((channel) => channel.id === id))
  const asked = unseen.slice(0, CHANNELS_MAX)
  const { data } = useQuery({
    queryKey: channelKeys.among(asked),
    queryFn: () =>
      sdk.client.fetch<HttpTypes.AdminSalesChannelListResponse>("/admin/sales-channels", {
        query: { id: asked, limit: CHANNELS_MAX, fields: "id" },
      }),
    enabled: sales_channels !== undefined && asked.length > 0,
  })
  return data ? asked.filter((id) => !data.sales_channels.some((found) => found.id === id)) : []
}
