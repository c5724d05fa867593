import { runSql } from "../lib/admin-connection"
import { Shopper, storeClient } from "../lib/shopper"
import { InsideSide } from "../setup/inside-side"
import { copyShop } from "../setup/scale-database"
import type { World } from "../setup/world"
import type { Measured } from "./types"

const DATABASE = "bench_memory"
const FEW = 1_000
/** So many sessions are evaluated in turns, so that what is kept by session would be seen. */
const SESSIONS = 8

/**
 * What the process holds after many evaluations, over what it holds after a thousand. At module
 * level: the engine is asked and its answer stored, but Medusa does not read and write the cart.
 */
export async function measureMemory(world: World, many: number): Promise<Measured> {
  await copyShop(world, DATABASE)
  // It is about memory: waits for the disk would only make it longer.
  await runSql(world.adminUrl, `alter database ${DATABASE} set synchronous_commit = off`)
  const inside = await InsideSide.start(world, "memory", DATABASE)
  const client = storeClient(inside.side.url, world.shop)
  try {
    const places = []
    for (let session = 0; session < SESSIONS; session++) {
      const shopper = new Shopper(client, world.shop)
      await shopper.openCart()
      await shopper.add("COF16", 2)
      await shopper.add("HOTDOG", 1)
      await runSql(inside.side.databaseUrl, "delete from loyalty_engine_rate_limit")
      await shopper.identify()
      await shopper.evaluate()
      places.push(shopper.keys())
    }
    await inside.evaluateModule({ places, times: FEW })
    const few = (await inside.memory()).heap_bytes
    await inside.evaluateModule({ places, times: many - FEW })
    const value = (await inside.memory()).heap_bytes / few
    return { figure: { value, low: value, high: value } }
  } finally {
    await client.close()
    await inside.stop()
    await runSql(world.adminUrl, `drop database ${DATABASE} with (force)`)
  }
}
