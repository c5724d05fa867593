import type { Metadata } from "next"
import Link from "next/link"
import { notFound } from "next/navigation"

import { minimumAgeOf } from "../../../features/catalogue/price"
import { ProductArt, shelfOf } from "../../../features/catalogue/product-art"
import { ProductBuy } from "../../../features/catalogue/product-buy"
import { readProduct } from "../../../server/catalogue"
import { chosenStore } from "../../../server/config"

interface ProductPageProps {
  params: Promise<{ handle: string }>
}

export async function generateMetadata({ params }: ProductPageProps): Promise<Metadata> {
  const product = await productOf(params)
  return { title: product?.title ?? "Not found" }
}

/** One product. */
export default async function ProductPage({ params }: ProductPageProps) {
  const product = await productOf(params)
  if (!product) {
    notFound()
  }
  const shelf = product.categories?.[0]
  const age = minimumAgeOf(product)
  return (
    <article className="product">
      <nav className="crumbs" aria-label="You are here">
        <Link href="/">All shelves</Link>
        {shelf && <Link href={`/#${shelf.handle}`}>{shelf.name}</Link>}
      </nav>
      <ProductArt shelf={shelfOf(product)} handle={product.handle} />
      <div className="product-text">
        <h1>{product.title}</h1>
        <p>{product.description}</p>
        {age !== undefined && (
          <p className="notice">
            Only for adults of {age} and over. Bring your ID when you pick up.
          </p>
        )}
        <ProductBuy product={product} />
      </div>
    </article>
  )
}

const productOf = async (params: ProductPageProps["params"]) =>
  readProduct(await chosenStore(), decodeURIComponent((await params).handle))
