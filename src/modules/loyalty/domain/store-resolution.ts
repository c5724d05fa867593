export interface StoreChannels {
  store_id: string
  sales_channel_ids: readonly string[]
}

export interface StoreDefaults {
  id: string
  default_sales_channel_id: string | null
}

/**
 * The store of a cart, which carries only a sales channel: the store configured for the channel,
 * else the store whose default channel it is, else the only store. Null where two stores claim
 * the channel: a wrong store would spend another merchant's points.
 */
export function resolveStore(
  sales_channel_id: string | null,
  configs: readonly StoreChannels[],
  stores: readonly StoreDefaults[],
): string | null {
  if (sales_channel_id !== null) {
    const configured = configs
      .filter((config) => config.sales_channel_ids.includes(sales_channel_id))
      .map((config) => config.store_id)
    if (configured.length > 0) {
      return single(configured)
    }
    const defaults = stores
      .filter((store) => store.default_sales_channel_id === sales_channel_id)
      .map((store) => store.id)
    if (defaults.length > 0) {
      return single(defaults)
    }
  }
  return single(stores.map((store) => store.id))
}

function single(ids: readonly string[]): string | null {
  const distinct = new Set(ids)
  const [id] = distinct
  return distinct.size === 1 && id !== undefined ? id : null
}
