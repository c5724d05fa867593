import type { Shopper } from "../lib/shopper"
import type { World } from "../setup/world"
import { discountByRow } from "./discount-by-row"
import { measurePaired, type PairedEffort, type Scenario } from "./paired"
import type { Place } from "./place"
import type { Measured } from "./types"

const SKUS = ["COF16", "SODA20", "HOTDOG", "WATER", "ICE10", "FRESH"]
const PAUSE_MS = 15
/** The plugin looks at a cart that was left alone for 300 ms, and is done with it by then. */
const UNTIL_LOOKED_MS = 600

/** Adding to a cart: A has the plugin, idle, with loyalty on for the store; B is bare Medusa. */
export function measureAddToCart(world: World, effort: PairedEffort): Promise<Measured> {
  return measurePaired(world, effort, {
    profile: "add-to-cart",
    begin: (place) => Promise.resolve(place.arrive()),
    beginRound: (shopper) => shopper.openCart(),
    act: (shopper, act) => shopper.add(skuOf(act)),
    pause_ms: PAUSE_MS,
    // Subscribers work after the answer, and their statements are the plugin's as well.
    count: {
      until: "quiet",
      prepare: async (shopper) => {
        await shopper.openCart()
        await shopper.add(skuOf(-1))
      },
    },
  })
}

/** The quantity of a line goes up and down. */
export function measureUpdateLine(world: World, effort: PairedEffort): Promise<Measured> {
  return measurePaired(world, effort, {
    profile: "update-line",
    begin: fullCart,
    act: (shopper, act) => shopper.setQuantity(skuOf(act), quantityOf(act)),
    pause_ms: PAUSE_MS,
    count: { until: "quiet" },
  })
}

/** The same two with a session on A's cart: what the request itself takes. */
export function measureAddWithSession(world: World, effort: PairedEffort): Promise<Measured> {
  return measurePaired(world, effort, {
    profile: "add-with-session",
    begin: joinedCart,
    act: (shopper, act) => shopper.add(skuOf(act)),
    pause_ms: PAUSE_MS,
    rest_ms: UNTIL_LOOKED_MS,
    // The evaluation in the background begins later and is no part of it.
    count: { until: "settled" },
  })
}

const UPDATE_WITH_SESSION: Scenario<Shopper> = {
  profile: "update-with-session",
  begin: joinedCart,
  act: (shopper, act) => shopper.setQuantity(skuOf(act), quantityOf(act)),
  pause_ms: PAUSE_MS,
  rest_ms: UNTIL_LOOKED_MS,
  count: { until: "settled" },
}

export function measureUpdateWithSession(world: World, effort: PairedEffort): Promise<Measured> {
  return measurePaired(world, effort, UPDATE_WITH_SESSION)
}

/** The same, and bare Medusa's cart has the same discounts, row by row, which nobody guards. */
export function measureUpdateDiscounted(world: World, effort: PairedEffort): Promise<Measured> {
  const discountAlike = discountByRow()
  return measurePaired(world, effort, {
    ...UPDATE_WITH_SESSION,
    profile: "update-discounted",
    begin: async (place) => {
      const shopper = await joinedCart(place)
      await discountAlike(place, shopper)
      return shopper
    },
  })
}

async function fullCart(place: Place): Promise<Shopper> {
  const shopper = place.arrive()
  await shopper.openCart()
  for (const sku of SKUS) {
    await shopper.add(sku)
  }
  return shopper
}

async function joinedCart(place: Place): Promise<Shopper> {
  const shopper = await fullCart(place)
  await place.join(shopper)
  return shopper
}

const skuOf = (act: number): string => SKUS[(act + SKUS.length) % SKUS.length] ?? ""

/** Every line goes up in one turn through the basket and down in the next. */
const quantityOf = (act: number): number => (Math.floor(act / SKUS.length) % 2 === 0 ? 2 : 1)
