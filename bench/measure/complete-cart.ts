import type { Shopper } from "../lib/shopper"
import type { World } from "../setup/world"
import { discountByRow, type Change } from "./discount-by-row"
import type { Place } from "./place"
import { measurePaired, type PairedEffort, type Scenario } from "./paired"
import type { Measured } from "./types"

const BASKET = { COF16: 2, CHIPS: 1, HOTDOG: 1 }
/**
 * What follows an order, on both sides, ends before the other side is asked: the plugin begins with
 * it when the answer has gone out. Its CPU counts.
 */
const PAUSE_MS = 400

/** Checkouts that are ready to be completed. */
export type Queue = Shopper[]

/** A cart of either side becomes an order. */
export const COMPLETE: Scenario<Queue> = {
  profile: "complete",
  begin: readyCarts,
  act: (queue) => next(queue).complete(),
  pause_ms: PAUSE_MS,
  count: { until: "quiet" },
}

/** Completing a cart: on A it has an active session, and nothing changed since the evaluation. */
export function measureComplete(world: World, effort: PairedEffort): Promise<Measured> {
  return measurePaired(world, effort, COMPLETE)
}

/** The same, and bare Medusa's carts have the same discounts, row by row, which nobody guards. */
export function measureCompleteDiscounted(world: World, effort: PairedEffort): Promise<Measured> {
  const discountAlike = discountByRow()
  return measurePaired(world, effort, {
    ...COMPLETE,
    profile: "complete-discounted",
    begin: (place, acts) => readyCarts(place, acts, discountAlike),
  })
}

/** So many carts that can be completed: with pickup, a payment session and, on A, rewards. */
export async function readyCarts(place: Place, acts: number, change?: Change): Promise<Queue> {
  const queue: Queue = []
  for (let cart = 0; cart < acts; cart++) {
    const shopper = place.arrive()
    await shopper.openCart()
    for (const [sku, quantity] of Object.entries(BASKET)) {
      await shopper.add(sku, quantity)
    }
    await place.join(shopper)
    await change?.(place, shopper)
    await shopper.beginPayment()
    if (place.hasPlugin) {
      await shopper.evaluate()
    }
    queue.push(shopper)
  }
  return queue
}

function next(queue: Queue): Shopper {
  const shopper = queue.shift()
  if (!shopper) {
    throw new Error("There are too few carts to complete.")
  }
  return shopper
}
