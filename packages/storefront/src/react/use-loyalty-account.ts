"use client"

import { useCallback, useState } from "react"

import type { StoreCustomerLoyaltyResponse } from "../core/http-types.js"
import type { Result } from "../core/result.js"
import { useLoyaltyContext } from "./context.js"
import { useLoaded, type Loaded } from "./use-order-summary.js"

const PAGE = 10

export interface LoyaltyAccountData extends Loaded<StoreCustomerLoyaltyResponse> {
  hasMore: boolean
  more(): void
  /** Unlinks the membership; the points stay with the programme. */
  unlink(): Promise<Result<StoreCustomerLoyaltyResponse>>
}

/** The signed-in customer's membership and its history, longer with each `more()`. */
export function useLoyaltyAccount(): LoyaltyAccountData {
  const { store } = useLoyaltyContext()
  const [limit, setLimit] = useState(PAGE)
  const load = useCallback(
    (signal: AbortSignal) => store.client.account({ limit, signal }),
    [store, limit],
  )
  const loaded = useLoaded(load)
  const { reload } = loaded
  const unlink = useCallback(async () => {
    const result = await store.client.unlink()
    reload()
    return result
  }, [store, reload])
  return {
    ...loaded,
    hasMore: loaded.value !== null && loaded.value.transactions.length < loaded.value.count,
    more: useCallback(() => setLimit((before) => before + PAGE), []),
    unlink,
  }
}
