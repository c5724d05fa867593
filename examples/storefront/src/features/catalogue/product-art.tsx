import type { HttpTypes } from "@medusajs/types"

import { PLAIN_SHAPE, SHAPES } from "./shapes"

interface Palette {
  field: string
  colors: [string, ...string[]]
}

const PALETTES: Record<string, Palette> = {
  coffee: { field: "#f1e2d0", colors: ["#7b4a2d", "#a8673a", "#5b3a29", "#c08a4e"] },
  fountain: { field: "#ffe0d6", colors: ["#e4572e", "#2b7fb8", "#b5651d"] },
  energy: { field: "#dff3e4", colors: ["#12805c", "#4b5d67", "#e08a00", "#7a3fb0"] },
  soda: { field: "#fbdedd", colors: ["#b3261e", "#5c6a72", "#c79a00", "#6d3b1f"] },
  water: { field: "#d9eefb", colors: ["#1b7fc4", "#17999b", "#3f9b5f"] },
  candy: { field: "#fbe3ee", colors: ["#6a3424", "#c2571a", "#d9467c", "#2f8f5b"] },
  snacks: { field: "#fff0c9", colors: ["#e0a100", "#d2481e", "#8a5a2b", "#a3552b"] },
  "hot-food": { field: "#ffe5cc", colors: ["#b8431f", "#9c3a22", "#c65b1f"] },
  beer: { field: "#fdf0cf", colors: ["#8a5a17", "#3f7d6d", "#5d3a12"] },
  tobacco: { field: "#e9e5e0", colors: ["#a3231c", "#1f7a55", "#8b6a3e", "#3f5a52"] },
  "car-wash": { field: "#d6ecf7", colors: ["#e4572e", "#1b6fae"] },
  propane: { field: "#e3ecea", colors: ["#e4572e", "#1b6fae"] },
  ice: { field: "#dcf1f8", colors: ["#6fbce0"] },
  automotive: { field: "#e6e9ee", colors: ["#24506e", "#2a9d8f", "#b3261e", "#e0a100"] },
}
const PLAIN: Palette = { field: "#eceae4", colors: ["#4b5d67"] }

/** The shelf that a product stands on. */
export const shelfOf = (product: Pick<HttpTypes.StoreProduct, "categories">): string =>
  product.categories?.[0]?.handle ?? ""

/** A drawn picture of a product. It only decorates: the product's name stands beside it. */
export function ProductArt({ shelf, handle }: { shelf: string; handle: string }) {
  const { field, colors } = PALETTES[shelf] ?? PLAIN
  const shape = SHAPES[shelf] ?? PLAIN_SHAPE
  const color = colors[sumOf(handle) % colors.length] ?? colors[0]
  return (
    <span className="art" style={{ backgroundColor: field }}>
      <svg viewBox="0 0 120 120" aria-hidden="true" focusable="false">
        <ellipse cx="60" cy="104" rx="34" ry="5" fill="#22313a" opacity=".12" />
        {shape(color)}
      </svg>
    </span>
  )
}

// The same product has the same colour on every page and in every tab.
const sumOf = (text: string): number =>
  [...text].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0)
