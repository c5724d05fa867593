import { setTimeout as sleep } from "node:timers/promises"

import {
  canTransition,
  type SessionStatus,
} from "../../../src/modules/loyalty/domain/session-machine"
import type { Order } from "../../helpers"
import { oursOn, toCents, type World } from "./race-world"

const SETTLE_MS = 4_000
const LOOK_MS = 100

/** Everything that is wrong in the world at this moment; it must stay empty at all times. */
export async function violations(world: World): Promise<string[]> {
  return [
    ...world.faults,
    ...(await wrongCarts(world)),
    ...(await wrongOrders(world)),
    ...(await wrongMoves(world)),
    ...(await wrongBooks(world)),
  ]
}

/** What a shopper sees: no total below zero, and on no line more of ours than it costs or earned. */
async function wrongCarts(world: World): Promise<string[]> {
  const shopping = world.racers.filter(({ order }) => order === null)
  const found = await Promise.all(shopping.map(({ shopper }) => wrongCart(world, shopper.cart_id)))
  return found.flat()
}

async function wrongCart(world: World, cart_id: string): Promise<string[]> {
  const racer = world.racers.find(({ shopper }) => shopper.cart_id === cart_id)
  const cart = await racer!.shopper.cart()
  const wrong = cart.total < 0 ? [`cart ${cart_id} costs ${cart.total}`] : []
  for (const line of cart.items) {
    const price = toCents(line.unit_price * line.quantity)
    if (oursOn(line) > price) {
      wrong.push(`${oursOn(line)} off a line of ${price} in cart ${cart_id}`)
    }
  }
  return [...wrong, ...(await once(() => aboveApproval(world, cart_id)))]
}

interface Carried {
  line_item_id: string
  ours: number
  approved: number
}

/** Cart and approval in one statement, so that both are of the same moment. */
async function aboveApproval({ stage }: World, cart_id: string): Promise<string[]> {
  const rows = await stage.sql<Carried>(
    `SELECT li.id AS line_item_id, round(sum(adj.amount) * 100)::int AS ours,
            coalesce((
              SELECT sum((part->>'amount')::int)
                FROM loyalty_engine_session s
                JOIN loyalty_engine_session_reward r ON r.session_id = s.id
               CROSS JOIN jsonb_array_elements(r.allocations) part
               WHERE s.cart_id = li.cart_id AND part->>'line_item_id' = li.id
                 AND s.status IN ('active', 'pending_finalization')), 0)::int AS approved
       FROM cart_line_item li
       JOIN cart c ON c.id = li.cart_id AND c.completed_at IS NULL
       JOIN cart_line_item_adjustment adj ON adj.item_id = li.id AND adj.deleted_at IS NULL
      WHERE li.cart_id = ? AND li.deleted_at IS NULL AND adj.provider_id = 'loyalty_engine'
      GROUP BY li.id, li.cart_id`,
    [cart_id],
  )
  return rows
    .filter(({ ours, approved }) => ours > approved)
    .map((row) => `${row.line_item_id}: ${row.ours} off, ${row.approved} approved`)
}

/** No order costs less than nothing, and none carries more of ours than was granted for it. */
async function wrongOrders(world: World): Promise<string[]> {
  const found = await Promise.all(
    world.racers.flatMap(({ order }) => (order ? [wrongOrder(world, order.id)] : [])),
  )
  return found.flat()
}

async function wrongOrder(world: World, order_id: string): Promise<string[]> {
  const order = await world.clerk.order(order_id)
  // Medusa's own: of an order that was edited after it was paid, and then cancelled, the total is
  // what the edit took off, below nothing, with loyalty or without.
  const isBelow = order.total < 0 && order.status !== "canceled"
  const wrong = isBelow ? [`order ${order_id} costs ${order.total}`] : []
  wrong.push(...(await wrongPayments(world, order)))
  const [row] = await world.stage.sql<{ granted: number | null }>(
    `SELECT coalesce(sum((reward->>'amount')::int), 0)::int AS granted
       FROM loyalty_engine_operation o
       LEFT JOIN jsonb_array_elements(o.snapshot->'placement'->'rewards') reward ON true
      WHERE o.order_id = ? AND o.kind = 'finalize' GROUP BY o.id`,
    [order_id],
  )
  const ours = order.items.reduce((sum, line) => sum + oursOn(line), 0)
  if (row && ours > (row.granted ?? 0)) {
    wrong.push(`order ${order_id} carries ${ours}, granted were ${row.granted}`)
  }
  return wrong
}

interface Held {
  amount: number
  /** Its payment session was deleted, so that Medusa can no longer find it by that. */
  orphaned: boolean
}

/**
 * What is held for an order is its total, once. Where a payment was begun again while another was
 * being authorized, Medusa itself may hold the first one beside it (docs/resilience.md).
 */
async function wrongPayments(world: World, order: Order): Promise<string[]> {
  const held = await world.stage.sql<Held>(
    `SELECT p.amount::float AS amount, s.id IS NULL AS orphaned FROM "order" o
       JOIN order_payment_collection link ON link.order_id = o.id
       JOIN payment p ON p.payment_collection_id = link.payment_collection_id
       LEFT JOIN payment_session s ON s.id = p.payment_session_id AND s.deleted_at IS NULL
      WHERE o.id = ? AND o.version = 1 AND p.canceled_at IS NULL AND p.deleted_at IS NULL
      ORDER BY p.created_at`,
    [order.id],
  )
  const amounts = held.map(({ amount }) => amount)
  const differ = amounts.some((amount) => toCents(amount) !== toCents(order.total))
  const surplus = held.length - 1
  const forgotten = held.filter(({ orphaned }) => orphaned).length
  const isMedusas = world.begunAgain && surplus <= forgotten
  return differ || (surplus > 0 && !isMedusas)
    ? [`order ${order.id} costs ${order.total}, and held are ${amounts.join(" and ")}`]
    : []
}

interface Moves {
  id: string
  status: SessionStatus
  moves: { from: SessionStatus | null; to: SessionStatus }[]
}

/** A session moves along the machine's edges, and each move has its audit row. */
async function wrongMoves({ stage, racers }: World): Promise<string[]> {
  const sessions = await stage.sql<Moves>(
    `SELECT s.id, s.status, coalesce(json_agg(json_build_object('from', t."from", 'to', t."to")
              ORDER BY t.at, t.id) FILTER (WHERE t.id IS NOT NULL), '[]') AS moves
       FROM loyalty_engine_session s
       LEFT JOIN loyalty_engine_session_transition t ON t.session_id = s.id
      WHERE s.cart_id = ANY(?) GROUP BY s.id`,
    [racers.map(({ shopper }) => shopper.cart_id)],
  )
  return sessions.flatMap(({ id, status, moves }) => {
    const isLegal = moves.every(({ from, to }, at) =>
      at === 0
        ? from === null && to === "active"
        : from !== null && from === moves[at - 1]?.to && canTransition(from, to),
    )
    const path = moves.map(({ to }) => to).join(" > ")
    return isLegal && moves.at(-1)?.to === status ? [] : [`${id} is ${status} by ${path}`]
  })
}

/** The engine books an order once, and our books say what the engine's say. */
async function wrongBooks(world: World): Promise<string[]> {
  const ids = world.racers.flatMap(({ order }) => (order ? [order.id] : []))
  const twice = ids
    .filter((id) => world.commits(id) > 1)
    .map((id) => `${id} was finalized ${world.commits(id)} times`)
  const differing = await Promise.all(ids.map((id) => once(() => difference(world, id))))
  return [...twice, ...differing.flat()]
}

interface OperationState {
  id: string
  status: string
  fence: number
}

/** Nothing to compare while an answer is on its way, or was and never came. */
async function difference(world: World, order_id: string): Promise<string[]> {
  const look = () =>
    world.stage.sql<OperationState>(
      "SELECT id, status, fence FROM loyalty_engine_operation WHERE order_id = ? ORDER BY id",
      [order_id],
    )
  const before = await look()
  const rows = await world.stage.service.transactionsOfOrder(order_id)
  const booked = world.simulator
    .books()
    .transactions.filter(({ transactionId }) => transactionId === order_id)
  const after = await look()
  const isMoving =
    JSON.stringify(before) !== JSON.stringify(after) ||
    after.some(({ status }) => status === "in_flight" || status === "unknown")
  if (isMoving) {
    return []
  }
  const ours = [
    rows.reduce((sum, row) => sum + row.earned_points, 0),
    rows.reduce((sum, row) => sum + row.redeemed_points, 0),
  ]
  const sign = (kind: string): number => (kind === "finalize" ? 1 : -1)
  const theirs = [
    booked.reduce((sum, one) => sum + sign(one.kind) * one.earnedPoints, 0),
    booked.reduce((sum, one) => sum + sign(one.kind) * one.redeemedPoints, 0),
  ]
  return String(ours) === String(theirs)
    ? []
    : [`${order_id}: ${String(ours)} with us, ${String(theirs)} at the engine`]
}

/**
 * What is wrong and stays wrong. An evaluation that runs at this moment writes to the cart before it
 * stores its approval, so that a look between the two is no fault; a completion waits for both.
 */
async function once(look: () => Promise<string[]>): Promise<string[]> {
  const deadline = Date.now() + SETTLE_MS
  for (;;) {
    const wrong = await look()
    if (wrong.length === 0 || Date.now() > deadline) {
      return wrong
    }
    await sleep(LOOK_MS)
  }
}
