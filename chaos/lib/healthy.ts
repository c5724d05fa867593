import type { Healthy } from "../invariants/limits"
import { place } from "../scenarios/scenario"
import { BASKET, type World } from "../world"

/** Looks at a shop that has just begun, before anything is done to it. */
export async function lookAt(world: World): Promise<Healthy> {
  const bare = world.shopper()
  await bare.fill(BASKET)
  const { placed_ms: checkout_ms } = await place(bare)
  const { order } = await place(await world.shopperWithRewards())
  await world.operation(order.id)
  await world.fulfil(order)
  await world.operation(order.id, ({ status }) => status === "done")
  const usage = await world.medusa.ask("usage")
  if (!usage) {
    throw new Error("Medusa does not tell what it holds.")
  }
  return { checkout_ms, memory_mb: usage.memory_mb }
}
