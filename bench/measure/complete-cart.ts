import { setTimeout as sleep } from "node:timers/promises"

import { Engine } from "../lib/engine"
import type { Shopper } from "../lib/shopper"
import { runSql } from "../lib/admin-connection"
import type { World } from "../setup/world"
import { discountByRow, type Change } from "./discount-by-row"
import { openPair, closePair, type Place } from "./place"
import { measurePaired, type PairedEffort, type Scenario } from "./paired"
import type { Measured } from "./types"

const BASKET = { COF16: 2, CHIPS: 1, HOTDOG: 1 }
/**
 * What follows an order, on both sides, ends before the other side is asked: the plugin begins with
 * it when the answer has gone out. Its CPU counts.
 */
const PAUSE_MS = 400
/** As many calls without an answer as open the breaker, and some more. */
const CALLS_IN_VAIN = 8
/** As long as an open breaker lets nobody through; then one call tries. */
const BREAKER_OPEN_MS = 30_000
const PROBES_MAX = 60
const PROBE_MS = 1_000

/** Checkouts that are ready to be completed. */
type Queue = Shopper[]

const COMPLETE: Scenario<Queue> = {
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

/**
 * The same while the engine takes calls and answers none, and the breaker is open.
 *
 * @param stale marks every session, so that the engine would be asked
 */
export async function measureCompleteInTheDark(
  world: World,
  effort: PairedEffort,
  stale: boolean,
): Promise<Measured> {
  const engine = await Engine.connect(world.simulatorUrl)
  let begun = 0
  try {
    return await measurePaired(world, effort, {
      ...COMPLETE,
      profile: stale ? "complete-stale-in-the-dark" : "complete-in-the-dark",
      between: {
        begin: async () => {
          await goDark(world, engine, stale)
          await engine.forget()
          begun = performance.now()
        },
        end: async () => {
          const asked = (await engine.askedFor()).length
          const allowed = 1 + (performance.now() - begun) / BREAKER_OPEN_MS
          if (asked > allowed) {
            throw new Error(`The breaker was not open: the engine was asked ${asked} times.`)
          }
          await comeBack(world, engine)
        },
      },
    })
  } finally {
    await engine.close()
  }
}

async function readyCarts(place: Place, acts: number, change?: Change): Promise<Queue> {
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

async function goDark(world: World, engine: Engine, stale: boolean): Promise<void> {
  const pair = openPair(world)
  try {
    const shoppers = await readyCarts(pair.a, CALLS_IN_VAIN)
    await engine.fall()
    await Promise.all(shoppers.map((shopper) => shopper.setQuantity("COF16", 1)))
    // At once, because each of them waits until its time is over.
    await Promise.all(shoppers.map((shopper) => shopper.evaluate()))
    if (stale) {
      await runSql(
        world.plugin.databaseUrl,
        "update loyalty_engine_session set stale = true where status = 'active'",
      )
    }
  } finally {
    await closePair(pair)
  }
}

/** Waits until the plugin asks the engine again. */
async function comeBack(world: World, engine: Engine): Promise<void> {
  await engine.rise()
  const pair = openPair(world)
  try {
    for (let probe = 0; probe < PROBES_MAX; probe++) {
      if (await answers(pair.a)) {
        return
      }
      await sleep(PROBE_MS)
    }
    throw new Error("The breaker did not close again.")
  } finally {
    await closePair(pair)
  }
}

async function answers(place: Place): Promise<boolean> {
  const shopper = place.arrive()
  await shopper.openCart()
  try {
    await place.join(shopper)
    return true
  } catch {
    return false
  }
}
