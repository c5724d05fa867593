import type { LoadRequest, SaturationJob } from "../load/job"
import { LoadDriver } from "../load/second-process"
import { median, quantile } from "../lib/stats"
import { publishableKey } from "../lib/shopper"
import type { World } from "../setup/world"
import { closePair, openPair, type Place } from "./place"
import type { Figure, Results } from "./types"

const BASKET = { COF16: 2, CHIPS: 1, HOTDOG: 1 }
const CONNECTIONS = 16
const WARM_UPS = 2

export interface SaturationEffort {
  rounds: number
  duration_ms: number
}

/**
 * How many loyalty requests one process answers in a minute, over how many reads of the same
 * basket's cart bare Medusa answers, in turns.
 */
export async function measureSaturation(world: World, effort: SaturationEffort): Promise<Results> {
  const pair = openPair(world)
  const driver = new LoadDriver()
  const jobFor = ({ side }: Place, requests: LoadRequest[]): SaturationJob => ({
    kind: "saturate",
    origin: side.url,
    headers: { "x-publishable-api-key": publishableKey(world.shop) },
    requests,
    connections: CONNECTIONS,
    duration_ms: effort.duration_ms,
  })
  try {
    const loyalty = jobFor(pair.a, await loyaltyRequests(pair.a))
    const bare = jobFor(pair.b, await cartReads(pair.b))
    const rates: { loyalty: number; bare: number }[] = []
    for (let round = 0; round < effort.rounds + WARM_UPS; round++) {
      const [ours, theirs] = [await driver.ask(loyalty), await driver.ask(bare)]
      if (ours.errors + theirs.errors > 0) {
        throw new Error(`${ours.errors} loyalty requests and ${theirs.errors} reads failed.`)
      }
      rates.push({ loyalty: ours.per_minute, bare: theirs.per_minute })
    }
    const counted = rates.slice(WARM_UPS)
    return {
      saturation: { figure: figureOf(counted.map((rate) => rate.loyalty / rate.bare)) },
      perMinute: { figure: figureOf(counted.map((rate) => rate.loyalty)) },
    }
  } finally {
    driver.stop()
    await closePair(pair)
  }
}

/** What a storefront asks while the shopper looks on: the session, and its rewards, unchanged. */
async function loyaltyRequests(place: Place): Promise<LoadRequest[]> {
  const { cart_id, session_id } = await cartOf(place)
  return [
    { method: "GET", path: `/store/loyalty/session/${session_id}?cart_id=${cart_id}` },
    { method: "POST", path: "/store/loyalty/rewards", body: { cart_id, session_id } },
  ]
}

async function cartReads(place: Place): Promise<LoadRequest[]> {
  const { cart_id } = await cartOf(place)
  return [{ method: "GET", path: `/store/carts/${cart_id}` }]
}

async function cartOf(place: Place): Promise<{ cart_id: string; session_id: string }> {
  const shopper = place.arrive()
  await shopper.openCart()
  for (const [sku, quantity] of Object.entries(BASKET)) {
    await shopper.add(sku, quantity)
  }
  await place.join(shopper)
  return shopper.keys()
}

function figureOf(values: readonly number[]): Figure {
  return { value: median(values), low: quantile(values, 0.25), high: quantile(values, 0.75) }
}
