import type { World } from "./race-world"

/** What the engine was told of one line: our own words to it, as it kept them. */
interface ToldLine {
  sku: string
  qty: number
  /** Paid for the line, in major units. */
  netAmount: number
}

interface Told {
  transactionId: string
  items: ToldLine[]
}

/** A line of an order as Medusa has it now. */
interface Standing {
  sku: string
  quantity: number
  handed_over: number
  returned: number
}

const CENTS = 100

/**
 * What an order leaves in the engine's books beside what the kept goods alone deserve. By the rule
 * of the concepts page and from Medusa's rows alone: nothing of ours is asked, so that an order
 * whose reversal was never made, or made twice, differs.
 */
export async function wrongNet(world: World, order_id: string): Promise<string[]> {
  const told = toldOf(world, order_id)
  const booked = world.simulator
    .books()
    .transactions.filter(({ transactionId }) => transactionId === order_id)
  const finalized = booked.find(({ kind }) => kind === "finalize")
  if (!told || !finalized) {
    return booked.length > 0 ? [`${order_id} is booked, and nobody told what was sold`] : []
  }
  const returned = await returnedShare(world, order_id, told.items)
  const deserved = [finalized.earnedPoints, finalized.redeemedPoints].map(
    (points) => points - returned(points),
  )
  const sign = (kind: string): number => (kind === "finalize" ? 1 : -1)
  const left = [
    booked.reduce((sum, one) => sum + sign(one.kind) * one.earnedPoints, 0),
    booked.reduce((sum, one) => sum + sign(one.kind) * one.redeemedPoints, 0),
  ]
  return String(left) === String(deserved)
    ? []
    : [`${order_id} leaves ${String(left)} at the engine and deserves ${String(deserved)}`]
}

/** The body that the engine booked, whether or not its answer arrived. */
function toldOf({ simulator }: World, order_id: string): Told | undefined {
  return simulator
    .requests({ endpoint: "finalize" })
    .filter(({ effect }) => effect)
    .map(({ body }) => body as Told)
    .find(({ transactionId }) => transactionId === order_id)
}

/** The part of any number of points that belongs to goods which did not stay with the shopper. */
async function returnedShare(
  world: World,
  order_id: string,
  items: readonly ToldLine[],
): Promise<(points: number) => number> {
  const [order] = await world.stage.sql<{ canceled_at: Date | null }>(
    `SELECT canceled_at FROM "order" WHERE id = ?`,
    [order_id],
  )
  const standing = await world.stage.sql<Standing>(
    `SELECT l.variant_sku AS sku, i.quantity::int,
            greatest(i.fulfilled_quantity, i.delivered_quantity)::int AS handed_over,
            (i.return_received_quantity + i.return_dismissed_quantity)::int AS returned
       FROM order_item i
       JOIN "order" o ON o.id = i.order_id AND o.version = i.version
       JOIN order_line_item l ON l.id = i.item_id
      WHERE i.order_id = ? AND i.deleted_at IS NULL`,
    [order_id],
  )
  const lines = items.map(({ sku, qty, netAmount }) => {
    const line = standing.find((one) => one.sku === sku)
    const kept = order?.canceled_at || !line ? 0 : keptOf(qty, line)
    const net = Math.round(netAmount * CENTS)
    return { net, back: net - Math.round((net * kept) / qty) }
  })
  const whole = lines.reduce((sum, { net }) => sum + net, 0)
  const back = lines.reduce((sum, line) => sum + line.back, 0)
  return (points) =>
    whole === 0 ? (back === 0 ? 0 : points) : Math.floor((2 * points * back + whole) / (2 * whole))
}

/** Units handed over after the engine was told were never claimed: they come back first. */
function keptOf(told: number, { quantity, handed_over, returned }: Standing): number {
  const reached = Math.min(quantity, Math.max(told, handed_over))
  return Math.max(0, Math.min(told, reached - returned))
}
