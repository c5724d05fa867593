import type { Shopper } from "../lib/shopper"
import type { World } from "../setup/world"
import { countStatements } from "./count"
import { closePair, forgetTries, openPair } from "./place"
import type { Measured } from "./types"

/** The plugin's own statements when a member identifies at a new cart. */
export async function measureIdentify(world: World): Promise<Measured> {
  const pair = openPair(world)
  let shopper: Shopper = pair.a.arrive()
  const { database } = world.plugin
  try {
    const identify = await countStatements(world.statements, {
      database,
      until: "answered",
      before: async () => {
        shopper = pair.a.arrive()
        await shopper.openCart()
        await shopper.add("COF16")
        await forgetTries(world.plugin)
      },
      request: () => shopper.identify(),
    })
    const read = await countStatements(world.statements, {
      database,
      until: "answered",
      request: () => shopper.read(),
    })
    const ours = identify.ours.length
    return {
      statements: { a: identify.all, b: read.all, ours: identify.ours },
      figure: { value: ours, low: ours, high: ours },
    }
  } finally {
    await closePair(pair)
  }
}
