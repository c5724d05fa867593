"use client"

import type { HttpTypes } from "@medusajs/types"
import Link from "next/link"
import { useId, useState } from "react"

import { useCart } from "../../state/cart"
import { Quantity } from "../cart/quantity"
import { AddButton } from "./add-button"
import { isInStock, priceLabel } from "./price"

/** Size, number and the button of a product's page. */
export function ProductBuy({ product }: { product: HttpTypes.StoreProduct }) {
  const variants = product.variants ?? []
  const [chosen, setChosen] = useState(variants[0])
  const [quantity, setQuantity] = useState(1)
  const { cart } = useCart()
  const group = useId()
  if (!chosen) {
    return <p>This store does not sell it at the moment.</p>
  }
  const inCart = cart?.items?.find(({ variant_id }) => variant_id === chosen.id)?.quantity ?? 0
  return (
    <div className="buy">
      <p className="buy-price">{priceLabel([chosen])}</p>
      {variants.length > 1 && (
        <fieldset className="sizes">
          <legend>Size</legend>
          {variants.map((variant) => (
            <label key={variant.id} className="size">
              <input
                type="radio"
                name={group}
                checked={variant.id === chosen.id}
                onChange={() => setChosen(variant)}
              />
              <span>
                <strong>{variant.title}</strong> {priceLabel([variant])}
              </span>
            </label>
          ))}
        </fieldset>
      )}
      <div className="buy-row">
        <Quantity value={quantity} min={1} name={product.title} onChange={setQuantity} />
        <AddButton
          variant_id={chosen.id}
          name={product.title}
          quantity={quantity}
          isAvailable={isInStock(chosen)}
          isLarge
        />
      </div>
      {inCart > 0 && (
        <p className="in-cart">
          {inCart} in your cart. <Link href="/cart">Go to cart</Link>
        </p>
      )}
    </div>
  )
}
