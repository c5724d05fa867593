import type { INotificationModuleService, Logger, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"

import { digitsOf, fromMinor } from "../../../modules/loyalty/domain/money"
import type { LoyaltyTransactionRow, SessionRow } from "../../../modules/loyalty/types/rows"
import { safeMessage } from "../../../modules/loyalty/utils/safe-message"
import { loyaltyService } from "../utils/loyalty"

interface NotificationSetting {
  channel: string
  template: string
}

/**
 * Sends the summary of a finalized order through Medusa's Notification module, where the store
 * names a channel and a template; off by default. A notification that cannot be sent is logged:
 * the points are booked all the same. `idempotency_key` keeps a repetition from sending it twice.
 */
export async function notifyMember(
  container: MedusaContainer,
  input: { session: SessionRow; transaction: LoyaltyTransactionRow },
): Promise<void> {
  const { session, transaction } = input
  const config = await loyaltyService(container).storeConfig(session.store_id)
  const setting = config?.settings["notification"] as NotificationSetting | undefined
  const to = setting && (await emailOf(container, transaction.order_id))
  if (!setting || !to) {
    return
  }
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
      idempotency_key: `loyalty:${transaction.operation_id}`,
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
    logger.warn(`loyalty: order ${transaction.order_id} was not notified: ${safeMessage(error)}`)
  }
}

async function emailOf(container: MedusaContainer, order_id: string): Promise<string | null> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order",
    fields: ["email"],
    filters: { id: order_id },
  })
  return (data as { email?: string | null }[])[0]?.email ?? null
}
