import type { CartDTO, Logger, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MedusaError } from "@medusajs/framework/utils"

import { digitsOf } from "../../../modules/loyalty/domain/money"
import { ourDiscount } from "../utils/build-basket"
import { inspectDiscounts } from "../utils/discounts"
import { loyaltyService } from "../utils/loyalty"
import { observed } from "../utils/observed"
import { payable } from "../utils/payable"
import { isPaid, processableSession, type CartPaymentSession } from "../utils/payment-state"
import { decimal, isOurs, toSnapshot } from "../utils/read-cart"

interface CompletingCart extends CartDTO {
  payment_collection?: {
    payment_sessions?: { id: string; status: string; amount: number }[]
  } | null
}

/**
 * G3, the check of completion without HTTP, e.g. by a payment webhook: call it in a
 * `completeCart.validate` handler if your shop holds that hook; otherwise the plugin does.
 *
 * It returns at once for completed carts and carts that never had loyalty, and never throws once
 * Medusa's books say that a payment is authorized or captured, because a throw there refunds the
 * shopper and loses the order. A webhook that only reports an authorization comes before they do.
 *
 * @throws MedusaError `not_allowed` when nothing is paid yet and the cart would become an order
 * for less than the engine approved, or be paid as if it still had discounts that are gone, or had
 * not yet those that have just come.
 */
export async function assertLoyaltyDiscounts(
  { cart }: { cart: unknown },
  { container }: { container: MedusaContainer },
): Promise<void> {
  const verdict = await observedCheck(container, cart as CompletingCart)
  if (verdict === "refused") {
    throw new MedusaError(
      MedusaError.Types.NOT_ALLOWED,
      "The loyalty discounts of this cart are out of date. Refresh the cart and pay its new total.",
    )
  }
}

const observedCheck = observed(check, {
  name: "guard_hook",
  before: () => ({}),
  after: (outcome) => outcome && { outcome, level: outcome === "refused" ? "warn" : "info" },
  count: (metrics, outcome) => metrics.cart_guards.inc({ guard: "hook", outcome }),
})

async function check(
  container: MedusaContainer,
  completing: CompletingCart,
): Promise<"pass" | "paid" | "refused" | null> {
  // Before anything is computed: a shop may sell in a currency that our arithmetic does not know.
  if (completing.completed_at) {
    return null
  }
  if (!hasOurs(completing)) {
    return (await paysForGoneDiscounts(container, completing)) ? refuse(container) : null
  }
  const snapshot = toSnapshot(completing)
  const digits = digitsOf(snapshot.currency_code)
  const ours = snapshot.lines.reduce((sum, line) => sum + ourDiscount(line, digits), 0)
  if (ours <= 0) {
    return null
  }
  const sessions = paymentSessions(completing)
  if (isPaid({ collection_id: null, amount: null, sessions })) {
    return "paid"
  }
  const approval = await loyaltyService(container).liveApprovalOfCart(snapshot.id)
  const found = inspectDiscounts(snapshot, approval)
  const excess = found.ok ? 0 : excessWithTax(completing, found.violations)
  const total = payable(completing.total, digits)
  const paying = processableSession(sessions)
  const isFree = total <= 0
  const unpaidGoods = isFree && (excess > 0 || total < 0)
  const paid = paying === null ? null : payable(paying.amount, digits)
  const paysTooLittle = !isFree && paid !== null && paid < total + excess
  // A discount that has just come, which the payment does not know of yet.
  const paysOurDiscount =
    found.ok && paid !== null && paid > total && paid <= total + worthOfOurs(completing)
  if (!unpaidGoods && !paysTooLittle && !paysOurDiscount) {
    return "pass"
  }
  return refuse(container, approval?.session.id)
}

/** The session is named and never the cart: whoever knows a cart's id may change the cart. */
function refuse(container: MedusaContainer, session_id?: string): "refused" {
  const logger: Logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  const whose = session_id === undefined ? "a cart" : `the cart of session ${session_id}`
  logger.warn(`loyalty: completion of ${whose} refused: it pays for other discounts`)
  return "refused"
}

/**
 * Discounts leave a cart under its lock, and the payment follows under the next one. A completion
 * that comes between the two would make an order at the full price and pay the lower one. A cart
 * that never had loyalty is left to the shop, whatever it pays.
 */
async function paysForGoneDiscounts(
  container: MedusaContainer,
  completing: CompletingCart,
): Promise<boolean> {
  const sessions = paymentSessions(completing)
  const paying = processableSession(sessions)
  if (!paying || Number(paying.amount) >= Number(decimal(completing.total))) {
    return false
  }
  if (isPaid({ collection_id: null, amount: null, sessions })) {
    return false
  }
  if (!(await loyaltyService(container).latestSessionOfCart(completing.id))) {
    return false
  }
  const digits = digitsOf(completing.currency_code)
  return payable(paying.amount, digits) < payable(completing.total, digits)
}

function hasOurs(cart: CompletingCart): boolean {
  return (cart.items ?? []).some((item) => item.adjustments?.some(isOurs))
}

/**
 * What the shopper would pay more without the discounts nobody approved: per line the largest of
 * its violations, because they overlap, and the tax that a discount before tax had saved.
 */
function excessWithTax(
  cart: CompletingCart,
  violations: readonly { line_item_id: string; by: number }[],
): number {
  const worst = new Map<string, number>()
  for (const { line_item_id, by } of violations) {
    worst.set(line_item_id, Math.max(by, worst.get(line_item_id) ?? 0))
  }
  const lines = new Map((cart.items ?? []).map((item) => [item.id, item]))
  return [...worst].reduce((sum, [line_item_id, by]) => {
    const line = lines.get(line_item_id)
    const rates = line?.is_tax_inclusive ? [] : (line?.tax_lines ?? [])
    const percent = rates.reduce((total, { rate }) => total + Number(rate), 0)
    return sum + by + Math.floor((by * percent) / 100)
  }, 0)
}

/** What our discounts take off the total; a unit a line for what Medusa does not round. */
function worthOfOurs(cart: CompletingCart): number {
  const { lines, currency_code } = toSnapshot(cart)
  const digits = digitsOf(currency_code)
  const all = lines.map((line) => ({ line_item_id: line.id, by: ourDiscount(line, digits) }))
  return excessWithTax(cart, all) + lines.length
}

function paymentSessions(cart: CompletingCart): CartPaymentSession[] {
  return (cart.payment_collection?.payment_sessions ?? []).map((session) => ({
    id: session.id,
    status: session.status,
    amount: decimal(session.amount),
  }))
}
