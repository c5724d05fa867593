import type { MedusaContainer } from "@medusajs/framework/types"

import type { Cause } from "../../../modules/loyalty/types/rows"
import { finalizeWhenDue } from "./finalize-when-due"
import { listExcessDiscount } from "./list-excess-discount"
import { placeOrder } from "./place-order"
import { reverseWhenDue } from "./reverse-when-due"

/**
 * Brings the loyalty of an order to where the order is now, whatever happened to it: binds it to
 * its session, finalizes it when its store's policy is met, ends it when nothing is left, takes
 * back what was returned, lists what an edit left wrong. It reads rows only, so it may be called at any time, by any event and by
 * the sweeper, as often as anybody likes.
 */
export async function settleOrder(
  container: MedusaContainer,
  input: { order_id: string; cause: Cause },
): Promise<void> {
  // First, although the placed event does it: a binding under way has read the order before this
  // event, and is waited for here, so that the next line finds the order waiting and looks afresh.
  await placeOrder(container, { ...input, completion: "wait" })
  await finalizeWhenDue(container, input)
  await reverseWhenDue(container, input.order_id)
  await listExcessDiscount(container, input.order_id)
}
