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
