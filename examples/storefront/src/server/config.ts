import { cookies } from "next/headers"

import { STORE_COOKIE, type Store } from "../lib/store"

interface ShopConfig {
  /** Medusa, as the shopper's browser and this server reach it. */
  medusa_url: string
  stores: [Store, ...Store[]]
}

/**
 * What the environment says about the shop. It is read when a page is asked for and not when the
 * shop is built, so that one build serves every Medusa.
 *
 * @throws Error with the name of the variable that is missing or cannot be read
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): ShopConfig {
  const { MEDUSA_URL, SHOP_STORES } = env
  if (!MEDUSA_URL) {
    throw new Error("MEDUSA_URL is not set. See .env.example.")
  }
  const stores = JSON.parse(SHOP_STORES || "[]") as Store[]
  const [first, ...others] = stores
  if (!first) {
    throw new Error("SHOP_STORES names no store. See .env.example.")
  }
  return { medusa_url: MEDUSA_URL.replace(/\/$/, ""), stores: [first, ...others] }
}

/** The store that the shopper chose, or the first one. */
export async function chosenStore(): Promise<Store> {
  const { stores } = readConfig()
  const site_id = (await cookies()).get(STORE_COOKIE)?.value
  return stores.find((store) => store.site_id === site_id) ?? stores[0]
}
