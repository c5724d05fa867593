import type { HttpTypes } from "@medusajs/types"
import Link from "next/link"

import { AddButton } from "./add-button"
import { isInStock, minimumAgeOf, priceLabel } from "./price"
import { ProductArt, shelfOf } from "./product-art"

/** A product on its shelf; the smallest size can be added at once. */
export function ProductCard({ product }: { product: HttpTypes.StoreProduct }) {
  const variants = product.variants ?? []
  const [first] = variants
  const age = minimumAgeOf(product)
  return (
    <li className="card">
      <Link className="card-link" href={`/products/${product.handle}`}>
        <ProductArt shelf={shelfOf(product)} handle={product.handle} />
        <span className="card-title">{product.title}</span>
      </Link>
      {age !== undefined && <span className="badge">{age}+ with ID</span>}
      <div className="card-foot">
        <span className="price">{priceLabel(variants)}</span>
        {first && variants.length === 1 ? (
          <AddButton variant_id={first.id} name={product.title} isAvailable={isInStock(first)} />
        ) : (
          <Link
            className="button button-small button-quiet"
            href={`/products/${product.handle}`}
            aria-label={`Sizes of ${product.title}`}
          >
            Sizes
          </Link>
        )}
      </div>
    </li>
  )
}
