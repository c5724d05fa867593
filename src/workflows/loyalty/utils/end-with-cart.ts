import type { MedusaContainer } from "@medusajs/framework/types"

import { withDiscounts, type WithDiscounts } from "./with-discounts"
import type { WriteOutcome } from "./write-discounts"

/**
 * Takes our discounts off a cart and ends its session, at once. A cart that became an order, or is
 * being paid, keeps both, and `end` is not called.
 *
 * @throws whatever `end` throws; the discounts are back on the cart then.
 */
export function endWithCart<T>(
  container: MedusaContainer,
  { cart_id, background }: { cart_id: string; background: boolean },
  end: () => Promise<T>,
): Promise<WithDiscounts<T>> {
  const nothing = { cart_id, basket_fingerprint: null, wanted: [], background }
  return withDiscounts(container, nothing, { when: isReleased, also: end })
}

/** Whether the cart lets its session go. */
export function isReleased(outcome: WriteOutcome): outcome is "written" | "gone" {
  return outcome === "written" || outcome === "gone"
}
