import { DRINKS } from "./drinks"
import { FOOD } from "./food"
import { FORECOURT } from "./forecourt"
import type { SeedProduct } from "./types"

export { CATEGORIES } from "./categories"
export type { SeedProduct } from "./types"

/** Everything the demo sells. */
export const PRODUCTS: SeedProduct[] = [...DRINKS, ...FOOD, ...FORECOURT]
