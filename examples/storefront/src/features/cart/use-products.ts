"use client"

import type { HttpTypes } from "@medusajs/types"
import { useEffect, useState } from "react"

import { useShop } from "../../state/shop"

type Products = Record<string, HttpTypes.StoreProduct>

const FIELDS = "id,+metadata,*categories"

/**
 * Shelf and age limit of the products in the cart: Medusa's cart routes leave both out, whatever
 * fields are asked for. Empty until they are known; each product is asked for once.
 */
export function useProducts(cart: HttpTypes.StoreCart): Products {
  const { sdk } = useShop()
  const [products, setProducts] = useState<Products>({})
  const ids = new Set(cart.items?.flatMap(({ product_id }) => product_id ?? []))
  const missing = [...ids].filter((id) => !products[id]).sort()
  const wanted = missing.join(",")
  useEffect(() => {
    let isCurrent = true
    const read = async () => {
      const id = wanted.split(",")
      const reply = await sdk.store.product.list({ id, limit: id.length, fields: FIELDS })
      if (isCurrent) {
        const found = Object.fromEntries(reply.products.map((product) => [product.id, product]))
        setProducts((known) => ({ ...known, ...found }))
      }
    }
    if (wanted !== "") {
      // Without them a line has a plain picture, which a reload puts right.
      read().catch((error: unknown) => console.error(error))
    }
    return () => {
      isCurrent = false
    }
  }, [sdk, wanted])
  return products
}
