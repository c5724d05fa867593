import { keepPreviousData, useQuery } from "@tanstack/react-query"

import type {
  AdminLoyaltyOverviewParams,
  AdminLoyaltyOverviewResponse,
} from "../../../types/http/admin"
import { overviewKeys } from "../../lib/query-keys"
import { sdk } from "../../lib/sdk"

const A_MINUTE_IN_MS = 60_000

/** The dashboard's figures, fresh every minute while the page is open. */
export const useLoyaltyOverview = (params: AdminLoyaltyOverviewParams) => {
  const { data, ...rest } = useQuery({
    queryKey: overviewKeys.of(params),
    queryFn: () =>
      sdk.client.fetch<AdminLoyaltyOverviewResponse>("/admin/loyalty/overview", {
        query: { ...params },
      }),
    placeholderData: keepPreviousData,
    refetchInterval: A_MINUTE_IN_MS,
  })
  return { ...data, ...rest }
}
