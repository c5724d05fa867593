/** Keys of what we keep in Admin's query cache; the first word keeps them apart from Medusa's. */
export const loyaltyStoreKeys = {
  all: ["loyalty_engine_stores"] as const,
  list: () => [...loyaltyStoreKeys.all, "list"] as const,
  config: (store_id: string) => [...loyaltyStoreKeys.all, "config", store_id] as const,
  health: () => [...loyaltyStoreKeys.all, "health"] as const,
}

export const channelKeys = {
  list: (q: string) => ["loyalty_engine_sales_channels", q] as const,
}
