import { useQuery } from "@tanstack/react-query"

import type { AdminLoyaltyDoctorResponse, LoyaltyHealthResponse } from "../../../types/http/health"
import { loyaltyHealthKeys } from "../../lib/query-keys"
import { sdk } from "../../lib/sdk"
import type { QueryOptions } from "./types"

const HALF_A_MINUTE_IN_MS = 30_000

/** Whether everything that loyalty rests on is there; the server probes the engines. */
export const useLoyaltyHealth = (options?: QueryOptions<LoyaltyHealthResponse>) => {
  const { data, ...rest } = useQuery({
    retry: false,
    staleTime: HALF_A_MINUTE_IN_MS,
    ...options,
    queryKey: loyaltyHealthKeys.report(),
    // Not /loyalty/health: a proxy need not let that through from outside.
    queryFn: () => sdk.client.fetch<LoyaltyHealthResponse>("/admin/loyalty/health"),
  })
  // A query has a status of its own.
  return { ...data, ...rest, health: data?.status }
}

/** What is wrong with the installation. It is looked at once, and again when somebody asks. */
export const useLoyaltyDoctor = () => {
  const { data, ...rest } = useQuery({
    retry: false,
    staleTime: Infinity,
    queryKey: loyaltyHealthKeys.doctor(),
    queryFn: () => sdk.client.fetch<AdminLoyaltyDoctorResponse>("/admin/loyalty/doctor"),
  })
  return { ...data, ...rest }
}
