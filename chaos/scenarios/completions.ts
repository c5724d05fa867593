import type { HttpReply, Order, Shopper } from "../../integration-tests/helpers/shopper"
import { broken } from "../invariants/broken"
import { unlessLost } from "../lib/http-client"
import type { World } from "../world"
import { finalized, placed, type Scenario } from "./scenario"

/** Kill -9 inside Medusa's own completion: at the order, at its link to the cart, at the payment. */
export const COMPLETIONS: readonly Scenario[] = [
  ...[1, 2].map((kills): Scenario => ({
    name: `killed in complete-cart while the order is made${kills === 2 ? ", twice" : ""}`,
    faults: [21],
    ...(kills === 1 && { short: true }),
    injected: `SIGKILL while Medusa writes the order of a cart${again(kills)}; the shopper completes again`,
    run: async (world) => {
      const shopper = await killedAt(world, "order", { kills })
      await world.medusa.ask("sweep")
      return [await handedOver(world, await completedAgain(shopper))]
    },
  })),
  {
    name: "killed in complete-cart while order and cart are linked",
    faults: [21],
    injected:
      "SIGKILL between an order and its link to the cart, with loyalty and without; both shoppers complete again",
    run: async (world) => {
      const bare = world.shopper()
      await bare.fill({ COF16: 1 })
      await killedAt(world, "order_cart", { who: bare })
      const shopper = await killedAt(world, "order_cart")
      const orphan = await latestOrder(world)
      requireAsBare([await bare.complete(), await shopper.complete()])
      await requireListed(world, orphan, "completion_unfinished")
      await world.cancel(orphan)
      await requireListed(world, orphan, null)
      // The shop goes on.
      const { order, placed_ms } = await placed(world)
      await world.fulfil(order)
      return [finalized(order, placed_ms)]
    },
  },
  {
    name: "killed in complete-cart while the payment is authorized",
    faults: [21],
    injected:
      "SIGKILL between an order and its payment; what is handed over unpaid waits until it is paid",
    run: async (world) => {
      const shopper = await killedAt(world, "payment")
      const order = await completedAgain(shopper)
      await world.medusa.ask("sweep")
      await world.fulfil(order)
      await requireListed(world, order.id, "payment_missing")
      await world.pay(order)
      await world.medusa.ask("sweep")
      await requireListed(world, order.id, null)
      return [finalized(order)]
    },
  },
]

/** What a second kill adds to the description of the first. */
function again(kills: number): string {
  return kills === 2 ? ", and again when the shopper repeats it" : ""
}

/** A shopper whose process died while a completion wrote into this table of Medusa's. */
async function killedAt(
  world: World,
  table: string,
  { who, kills = 1 }: { who?: Shopper; kills?: number } = {},
): Promise<Shopper> {
  const shopper = who ?? (await world.shopperWithRewards())
  await shopper.beginPayment()
  for (let kill = 0; kill < kills; kill++) {
    await world.killedWhile({ table, event: "insert" }, () => shopper.complete())
    await world.boot()
    await world.timePasses()
  }
  return shopper
}

async function completedAgain(shopper: Shopper): Promise<Order> {
  const { status, data } = await shopper.complete()
  const { type, order } = data as { type?: string; order?: Order }
  if (type !== "order" || !order) {
    throw new Error(`Not an order: ${status} ${JSON.stringify(data)}`)
  }
  return order
}

async function handedOver(world: World, order: Order) {
  await world.operation(order.id)
  await unlessLost(world.fulfil(order))
  return finalized(order)
}

/** Whatever Medusa makes of a cart that it left half completed: with loyalty it is no other answer. */
function requireAsBare([bare, own]: [HttpReply, HttpReply]): void {
  const [without, withLoyalty] = [bare, own].map(({ status, data }) => {
    const { type, message } = data as { type?: string; message?: string }
    return `${status} ${type} ${message ?? ""}`
  })
  if (without !== withLoyalty) {
    throw broken("I1", `without loyalty: ${without}; with it: ${withLoyalty}`)
  }
}

async function latestOrder(world: World): Promise<string> {
  const [row] = await world.database.sql<{ id: string }>(
    `select id from "order" order by created_at desc limit 1`,
  )
  return row?.id ?? ""
}

/** Time passes for this order; then the sweeper lists it for this reason, and nothing is booked. */
async function requireListed(world: World, order_id: string, reason: string | null): Promise<void> {
  await world.database.sql(
    `update "order" set created_at = now() - interval '1 hour' where id = $1`,
    [order_id],
  )
  await world.database.sql(
    "update loyalty_engine_operation set created_at = now() - interval '1 hour' where order_id = $1",
    [order_id],
  )
  await world.timePasses()
  await world.medusa.ask("sweep")
  const listed = await world.database.sql<{ reason: string }>(
    `select reason from loyalty_engine_undecided_order
      where order_id = $1 and resolved_at is null and deleted_at is null`,
    [order_id],
  )
  const found = listed[0]?.reason ?? null
  if (found !== reason) {
    throw broken("I3", `${order_id} is listed for ${found}, not for ${reason}`)
  }
  if (reason !== null && (world.simulator.books().commitsByTransaction[order_id] ?? 0) > 0) {
    throw broken("I2", `${order_id} was booked although it is ${reason}`)
  }
}
