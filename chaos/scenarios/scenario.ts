import type { Order, Shopper } from "../../integration-tests/helpers/shopper"
import type { ObservedOrder } from "../invariants/evidence"
import { POINTS_REWARD, type World } from "../world"

/** One fault thrown at a running shop. */
export interface Scenario {
  /** Unique, and stable: the map from faults to tests names it. */
  name: string
  /** Rows of the fault plan. */
  faults: readonly number[]
  /** Edge cases of the wire contract. */
  edges?: readonly number[]
  /** What is done to the shop, for the page of results. */
  injected: string
  /** Part of the short form that continuous integration runs. */
  short?: boolean
  /** How long checkout may wait for the engine beside its bare time; not at all when absent. */
  deadlines_ms?: number
  /** How many shoppers pay at the same time; one when absent. */
  at_once?: number
  /** Throws the fault; whatever it leaves broken is healed after it. */
  run: (world: World) => Promise<readonly ObservedOrder[]>
}

/** Places the order of a shopper and takes the time of it, from the payment's beginning on. */
export async function place(shopper: Shopper): Promise<{ order: Order; placed_ms: number }> {
  const start = performance.now()
  await shopper.beginPayment()
  const { status, data } = await shopper.complete()
  const placed_ms = Math.round(performance.now() - start)
  const { type, order } = data as { type?: string; order?: Order }
  if (type !== "order" || !order) {
    throw new Error(`Not an order: ${status} ${JSON.stringify(data)}`)
  }
  return { order, placed_ms }
}

/** An order of a shopper with rewards, bound to its session and not yet handed over. */
export async function placed(
  world: World,
  who?: Shopper,
): Promise<{ order: Order; placed_ms: number }> {
  const result = await place(who ?? (await world.shopperWithRewards()))
  await world.operation(result.order.id)
  return result
}

export function finalized(order: Order, placed_ms: number | null = null): ObservedOrder {
  return { order_id: order.id, placed_ms, expected: "finalized" }
}

/** An order whose shopper paid with points: they must be redeemed for it, once. */
export function finalizedWithPoints(order: Order, placed_ms: number | null = null): ObservedOrder {
  return { ...finalized(order, placed_ms), pays_points: POINTS_REWARD.points }
}
