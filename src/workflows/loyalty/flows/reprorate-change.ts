import type { MedusaContainer } from "@medusajs/framework/types"
import { ChangeActionType } from "@medusajs/framework/utils"
import { createOrderChangeActionsWorkflow } from "@medusajs/medusa/core-flows"

import { placementAsOrdered } from "../../../modules/loyalty/domain/as-ordered"
import {
  adjustmentMarker,
  markerHash,
  parseAdjustmentMarker,
} from "../../../modules/loyalty/domain/keys"
import { digitsOf, fromMinor } from "../../../modules/loyalty/domain/money"
import {
  carries,
  discountsAfterChange,
  type OurDiscounts,
} from "../../../modules/loyalty/domain/order-change"
import type { Placement } from "../../../modules/loyalty/domain/placement"
import type { SessionRow } from "../../../modules/loyalty/types/rows"
import { changeableLine } from "../utils/changeable-line"
import { loyaltyService } from "../utils/loyalty"
import { namesOf, observed } from "../utils/observed"
import { decimal } from "../utils/read-cart"
import { cartOfOrder, readOrder, type OrderSnapshot } from "../utils/read-order"
import {
  readPendingChange,
  type PendingAdjustment,
  type PendingChange,
  type PendingLine,
} from "../utils/read-order-change"
import { newCorrelationId } from "./engine"
import { placeOrder } from "./place-order"

interface Change {
  session: SessionRow
  order: OrderSnapshot
  /** Null where no session approved what the order carries of ours. */
  placement: Placement | null
  /** The engine has or will have the order as it was: what goes is taken back from that, by share. */
  isTold: boolean
  change: PendingChange
  digits: number
}

/**
 * Adds to a pending change of an order what our discounts must become with it. Medusa leaves an
 * adjustment without a promotion at its old amount when its line shrinks, and drops it when
 * promotions are carried over: either way the order would be wrong, and could go below zero. Others'
 * adjustments stay as the change has them. An order whose placed event was lost is placed first. One
 * without loyalty costs a few indexed reads.
 */
export const reprorateChange = observed(reprorate, {
  name: "reprorate",
  before: (order_id: string) => ({ order_id }),
  after: (session) => session && { outcome: "replaced", fields: namesOf(session) },
})

/** The session whose discounts the change now carries anew; null where it has them right already. */
async function reprorate(container: MedusaContainer, order_id: string): Promise<SessionRow | null> {
  const read = await readChange(container, order_id)
  if (!read) {
    return null
  }
  const { order, change, placement, digits, session } = read
  const wanted = discountsAfterChange(order.lines.map(changeableLine), change.lines, {
    placement: read.isTold || !placement ? null : asItWouldBe(placement, change),
    digits,
  })
  const actions = change.lines.flatMap((line) => {
    const discounts = wanted.get(line.order_line_id)
    return discounts && line.quantity > 0 && !carries(line, discounts)
      ? [replacement(read, line, discounts)]
      : []
  })
  if (actions.length === 0) {
    return null
  }
  await createOrderChangeActionsWorkflow(container).run({ input: actions })
  return session
}

/** What the order is finalized with once the change is confirmed; no discount asks for its tax. */
function asItWouldBe(placement: Placement, { lines }: PendingChange): Placement {
  return placementAsOrdered(
    placement,
    lines.map((line) => ({ ...line, tax: 0 })),
  )
}

async function readChange(container: MedusaContainer, order_id: string): Promise<Change | null> {
  const service = loyaltyService(container)
  const session = await placedSession(container, order_id)
  const order = session && (await readOrder(container, order_id))
  if (!session || !order) {
    return null
  }
  const operation = await service.operationOfOrder(order_id)
  const placement = operation?.snapshot?.["placement"] as Placement | undefined
  const digits = digitsOf(order.currency_code)
  const change = await readPendingChange(container, order_id, digits)
  const isTold = session.status === "finalized" || (operation?.sealed_body ?? null) !== null
  return change && { session, order, placement: placement ?? null, isTold, change, digits }
}

/**
 * The session of an order, which is bound to it now if that did not happen yet: what was bought
 * must be frozen before it changes. Of an order whose session had ended before it was placed, that
 * one, because its discounts may be on it.
 */
async function placedSession(
  container: MedusaContainer,
  order_id: string,
): Promise<SessionRow | null> {
  const service = loyaltyService(container)
  const bound = await service.sessionOfOrder(order_id)
  if (bound && (await service.operationOfOrder(order_id))) {
    return bound
  }
  const cart_id = bound?.cart_id ?? (await cartOfOrder(container, order_id))
  const latest = cart_id ? await service.latestSessionOfCart(cart_id) : null
  if (latest) {
    const correlation_id = newCorrelationId()
    const cause = { reason: "order changes", actor: "system", correlation_id }
    await placeOrder(container, { order_id, completion: "wait", cause })
  }
  return (await service.sessionOfOrder(order_id)) ?? latest
}

/** Medusa's action that gives a line other adjustments; the last one of a change wins. */
function replacement(read: Change, line: PendingLine, discounts: OurDiscounts) {
  const { change } = read
  const foreign = line.raw_adjustments.filter(
    ({ description }) => parseAdjustmentMarker(description) === null,
  )
  const ours = [...discounts]
    .filter(([, amount]) => amount > 0)
    .map(([hash, amount]) => ({
      amount: fromMinor(amount, read.digits),
      description: descriptionOf(read, line, hash),
      is_tax_inclusive: line.is_tax_inclusive,
    }))
  return {
    order_change_id: change.id,
    order_id: change.order_id,
    version: change.version,
    exchange_id: change.exchange_id ?? undefined,
    claim_id: change.claim_id ?? undefined,
    return_id: change.return_id ?? undefined,
    action: ChangeActionType.ITEM_ADJUSTMENTS_REPLACE,
    internal_note: "Loyalty discounts of the changed order",
    details: {
      reference_id: line.order_line_id,
      adjustments: [...foreign.map(kept), ...ours],
    },
  }
}

function kept(adjustment: PendingAdjustment) {
  const { amount, description, code, promotion_id, is_tax_inclusive } = adjustment
  return { amount: Number(decimal(amount)), description, code, promotion_id, is_tax_inclusive }
}

/** The line's own marker of the reward; on a line that had none of it, one in the same words. */
function descriptionOf({ session, order, placement }: Change, line: PendingLine, hash: string) {
  const all = order.lines.flatMap(({ id, adjustments }) =>
    adjustments.map(({ description }) => ({ id, description })),
  )
  const same = all.filter(({ description }) => {
    return parseAdjustmentMarker(description)?.reward_hash === hash
  })
  const own = same.find(({ id }) => id === line.order_line_id)
  if (own) {
    return own.description
  }
  const reward = placement?.rewards.find((one) => markerHash(one.provider_reward_id) === hash)
  return adjustmentMarker({
    label: parseAdjustmentMarker(same[0]?.description)?.label ?? "",
    session_id: session.id,
    provider_reward_id: reward?.provider_reward_id ?? "",
    line_item_id: line.order_line_id,
  })
}
