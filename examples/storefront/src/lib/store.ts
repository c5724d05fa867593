/** One store of the chain: its own sales channel behind a publishable key of its own. */
export interface Store {
  site_id: string
  name: string
  street: string
  city: string
  postal_code: string
  /** ISO 3166-2 in lower case, such as `us-tx`: Medusa's tax regions want it so. */
  province: string
  publishable_key: string
}

/** Holds the site id of the store that the shopper chose. */
export const STORE_COOKIE = "fastlane_store"

/** `Austin, TX 78701` */
export function cityLine({ city, province, postal_code }: Store): string {
  return `${city}, ${province.slice(-2).toUpperCase()} ${postal_code}`
}
