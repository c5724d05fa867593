/** Keys of what we keep in Admin's query cache; the first word keeps them apart from Medusa's. */
export const loyaltyStoreKeys = {
  all: ["loyalty_engine_stores"] as const,
  list: () => [...loyaltyStoreKeys.all, "list"] as const,
  page: (query: object) => [...loyaltyStoreKeys.all, "page", query] as const,
  config: (store_id: string) => [...loyaltyStoreKeys.all, "config", store_id] as const,
}

export const channelKeys = {
  list: (q: string) => ["loyalty_engine_sales_channels", "list", q] as const,
  among: (ids: readonly string[]) => ["loyalty_engine_sales_channels", "among", ids] as const,
}

/** A detail lies below its list: what changes one invalidates both. */
const keysOf = (name: string) => ({
  all: [name] as const,
  list: (query: object) => [name, "list", query] as const,
  detail: (id: string) => [name, "detail", id] as const,
})

export const loyaltySessionKeys = keysOf("loyalty_engine_sessions")
export const loyaltyOperationKeys = keysOf("loyalty_engine_operations")
export const loyaltyMemberKeys = keysOf("loyalty_engine_members")

export const loyaltyAdjustmentKeys = keysOf("loyalty_engine_adjustments")
export const loyaltyUndecidedOrderKeys = keysOf("loyalty_engine_undecided_orders")
export const loyaltyDifferenceKeys = keysOf("loyalty_engine_differences")

export const loyaltyHealthKeys = {
  all: ["loyalty_engine_health"] as const,
  report: () => ["loyalty_engine_health", "report"] as const,
  doctor: () => ["loyalty_engine_health", "doctor"] as const,
}

export const orderKeys = {
  list: (ids: readonly string[]) => ["loyalty_engine_orders", ids] as const,
}

export const userKeys = {
  list: (ids: readonly string[]) => ["loyalty_engine_users", ids] as const,
}

export const overviewKeys = {
  of: (params: object) => ["loyalty_engine_overview", params] as const,
}

export const customerKeys = {
  list: (q: string) => ["loyalty_engine_customers", "list", q] as const,
  detail: (id: string) => ["loyalty_engine_customers", "detail", id] as const,
}
