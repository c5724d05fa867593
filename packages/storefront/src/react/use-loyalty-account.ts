"use client"

import type { StoreCustomerLoyaltyResponse, StoreLoyaltyIdentifier } from "../core/http-types.js"
import type { Result } from "../core/result.js"
import { useLoyaltyContext } from "./context.js"
import { useCallback, useState } from "./hooks.js"
import { useLoaded, type Loaded } from "./use-order-summary.js"

const PAGE = 10
/** The server answers no more. */
const PAGE_MAX = 100

export interface LoyaltyAccountData extends Loaded<StoreCustomerLoyaltyResponse> {
  hasMore: boolean
  more(): void
  /** Whether an order that was placed in this tab can prove whose a membership is. */
  canLink: boolean
  /** Links the membership that such an order was placed with. */
  link(identifier: StoreLoyaltyIdentifier): Promise<Result<StoreCustomerLoyaltyResponse>>
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
  const { value, reload } = loaded
  const change = async (changing: Promise<Result<StoreCustomerLoyaltyResponse>>) => {
    const result = await changing
    if (result.ok) {
      reload()
    }
    return result
  }
  return {
    ...loaded,
    hasMore: value !== null && value.limit < Math.min(PAGE_MAX, value.count),
    more: () => {
      setLimit((value?.limit ?? 0) + PAGE)
      // Where that is what was asked for last, and did not come.
      reload()
    },
    canLink: store.canLink(),
    link: (identifier) => change(store.link(identifier)),
    unlink: () => change(store.client.unlink()),
  }
}
