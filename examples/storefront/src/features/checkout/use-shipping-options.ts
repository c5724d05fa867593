"use client"

import type { HttpTypes } from "@medusajs/types"
import { useEffect, useState } from "react"

import { useShop } from "../../state/shop"

/** The ways in which this cart can get to the shopper; empty until they are known. */
export function useShippingOptions(cart_id: string): {
  options: HttpTypes.StoreCartShippingOption[]
} {
  const { sdk } = useShop()
  const [options, setOptions] = useState<HttpTypes.StoreCartShippingOption[]>([])
  useEffect(() => {
    let isCurrent = true
    const read = async () => {
      const { shipping_options } = await sdk.store.fulfillment.listCartOptions({ cart_id })
      if (isCurrent) {
        setOptions([...shipping_options].sort((a, b) => a.amount - b.amount))
      }
    }
    // Without options the form says that it is still looking; a reload tries again.
    read().catch((error: unknown) => console.error(error))
    return () => {
      isCurrent = false
    }
  }, [sdk, cart_id])
  return { options }
}
