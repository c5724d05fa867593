import type { MedusaContainer } from "@medusajs/framework/types"

import type { Cause, SessionRow } from "../../../modules/loyalty/types/rows"
import { failpoint } from "../../../modules/loyalty/utils/failpoint"
import type { AdjustmentInput } from "../../../modules/loyalty/persistence/adjustment-service"
import { buildPlacement, ourDiscountOf } from "../utils/build-placement"
import { tryLock, withCartLock } from "../utils/locks"
import { loyaltyService } from "../utils/loyalty"
import { namesOf, observed } from "../utils/observed"
import { fingerprintOf, readCart, readPresentCart, type CartSnapshot } from "../utils/read-cart"
import { cartOfOrder, readOrder, type OrderSnapshot } from "../utils/read-order"
import { placeOrderWorkflow } from "../workflows/place-order"
import { finalizeAsRead } from "./finalize-when-due"

/** Longer than an order is read for. */
const LOOK_LIFE_S = 10

/**
 * What a caller knows of the completion that made the order, and does where that may go on:
 * `over` is said by the event, which Medusa sends afterwards; `wait` waits for the cart and throws
 * where it cannot be had; `later` does nothing, because the caller comes again.
 */
type Completion = "over" | "wait" | "later"

interface Placing {
  order_id: string
  completion: Completion
  cause: Cause
}

/**
 * Binds a placed order to the session of its cart and puts the finalize into the outbox. Called by
 * the event, the sweeper, or both, in any order: the rows decide, so a repetition does nothing.
 */
export async function placeOrder(
  container: MedusaContainer,
  input: Placing,
): Promise<Placed["outcome"]> {
  return (await observedPlacing(container, input)).outcome
}

const observedPlacing = observed(place, {
  name: "place",
  before: ({ order_id, cause }) => ({ order_id, correlation_id: cause.correlation_id }),
  after: ({ outcome, session }) =>
    outcome === "placed" ? { outcome, fields: session && namesOf(session) } : null,
})

interface Placed {
  outcome: "placed" | "nothing_to_do"
  session?: SessionRow
}

const NOTHING_TO_DO: Placed = { outcome: "nothing_to_do" }

async function place(container: MedusaContainer, input: Placing): Promise<Placed> {
  const service = loyaltyService(container)
  const bound = await service.sessionOfOrder(input.order_id)
  if (bound && (await service.operationOfOrder(input.order_id))) {
    return NOTHING_TO_DO
  }
  const cart_id = bound?.cart_id ?? (await cartOfOrder(container, input.order_id))
  const approval = cart_id ? await service.latestApprovalOfCart(cart_id) : null
  if (!approval || !cart_id) {
    return NOTHING_TO_DO
  }
  const { session, rewards } = approval
  // An event can be seen although the completion was taken back: only the order's row counts.
  const order = await orderThatStays(container, { ...input, cart_id })
  const cart = await cartAsSold(container, session)
  if (!order || !cart) {
    return NOTHING_TO_DO
  }
  if (session.status !== "active" && session.order_id !== order.id) {
    await flagOrphanDiscount(container, session, order)
    return NOTHING_TO_DO
  }
  const config = await service.storeConfig(session.store_id)
  const result = await buildPlacement(container, { order, cart, session, rewards, config })
  failpoint("place.before_bind")
  const { result: placed } = await placeOrderWorkflow(container).run({
    input: {
      placement: {
        session_id: session.id,
        order_id: order.id,
        snapshot: { placement: result.placement },
        cause: input.cause,
      },
      adjustments_due: await guardOrder(container, {
        session,
        order,
        amount: result.above_approval,
      }),
    },
  })
  failpoint("place.after_bind")
  if (placed.status === "pending_finalization") {
    // The order is the one that was read before it was bound. Whatever happened to it since has an
    // event of its own, which waits for the binding, in `settleOrder`, and then looks afresh.
    await finalizeAsRead(container, input, { order, operation_id: placed.operation_id, config })
  }
  return { outcome: "placed", session }
}

/**
 * The order, once nobody can take it back: null where it is gone, and where that is not known yet.
 * Medusa writes an order and ties it to its cart before it authorizes the payment, and deletes it
 * where that fails, all of it under the cart's lock. A session that was bound in between would stay
 * bound to an order that never was, and the shopper's next try would have none.
 */
async function orderThatStays(
  container: MedusaContainer,
  { order_id, cart_id, completion }: Placing & { cart_id: string },
): Promise<OrderSnapshot | null> {
  const read = () => readOrder(container, order_id)
  switch (completion) {
    case "over":
      return read()
    case "wait":
      return withCartLock(container, cart_id, read)
    case "later": {
      const looked = await tryLock(container, { key: cart_id, life_s: LOOK_LIFE_S }, read)
      return looked.held ? null : looked.value
    }
  }
}

/**
 * The cart that an order was made of. Medusa lets another tab change the quantity of a line of a
 * completed cart, sees only then that the cart is over, and changes it back: all of it under the
 * cart's lock. Whoever reads in between would find another basket than the approved one, and take
 * the points and the approval from the order for good. What a cart was at its completion is told by
 * times that processes wrote with their own clocks: where that is not the approved basket either,
 * the cart as it stands is what was sold, because nobody changes it meanwhile.
 */
async function cartAsSold(
  container: MedusaContainer,
  { cart_id, basket_fingerprint }: SessionRow,
): Promise<CartSnapshot | null> {
  const isApproved = (cart: CartSnapshot) => fingerprintOf(cart) === basket_fingerprint
  const cart = await readCart(container, cart_id)
  if (!cart || isApproved(cart)) {
    return cart
  }
  return withCartLock(container, cart_id, async () => {
    const completed = await readCart(container, cart_id)
    return completed && isApproved(completed) ? completed : readPresentCart(container, cart_id)
  })
}

/**
 * G4: what a merchant must know of an order that carries more of our discount than the engine
 * approved for that basket.
 */
const guardOrder = observed(aboveApproval, {
  name: "guard_order",
  before: ({ order }) => ({ order_id: order.id }),
  after: (due) => (due.length > 0 ? { outcome: "flagged", level: "warn" } : null),
  count: (metrics, outcome) => metrics.cart_guards.inc({ guard: "order", outcome }),
})

function aboveApproval(
  _container: MedusaContainer,
  input: { session: SessionRow; order: OrderSnapshot; amount: number },
): Promise<AdjustmentInput[]> {
  const { session, order, amount } = input
  if (amount <= 0) {
    return Promise.resolve([])
  }
  return Promise.resolve([
    {
      key: `discount_above_approval:${order.id}`,
      session_id: session.id,
      order_id: order.id,
      member_id: session.member_id,
      kind: "discount_above_approval",
      points: 0,
      amount,
      currency_code: order.currency_code,
      details: {},
    },
  ])
}

async function flagOrphanDiscount(
  container: MedusaContainer,
  session: SessionRow,
  order: OrderSnapshot,
): Promise<void> {
  const amount = order.lines.reduce((sum, line) => sum + ourDiscountOf(line), 0)
  for (const adjustment of await guardOrder(container, { session, order, amount })) {
    await loyaltyService(container).noteAdjustmentDue(adjustment)
  }
}
