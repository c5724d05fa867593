"use client"

import type { HttpTypes } from "@medusajs/types"
import Link from "next/link"

import { formatMoney } from "../../lib/money"
import { minimumAgeOf } from "../catalogue/price"
import { ProductArt, shelfOf } from "../catalogue/product-art"
import { Quantity } from "./quantity"
import { useProducts } from "./use-products"

interface LineListProps {
  cart: HttpTypes.StoreCart
  isBusy: boolean
  onQuantity: (line: HttpTypes.StoreCartLineItem, quantity: number) => void
}

/** What is in the cart, oldest first, so that no line jumps when its number changes. */
export function LineList({ cart, isBusy, onQuantity }: LineListProps) {
  const products = useProducts(cart)
  return (
    <ul className="lines">
      {linesOf(cart).map((line) => {
        const name = line.product_title ?? line.title
        const product = products[line.product_id ?? ""] ?? {}
        const age = minimumAgeOf(product)
        return (
          <li key={line.id} className="line">
            <ProductArt shelf={shelfOf(product)} handle={line.product_handle ?? ""} />
            <div className="line-text">
              <Link href={`/products/${line.product_handle}`}>{name}</Link>
              <span className="muted">
                {line.variant_title} · {formatMoney(line.unit_price, cart.currency_code)} each
              </span>
              {age !== undefined && <span className="badge">{age}+ with ID</span>}
            </div>
            <Quantity
              value={line.quantity}
              name={name}
              isBusy={isBusy}
              onChange={(quantity) => onQuantity(line, quantity)}
            />
            <span className="line-price">
              {formatMoney(line.unit_price * line.quantity, cart.currency_code)}
            </span>
          </li>
        )
      })}
    </ul>
  )
}

/** The lines in the order in which they came. */
export function linesOf(cart: HttpTypes.StoreCart): HttpTypes.StoreCartLineItem[] {
  const cameAt = ({ created_at }: HttpTypes.StoreCartLineItem) =>
    new Date(created_at ?? 0).getTime()
  return [...(cart.items ?? [])].sort((a, b) => cameAt(a) - cameAt(b) || a.id.localeCompare(b.id))
}
