import type { SeedCategory } from "./types"

/** In the order in which the shop shows them. */
export const CATEGORIES: SeedCategory[] = [
  { handle: "coffee", name: "Coffee" },
  { handle: "fountain", name: "Fountain" },
  { handle: "energy", name: "Energy drinks" },
  { handle: "soda", name: "Soda" },
  { handle: "water", name: "Water" },
  { handle: "candy", name: "Candy" },
  { handle: "snacks", name: "Snacks" },
  { handle: "hot-food", name: "Hot food" },
  { handle: "beer", name: "Beer" },
  { handle: "tobacco", name: "Tobacco" },
  { handle: "car-wash", name: "Car wash" },
  { handle: "propane", name: "Propane" },
  { handle: "ice", name: "Ice" },
  { handle: "automotive", name: "Automotive" },
]
