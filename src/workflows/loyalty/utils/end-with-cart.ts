import type { MedusaContainer } from "@medusajs/framework/types"

import { withCartLock } from "./locks"
import { restoreDiscounts } from "./restore-discounts"
import { writeDiscounts, type WriteOutcome, type Written } from "./write-discounts"

export interface EndedWithCart<T> extends Written {
  /** What `end` returned; null where the cart keeps its session. */
  ended: T | null
}

/**
 * Takes our discounts off a cart and ends its session in one hold of the cart's lock. Between the
 * two an evaluation could put the discounts back and a completion make an order of them, which the
 * engine would then never hear of: Medusa's completion holds the same lock from its checks to its
 * order. A cart that became an order, or is being paid, keeps both, and `end` is not called.
 *
 * @throws whatever `end` throws; the discounts are back on the cart then.
 */
export async function endWithCart<T>(
  container: MedusaContainer,
  { cart_id, background }: { cart_id: string; background: boolean },
  end: () => Promise<T>,
): Promise<EndedWithCart<T>> {
  let written: Written | undefined
  try {
    return await withCartLock(container, cart_id, async () => {
      const input = { cart_id, basket_fingerprint: null, wanted: [], background }
      written = await writeDiscounts(container, input)
      return { ...written, ended: isReleased(written.output.outcome) ? await end() : null }
    })
  } catch (error) {
    if (written?.undo) {
      await restoreDiscounts(container, written.undo)
    }
    throw error
  }
}

/** Whether the cart lets its session go. */
export function isReleased(outcome: WriteOutcome): outcome is "written" | "gone" {
  return outcome === "written" || outcome === "gone"
}
