import {
  createInventoryLevelsWorkflow,
  createProductCategoriesWorkflow,
  createProductsWorkflow,
} from "@medusajs/medusa/core-flows"
import type { CreateProductWorkflowInputDTO } from "@medusajs/framework/types"
import { ProductStatus } from "@medusajs/framework/utils"

import { CATEGORIES, PRODUCTS, type SeedProduct } from "../catalogue"
import { CURRENCY, DEMO_KEY } from "../chain"
import type { Row, SeedContext } from "../context"

interface NamedRow extends Row {
  handle: string
}

interface VariantRow extends Row {
  sku: string
  inventory_items: { inventory_item_id: string }[]
}

interface LevelRow extends Row {
  inventory_item_id: string
}

/** Where the products belong. */
export interface CatalogueTarget {
  channelIds: string[]
  location_id: string
  shipping_profile_id: string
}

const OPTION = "Size"

/** Fills the shelves; returns the variant id of every SKU. */
export async function seedCatalogue(
  context: SeedContext,
  target: CatalogueTarget,
): Promise<Record<string, string>> {
  const categoryIds = await seedCategories(context)
  const known = await context.find<NamedRow>("product", ["id", "handle"])
  const missing = PRODUCTS.filter(
    ({ handle }) => !known.some((product) => product.handle === handle),
  )
  if (missing.length > 0) {
    await createProductsWorkflow(context.container).run({
      input: { products: missing.map((product) => toInput(product, target, categoryIds)) },
    })
  }
  const variants = await context.find<VariantRow>(
    "product_variant",
    ["id", "sku", "inventory_items.inventory_item_id"],
    { sku: PRODUCTS.flatMap((product) => product.variants.map(({ sku }) => sku)) },
  )
  await stockShelves(context, variants, target.location_id)
  return Object.fromEntries(variants.map(({ sku, id }) => [sku, id]))
}

async function seedCategories(context: SeedContext): Promise<Map<string, string>> {
  const known = await context.find<NamedRow>("product_category", ["id", "handle"])
  const ids = new Map(known.map(({ handle, id }) => [handle, id]))
  const missing = CATEGORIES.filter(({ handle }) => !ids.has(handle))
  if (missing.length > 0) {
    const { result } = await createProductCategoriesWorkflow(context.container).run({
      input: {
        product_categories: missing.map(({ handle, name }) => ({ handle, name, is_active: true })),
      },
    })
    for (const { handle, id } of result) {
      ids.set(handle, id)
    }
  }
  return ids
}

function toInput(
  product: SeedProduct,
  target: CatalogueTarget,
  categoryIds: Map<string, string>,
): CreateProductWorkflowInputDTO {
  const categoryId = categoryIds.get(product.category)
  return {
    handle: product.handle,
    title: product.title,
    description: product.description,
    status: ProductStatus.PUBLISHED,
    category_ids: categoryId === undefined ? [] : [categoryId],
    sales_channels: target.channelIds.map((id) => ({ id })),
    // Without a profile Medusa asks for no shipping: right for a car wash code.
    shipping_profile_id: product.stock === "digital" ? undefined : target.shipping_profile_id,
    metadata: { demo: DEMO_KEY, ...codesOf(product) },
    options: [{ title: OPTION, values: product.variants.map(({ title }) => title) }],
    variants: product.variants.map(({ sku, title, price, upc }) => ({
      sku,
      title,
      barcode: upc,
      upc,
      manage_inventory: typeof product.stock === "number",
      options: { [OPTION]: title },
      prices: [{ currency_code: CURRENCY, amount: price }],
      metadata: codesOf(product),
    })),
  }
}

/** What a point of sale knows of an article beside its price. */
function codesOf(product: SeedProduct): Record<string, unknown> {
  const { merchandise_code, product_code, minimum_age } = product
  const codes = { merchandise_code, product_code, unit_of_measure: "each" }
  return minimum_age === undefined ? codes : { ...codes, age_restricted: true, minimum_age }
}

/** Gives a stock level to what has none yet; a level that a person changed stays. */
async function stockShelves(
  context: SeedContext,
  variants: VariantRow[],
  location_id: string,
): Promise<void> {
  const levels = await context.find<LevelRow>("inventory_level", ["id", "inventory_item_id"], {
    location_id,
  })
  const stocked = new Set(levels.map(({ inventory_item_id }) => inventory_item_id))
  const inventory_levels = variants.flatMap(({ sku, inventory_items }) => {
    const product = PRODUCTS.find(({ variants }) => variants.some((variant) => variant.sku === sku))
    const quantity = product?.stock
    return typeof quantity === "number"
      ? inventory_items
          .filter(({ inventory_item_id }) => !stocked.has(inventory_item_id))
          .map(({ inventory_item_id }) => ({
            inventory_item_id,
            location_id,
            stocked_quantity: quantity,
          }))
      : []
  })
  if (inventory_levels.length > 0) {
    await createInventoryLevelsWorkflow(context.container).run({ input: { inventory_levels } })
  }
}
