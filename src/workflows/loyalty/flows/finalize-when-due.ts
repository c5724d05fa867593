import type { MedusaContainer } from "@medusajs/framework/types"

import { finalizeDue } from "../../../modules/loyalty/domain/finalize-policy"
import type { StoreConfigRow } from "../../../modules/loyalty/persistence/config-types"
import type { Cause } from "../../../modules/loyalty/types/rows"
import { failpoint } from "../../../modules/loyalty/utils/failpoint"
import { finalizable, type DueDetails } from "../utils/finalize-snapshot"
import { loyaltyService } from "../utils/loyalty"
import { readOrder, type OrderSnapshot } from "../utils/read-order"
import { cancelOrder } from "./cancel-order"
import { drainOperations } from "./drain-operations"

interface Input {
  order_id: string
  cause: Cause
}

/** An order that waits for its finalize, and what its store's policy is asked about. */
export interface WaitingOrder {
  order: OrderSnapshot
  operation_id: string
  config: StoreConfigRow | null
}

/**
 * Looks at an order afresh and, if its store's policy says that the time has come, makes its
 * finalize due and sends it. Any event about an order may call this; none is needed for good,
 * because the sweeper calls it too.
 */
export async function finalizeWhenDue(container: MedusaContainer, input: Input): Promise<void> {
  const service = loyaltyService(container)
  const session = await service.sessionOfOrder(input.order_id)
  if (session?.status !== "pending_finalization") {
    return
  }
  const operation = await service.operationOfOrder(input.order_id)
  const order = await readOrder(container, input.order_id)
  if (!operation || !order) {
    return
  }
  const config = await service.storeConfig(session.store_id)
  await finalizeAsRead(container, input, { order, operation_id: operation.id, config })
}

/** The same for an order that the caller has read, and whose session it has just seen waiting. */
export async function finalizeAsRead(
  container: MedusaContainer,
  input: Input,
  { order, operation_id, config }: WaitingOrder,
): Promise<void> {
  if (order.canceled_at !== null || order.status === "canceled") {
    await cancelOrder(container, { ...input, failure_reason: "order_canceled" })
    return
  }
  const finalize_on = config?.finalize_on ?? "fulfillment"
  const verdict = finalizeDue(finalize_on, finalizable(order))
  if (verdict.reason === "nothing_left") {
    await cancelOrder(container, { ...input, failure_reason: "nothing_kept" })
  }
  if (!verdict.due) {
    return
  }
  // Where no fulfilment was ever recorded, the policy itself says that all was handed over.
  const recorded = order.lines.some((line) => Math.max(line.fulfilled, line.delivered) > 0)
  const count_all = verdict.reason === "order_placed" || !recorded
  const is_closed = verdict.reason === "order_completed"
  const details = { count_all, is_closed, finalize_on } satisfies DueDetails
  if (await loyaltyService(container).scheduleOperation(operation_id, details)) {
    failpoint("finalize.after_due")
    await drainOperations(container, { ids: [operation_id] })
  }
}
