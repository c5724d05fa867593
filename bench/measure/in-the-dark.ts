import { setTimeout as sleep } from "node:timers/promises"

import { runSql } from "../lib/admin-connection"
import { Engine } from "../lib/engine"
import type { World } from "../setup/world"
import { COMPLETE, readyCarts, type Queue } from "./complete-cart"
import { actsOf, measurePaired, type PairedEffort, type Scenario } from "./paired"
import { closePair, openPair, type Pair, type Place } from "./place"
import type { Measured } from "./types"

/** As many calls without an answer as open the breaker, and some more. */
const CALLS_IN_VAIN = 8
/** As long as an open breaker lets nobody through; then one call tries. */
const BREAKER_OPEN_MS = 30_000
const PROBES_MAX = 60
const PROBE_MS = 1_000

/** Completions while the engine is silent, by what the sessions are like. */
interface InTheDark {
  /** As they were when the engine fell silent. */
  fresh: Measured
  /** Marked, so that the engine would be asked. */
  stale: Measured
}

/**
 * Completing a cart while the engine takes calls and answers none, and the breaker is open. Both
 * comparisons share one blackout, which takes half a minute to end, so that the carts of both are
 * made ready before it.
 */
export async function measureCompleteInTheDark(
  world: World,
  effort: PairedEffort,
): Promise<InTheDark> {
  const engine = await Engine.connect(world.simulatorUrl)
  const pair = openPair(world)
  try {
    const acts = actsOf(effort)
    // Those that will be marked first: the others are the younger, as a shopper's are.
    const stale = await readyOnBothSides(pair, acts)
    const fresh = await readyOnBothSides(pair, acts)
    await goDark(world, engine)
    try {
      return {
        fresh: await measurePaired(world, effort, {
          ...scenarioOf(fresh, engine),
          profile: "complete-in-the-dark",
        }),
        stale: await measurePaired(world, effort, {
          ...scenarioOf(stale, engine, () => markStale(world)),
          profile: "complete-stale-in-the-dark",
        }),
      }
    } finally {
      await comeBack(world, engine)
    }
  } finally {
    await Promise.all([engine.close(), closePair(pair)])
  }
}

/** Carts of either side. */
type Stock = Record<keyof Pair, Queue>

async function readyOnBothSides(pair: Pair, count: number): Promise<Stock> {
  const [a, b] = await Promise.all([readyCarts(pair.a, count), readyCarts(pair.b, count)])
  return { a, b }
}

/** Completions of these carts, of which the breaker lets hardly any reach the engine. */
function scenarioOf(
  stock: Stock,
  engine: Engine,
  prepare: () => Promise<void> = () => Promise.resolve(),
): Scenario<Queue> {
  let begun = 0
  return {
    ...COMPLETE,
    begin: (place) => Promise.resolve(place.hasPlugin ? stock.a : stock.b),
    between: {
      begin: async () => {
        await prepare()
        await engine.forget()
        begun = performance.now()
      },
      end: async () => {
        const asked = (await engine.askedFor()).length
        const allowed = 1 + (performance.now() - begun) / BREAKER_OPEN_MS
        if (asked > allowed) {
          throw new Error(`The breaker was not open: the engine was asked ${asked} times.`)
        }
      },
    },
  }
}

async function goDark(world: World, engine: Engine): Promise<void> {
  const pair = openPair(world)
  try {
    const shoppers = await readyCarts(pair.a, CALLS_IN_VAIN)
    await engine.fall()
    await Promise.all(shoppers.map((shopper) => shopper.setQuantity("COF16", 1)))
    // At once, because each of them waits until its time is over.
    await Promise.all(shoppers.map((shopper) => shopper.evaluate()))
  } finally {
    await closePair(pair)
  }
}

async function markStale(world: World): Promise<void> {
  await runSql(
    world.plugin.databaseUrl,
    "update loyalty_engine_session set stale = true where status = 'active'",
  )
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
