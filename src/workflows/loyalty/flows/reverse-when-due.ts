import type { MedusaContainer } from "@medusajs/framework/types"

import { loyaltyService } from "../utils/loyalty"
import { bookReversal } from "./book-reversal"
import { drainOperations } from "./drain-operations"

/** Books what an order's present state asks to be taken back, and sends what is due of it. */
export async function reverseWhenDue(container: MedusaContainer, order_id: string): Promise<void> {
  await bookReversal(container, order_id)
  const booked = await loyaltyService(container).reversalsOfOrder(order_id)
  const open = booked.filter(({ status }) => status === "due")
  if (open.length > 0) {
    await drainOperations(container, { ids: open.map(({ id }) => id) })
  }
}
