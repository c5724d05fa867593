import type { HttpTypes } from "@medusajs/types"
import { cache } from "react"

import type { Store } from "../lib/store"
import { readConfig } from "./config"

/** A shelf with what stands on it. */
export interface Shelf {
  category: HttpTypes.StoreProductCategory
  products: HttpTypes.StoreProduct[]
}

const PRODUCT_FIELDS =
  "*variants.calculated_price,+variants.inventory_quantity,+variants.manage_inventory,+metadata,*categories"
const EVERYTHING = 200

/** The region that the shop sells in. */
export const readRegion = cache(async (store: Store): Promise<HttpTypes.StoreRegion> => {
  const { regions } = await ask<HttpTypes.StoreRegionListResponse>(store, "/store/regions", {
    limit: 1,
  })
  const [region] = regions
  if (!region) {
    throw new Error("Medusa has no region to sell in.")
  }
  return region
})

/** All shelves of a store that have something on them, in the merchant's order. */
export async function readShelves(store: Store): Promise<Shelf[]> {
  const region = await readRegion(store)
  const [{ product_categories }, { products }] = await Promise.all([
    ask<HttpTypes.StoreProductCategoryListResponse>(store, "/store/product-categories", {
      limit: EVERYTHING,
      fields: "id,name,handle,rank",
    }),
    ask<HttpTypes.StoreProductListResponse>(store, "/store/products", {
      limit: EVERYTHING,
      order: "created_at",
      region_id: region.id,
      fields: PRODUCT_FIELDS,
    }),
  ])
  return [...product_categories]
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
    .map((category) => ({
      category,
      products: products.filter((product) =>
        product.categories?.some(({ id }) => id === category.id),
      ),
    }))
    .filter((shelf) => shelf.products.length > 0)
}

/** A product by the name in its address; undefined when the store does not sell it. */
export const readProduct = cache(
  async (store: Store, handle: string): Promise<HttpTypes.StoreProduct | undefined> => {
    const region = await readRegion(store)
    const { products } = await ask<HttpTypes.StoreProductListResponse>(store, "/store/products", {
      handle,
      limit: 1,
      region_id: region.id,
      fields: PRODUCT_FIELDS,
    })
    return products[0]
  },
)

async function ask<T>(
  store: Store,
  path: string,
  query: Record<string, string | number>,
): Promise<T> {
  const url = new URL(`${readConfig().medusa_url}${path}`)
  for (const [name, value] of Object.entries(query)) {
    url.searchParams.set(name, `${value}`)
  }
  // Prices and stock are Medusa's to say, each time: a copy here would be wrong after a change.
  const reply = await fetch(url, {
    headers: { "x-publishable-api-key": store.publishable_key },
    cache: "no-store",
  })
  if (!reply.ok) {
    throw new Error(`Medusa answered ${reply.status} to GET ${path}.`)
  }
  return (await reply.json()) as T
}
