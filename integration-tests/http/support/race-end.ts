import { setTimeout as sleep } from "node:timers/promises"

import { wrongNet } from "./race-books"
import { violations } from "./race-safety"
import { ask, oursOn, passWaits, switchStores, type World } from "./race-world"

/** Longer than an engine that has fallen silent is waited for, several times. */
const DECIDE_MS = 20_000
const LOOK_MS = 100
/** An end that needs no booking: the order is void, or nothing of it was kept. */
const NOTHING_SOLD = ["order_canceled", "nothing_kept"]

interface OrderRow {
  id: string
  canceled_at: Date | null
  session_id: string | null
  status: string | null
  failure_reason: string | null
}

/**
 * Heals everything, hands over what was bought, lets the sweeper and the drain work, and says what
 * is still open or wrong then.
 */
export async function settleAll(world: World): Promise<string[]> {
  world.simulator.clearFaults()
  await switchStores(world, true)
  await handOver(world)
  const deadline = Date.now() + DECIDE_MS
  let open: string[]
  do {
    await passWaits(world)
    await world.stage.sweep()
    await world.stage.drain()
    open = await undecided(world)
    await sleep(open.length > 0 ? LOOK_MS : 0)
  } while (open.length > 0 && Date.now() < deadline)
  const wrong = [...open, ...(await violations(world))]
  await forget(world)
  return wrong
}

/**
 * Whoever has paid gets the goods: from then on every policy is met. Where Medusa hands
 * nothing over any more, the order is closed as it is.
 */
async function handOver(world: World): Promise<void> {
  for (const { order } of world.racers) {
    const left = order ? await leftToHandOver(world, order.id) : []
    if (order && left.length > 0) {
      const path = `/admin/orders/${order.id}`
      const { status } = await ask(world, `${path}/fulfillments`, { items: left })
      if (status !== 200) {
        await ask(world, `${path}/complete`)
      }
    }
  }
}

/** Lines that were not handed over yet; none of an order that was cancelled. */
function leftToHandOver(
  world: World,
  order_id: string,
): Promise<{ id: string; quantity: number }[]> {
  return world.stage.sql(
    `SELECT i.item_id AS id, (i.quantity - i.fulfilled_quantity)::int AS quantity
       FROM order_item i
       JOIN "order" o ON o.id = i.order_id AND o.version = i.version AND o.canceled_at IS NULL
      WHERE i.order_id = ? AND i.deleted_at IS NULL AND i.quantity > i.fulfilled_quantity`,
    [order_id],
  )
}

/** Orders whose session has no end yet, or an end that does not fit what was sold. */
async function undecided(world: World): Promise<string[]> {
  const ids = world.racers.flatMap(({ order }) => (order ? [order.id] : []))
  const rows = await world.stage.sql<OrderRow>(
    `SELECT o.id, o.canceled_at, s.id AS session_id, s.status, s.failure_reason
       FROM "order" o
       LEFT JOIN loyalty_engine_session s ON s.order_id = o.id WHERE o.id = ANY(?)`,
    [ids],
  )
  const found = await Promise.all(rows.map((row) => openOn(world, row)))
  const working = await world.stage.sql<{ order_id: string; kind: string; status: string }>(
    `SELECT order_id, kind, status FROM loyalty_engine_operation
      WHERE order_id = ANY(?) AND (status IN ('in_flight', 'unknown')
         OR (status = 'due' AND next_attempt_at IS NOT NULL)
         OR (status = 'dead' AND kind = 'reverse'))`,
    [ids],
  )
  const lost = ids.filter((id) => !rows.some((row) => row.id === id))
  return [
    ...found.flat(),
    ...lost.map((id) => `${id} is no order any more`),
    ...working.map(({ order_id, kind, status }) => `${kind} of ${order_id} is ${status}`),
  ]
}

async function openOn(world: World, row: OrderRow): Promise<string[]> {
  const { id, canceled_at, session_id, status, failure_reason } = row
  if (session_id === null) {
    const order = await world.clerk.order(id)
    const ours = order.items.reduce((sum, line) => sum + oursOn(line), 0)
    const live = await liveSessionOf(world, id)
    return [
      ...(ours > 0 ? [`${id} carries ${ours} off and has no session`] : []),
      ...(live ? [`${live} stayed open beside ${id}`] : []),
    ]
  }
  if (status === "finalized") {
    const commits = world.commits(id)
    return commits === 1 ? wrongNet(world, id) : [`${id} is finalized with ${commits} commits`]
  }
  const isVoid =
    status === "failed" &&
    NOTHING_SOLD.includes(failure_reason ?? "") &&
    (canceled_at !== null || failure_reason === "nothing_kept")
  // An operator may end the session of a placed order: nothing is booked for it then.
  const isOperators =
    failure_reason === "operator" &&
    world.commits(id) === 0 &&
    (await world.stage.transitions(session_id)).includes("pending_finalization>failed")
  return isVoid || isOperators ? [] : [`${id} is ${status}, ${failure_reason}`]
}

async function liveSessionOf(world: World, order_id: string): Promise<string | null> {
  const [row] = await world.stage.sql<{ id: string }>(
    `SELECT s.id FROM order_cart oc JOIN loyalty_engine_session s ON s.cart_id = oc.cart_id
      WHERE oc.order_id = ? AND s.status IN ('active', 'pending_finalization')`,
    [order_id],
  )
  return row?.id ?? null
}

/** A thousand runs share one database: the sweeper of the next need not look at this one's. */
async function forget({ stage, racers }: World): Promise<void> {
  const ids = racers.flatMap(({ order }) => (order ? [order.id] : []))
  await stage.sql(`UPDATE "order" SET updated_at = now() - interval '3 days' WHERE id = ANY(?)`, [
    ids,
  ])
}
