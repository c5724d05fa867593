import { runSql } from "../lib/admin-connection"
import { Shopper, storeClient } from "../lib/shopper"
import type { Side, World } from "../setup/world"

/** One side of a comparison, with shoppers of its own. */
export interface Place {
  side: Side
  hasPlugin: boolean
  /** A shopper without a cart yet. */
  arrive: () => Shopper
  /** Lets the shopper identify and see rewards; does nothing without the plugin. */
  join: (shopper: Shopper) => Promise<void>
  close: () => Promise<void>
}

export interface Pair {
  a: Place
  b: Place
}

/** A has the plugin, with loyalty on for the store; B is bare Medusa. */
export function openPair(world: World): Pair {
  return { a: placeOf(world, "plugin"), b: placeOf(world, "bare") }
}

export async function closePair({ a, b }: Pair): Promise<void> {
  await Promise.all([a.close(), b.close()])
}

function placeOf(world: World, name: "plugin" | "bare"): Place {
  const side = world[name]
  const hasPlugin = name === "plugin"
  const client = storeClient(side.url, world.shop)
  return {
    side,
    hasPlugin,
    arrive: () => new Shopper(client, world.shop),
    join: async (shopper) => {
      if (hasPlugin) {
        await forgetTries(side)
        await shopper.identify()
        await shopper.evaluate()
      }
    },
    close: () => client.close(),
  }
}

/** Tries to identify are counted by member and address, and a benchmark has few of either. */
export async function forgetTries(side: Side): Promise<void> {
  await runSql(side.databaseUrl, "delete from loyalty_engine_rate_limit")
}
