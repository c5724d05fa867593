import { setTimeout as sleep } from "node:timers/promises"

import { Shopper, storeClient } from "../lib/shopper"
import { compare, median, type Round } from "../lib/stats"
import type { Side, World } from "../setup/world"
import { countStatements, type Count } from "./count"
import type { Effort } from "./effort"
import type { Measured } from "./types"

const SKUS = ["COF16", "SODA20", "HOTDOG", "WATER", "ICE10", "FRESH"]
/** Lets the work after an answer end before the other side is asked. */
const PAUSE_MS = 15

/** One side and its shopper. */
interface Place {
  side: Side
  shopper: Shopper
  close: () => Promise<void>
}

interface Pair {
  a: Place
  b: Place
}

interface Sample {
  wall_ms: number
  cpu_ms: number
}

/** Adding to a cart: A has the plugin, idle, with loyalty on for the store; B is bare Medusa. */
export async function measureAddToCart(world: World, effort: Effort): Promise<Measured> {
  const pair = { a: placeOf(world, world.plugin), b: placeOf(world, world.bare) }
  try {
    for (let round = 0; round < effort.warmUpAdditions; round++) {
      await playRound(pair, effort.additions)
    }
    const wall: Round[] = []
    const cpu: Round[] = []
    for (let round = 0; round < effort.rounds; round++) {
      const { a, b } = await playRound(pair, effort.additions)
      wall.push({ a: a.wall_ms, b: b.wall_ms })
      cpu.push({ a: a.cpu_ms, b: b.cpu_ms })
    }
    const [a, b] = [await count(world, pair.a), await count(world, pair.b)]
    const statements = { a: a.all, b: b.all, ours: a.ours }
    return { wall: compare(wall), cpu: compare(cpu), statements }
  } finally {
    await Promise.all([pair.a.close(), pair.b.close()])
  }
}

function placeOf(world: World, side: Side): Place {
  const client = storeClient(side.url, world.shop)
  return { side, shopper: new Shopper(client, world.shop), close: () => client.close() }
}

/** Fills a new cart on both sides at the same time, addition by addition: A B, B A, A B … */
async function playRound({ a, b }: Pair, additions: number): Promise<{ a: Sample; b: Sample }> {
  const times = new Map<Place, number[]>()
  const before = new Map<Place, number>()
  for (const place of [a, b]) {
    await place.shopper.openCart()
    await sleep(PAUSE_MS)
    times.set(place, [])
    before.set(place, await place.side.meter.cpu())
  }
  for (let addition = 0; addition < additions; addition++) {
    for (const place of addition % 2 === 0 ? [a, b] : [b, a]) {
      const { wall_ms } = await place.shopper.add(skuOf(addition))
      times.get(place)?.push(wall_ms)
      await sleep(PAUSE_MS)
    }
  }
  const sampleOf = async (place: Place): Promise<Sample> => ({
    wall_ms: median(times.get(place) ?? []),
    cpu_ms: ((await place.side.meter.cpu()) - (before.get(place) ?? 0)) / additions,
  })
  return { a: await sampleOf(a), b: await sampleOf(b) }
}

async function count(world: World, { side, shopper }: Place): Promise<Count> {
  return countStatements(world.statements, {
    database: side.database,
    // Subscribers work after the answer, and their statements are the plugin's as well.
    until: "quiet",
    before: async () => {
      await shopper.openCart()
      await shopper.add(skuOf(0))
    },
    request: () => shopper.add(skuOf(1)),
  })
}

function skuOf(addition: number): string {
  return SKUS[addition % SKUS.length] ?? ""
}
