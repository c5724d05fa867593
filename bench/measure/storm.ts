import { setTimeout as sleep } from "node:timers/promises"

import { Engine } from "../lib/engine"
import { median } from "../lib/stats"
import type { World } from "../setup/world"
import { closePair, openPair } from "./place"
import type { Measured } from "./types"

const SKUS = ["COF16", "SODA20", "HOTDOG", "WATER"]
const CHANGES = 24
/** A burst of changes is evaluated at last after three seconds. */
const AFTERWARDS_MS = 4_000

/** Questions to the engine for each change of a basket that a shopper changes without a rest. */
export async function measureStorm(world: World, rounds: number): Promise<Measured> {
  const engine = await Engine.connect(world.simulatorUrl)
  const pair = openPair(world)
  try {
    const shopper = pair.a.arrive()
    await shopper.openCart()
    for (const sku of SKUS) {
      await shopper.add(sku)
    }
    await pair.a.join(shopper)
    const ratios: number[] = []
    for (let round = 0; round < rounds; round++) {
      await engine.forget()
      for (let change = 0; change < CHANGES; change++) {
        const quantity = Math.floor(change / SKUS.length) % 2 === 0 ? 2 : 1
        await shopper.setQuantity(SKUS[change % SKUS.length] ?? "", quantity)
      }
      await sleep(AFTERWARDS_MS)
      const asked = await engine.askedFor()
      if (asked.length === 0) {
        throw new Error("No change of the basket ever reached the engine.")
      }
      ratios.push(asked.length / CHANGES)
    }
    const [low, high] = [Math.min(...ratios), Math.max(...ratios)]
    return { figure: { value: median(ratios), low, high } }
  } finally {
    await Promise.all([engine.close(), closePair(pair)])
  }
}
