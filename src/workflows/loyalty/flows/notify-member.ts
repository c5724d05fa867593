import type { INotificationModuleService, Logger, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"

import { digitsOf, fromMinor } from "../../../modules/loyalty/domain/money"
import type { LoyaltyTransactionRow } from "../../../modules/loyalty/types/rows"
import { safeMessage } from "../../../modules/loyalty/utils/safe-message"
import { loyaltyService } from "../utils/loyalty"

interface NotificationSetting {
  channel: string
  template: string
}

/** By this channel the customer's devices are reached, which only the customer's id leads to. */
const PUSH = "push"

/**
 * Sends the summary of a finalized order through Medusa's Notification module, by each channel that
 * the store names with a template; off by default. A notification that cannot be sent is logged:
 * the points are booked all the same. `idempotency_key` keeps a repetition from sending it twice.
 */
export async function notifyMember(
  container: MedusaContainer,
  { store_id, transaction }: { store_id: string; transaction: LoyaltyTransactionRow },
): Promise<void> {
  const config = await loyaltyService(container).storeConfig(store_id)
  const given = config?.settings["notification"] as
    NotificationSetting | NotificationSetting[] | undefined
  const settings = given ? [given].flat() : []
  if (settings.length === 0) {
    return
  }
  const order = await recipientsOf(container, transaction.order_id)
  for (const setting of settings) {
    const to = setting.channel === PUSH ? order.customer_id : order.email
    if (to) {
      await send(container, { setting, to, transaction })
    }
  }
}

async function send(
  container: MedusaContainer,
  message: { setting: NotificationSetting; to: string; transaction: LoyaltyTransactionRow },
): Promise<void> {
  const { setting, to, transaction } = message
  const notifications: INotificationModuleService = container.resolve(Modules.NOTIFICATION)
  const digits = digitsOf(transaction.currency_code)
  try {
    await notifications.createNotifications({
      to,
      channel: setting.channel,
      template: setting.template,
      trigger_type: "loyalty.session_finalized",
      resource_id: transaction.order_id,
      resource_type: "order",
      // Each channel by itself: one that fails must not keep another from being sent.
      idempotency_key: `loyalty:${transaction.operation_id}:${setting.channel}`,
      data: {
        order_id: transaction.order_id,
        earned_points: transaction.earned_points,
        redeemed_points: transaction.redeemed_points,
        points_balance: transaction.points_balance,
        discount_total: fromMinor(transaction.discount_total, digits),
        currency_code: transaction.currency_code,
        receipt_id: transaction.receipt_id,
      },
    })
  } catch (error) {
    const logger: Logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.warn(
      `loyalty: order ${transaction.order_id} was not notified by ${setting.channel}: ${safeMessage(error)}`,
    )
  }
}

async function recipientsOf(
  container: MedusaContainer,
  order_id: string,
): Promise<{ email?: string | null; customer_id?: string | null }> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order",
    fields: ["email", "customer_id"],
    filters: { id: order_id },
  })
  return (data as { email?: string | null; customer_id?: string | null }[])[0] ?? {}
}
