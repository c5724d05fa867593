import { useCallback } from "react"

import type { AdminLoyaltyStore } from "../../types/http/admin"
import { useLoyaltyStores } from "../hooks/api/loyalty-stores"

const NO_STORES: AdminLoyaltyStore[] = []

/** The stores of the shop, and how to name one by its id; an id stands for itself until then. */
export function useStoreNames() {
  const { stores = NO_STORES } = useLoyaltyStores()
  const nameOf = useCallback(
    (id: string) => stores.find((store) => store.id === id)?.name ?? id,
    [stores],
  )
  return { stores, nameOf }
}
