import type { MedusaContainer } from "@medusajs/framework/types"

import type { PreviousEvaluation } from "../../../modules/loyalty/persistence/evaluation-service"
import { withCartLock } from "./locks"
import { loyaltyService } from "./loyalty"
import { isPaid, readCartAndPayment } from "./payment-state"
import { putBack, type PreviousDiscounts } from "./restore-discounts"
import {
  writeDiscounts,
  type WriteDiscountsInput,
  type WriteDiscountsOutput,
  type WriteOutcome,
  type Written,
} from "./write-discounts"

export interface WithDiscounts<T> extends Written {
  /** What `also` returned; null where it was not called. */
  also: T | null
}

/**
 * Writes discounts to a cart, and in the same hold of its lock does to the session what belongs to
 * them: stores or drops their approval, or ends it. Between the two, another request could write
 * other discounts, and a completion make an order whose discounts nobody approves any more:
 * Medusa's completion holds the same lock from its checks to its order.
 *
 * @param unless looked at first, once the lock is held: nothing is written then
 * @param when for which outcomes `also` is called; the discounts are as they were for the others
 * @throws whatever `also` throws; the discounts are back on the cart then.
 */
export async function withDiscounts<T>(
  container: MedusaContainer,
  input: WriteDiscountsInput,
  { unless, when, also }: Conditions<T>,
): Promise<WithDiscounts<T>> {
  return withCartLock(container, input.cart_id, async () => {
    if (await unless?.()) {
      return { output: LEFT_ALONE, undo: null, also: null }
    }
    const written = await writeDiscounts(container, input)
    if (!when(written.output.outcome)) {
      return { ...written, also: null }
    }
    try {
      return { ...written, also: await also() }
    } catch (error) {
      if (written.undo) {
        await putBack(container, written.undo)
      }
      throw error
    }
  })
}

interface Conditions<T> {
  unless?: () => Promise<boolean>
  when: (outcome: WriteOutcome) => boolean
  also: () => Promise<T>
}

const LEFT_ALONE: WriteDiscountsOutput = { outcome: "kept", changed: false, has_payment: false }

/** What a step needs to take back discounts and their approval. */
export interface PreviousApproval {
  cart_id: string
  approval: PreviousEvaluation | null
  discounts: PreviousDiscounts | null
}

/**
 * Compensation: puts an approval back, and the discounts that it allows. A cart that is paid for, or
 * became an order meanwhile, keeps the approval of the discounts that it was sold with.
 */
export async function restoreApproval(
  container: MedusaContainer,
  { cart_id, approval, discounts }: PreviousApproval,
): Promise<void> {
  await withCartLock(container, cart_id, async () => {
    const { cart, payment } = await readCartAndPayment(container, cart_id)
    if (cart && (cart.completed_at || isPaid(payment))) {
      return
    }
    if (approval) {
      await loyaltyService(container).restoreEvaluation(approval)
    }
    if (discounts) {
      await putBack(container, discounts)
    }
  })
}
