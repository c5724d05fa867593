import { keepPreviousData, useQuery } from "@tanstack/react-query"

import type { AdminLoyaltyOverviewResponse } from "../../../types/http/admin"
import { overviewKeys } from "../../lib/query-keys"
import { sdk } from "../../lib/sdk"
import type { OverviewQuestion } from "../../lib/use-overview-question"

export const A_MINUTE_IN_MS = 60_000

/** The dashboard's figures, fresh every minute while the page is open. */
export const useLoyaltyOverview = ({ key, paramsAt }: OverviewQuestion) => {
  const { data, ...rest } = useQuery({
    queryKey: overviewKeys.of(key),
    queryFn: () =>
      sdk.client.fetch<AdminLoyaltyOverviewResponse>("/admin/loyalty/overview", {
        query: { ...paramsAt(Date.now()) },
      }),
    placeholderData: keepPreviousData,
    refetchInterval: A_MINUTE_IN_MS,
  })
  return { ...data, ...rest }
}
