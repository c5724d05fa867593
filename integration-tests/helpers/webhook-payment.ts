import {
  AbstractPaymentProvider,
  ModuleProvider,
  Modules,
  PaymentActions,
  PaymentSessionStatus,
} from "@medusajs/framework/utils"
import type { ProviderWebhookPayload, WebhookActionResult } from "@medusajs/framework/types"

interface WebhookBody {
  action: "authorized" | "captured"
  session_id: string
  amount: number
}

/**
 * A payment provider for tests that learns by webhook what its shopper paid, as card providers do:
 * Medusa completes the cart by itself then, without the HTTP route.
 */
class WebhookPaymentProvider extends AbstractPaymentProvider {
  static override identifier = "webhook"

  constructor(cradle: Record<string, unknown>, options?: Record<string, unknown>) {
    super(cradle, options)
  }

  initiatePayment() {
    return Promise.resolve({ id: `pay_${Date.now()}`, data: {} })
  }
  authorizePayment() {
    return Promise.resolve({ data: {}, status: PaymentSessionStatus.AUTHORIZED })
  }
  getPaymentStatus() {
    return Promise.resolve({ status: PaymentSessionStatus.AUTHORIZED })
  }
  capturePayment() {
    return Promise.resolve({ data: {} })
  }
  refundPayment() {
    return Promise.resolve({ data: { refunded: true } })
  }
  cancelPayment() {
    return Promise.resolve({ data: {} })
  }
  deletePayment() {
    return Promise.resolve({ data: {} })
  }
  retrievePayment() {
    return Promise.resolve({ data: {} })
  }
  updatePayment() {
    return Promise.resolve({ data: {} })
  }

  getWebhookActionAndData({
    data,
  }: ProviderWebhookPayload["payload"]): Promise<WebhookActionResult> {
    const { action, session_id, amount } = data as unknown as WebhookBody
    return Promise.resolve({
      action: action === "captured" ? PaymentActions.SUCCESSFUL : PaymentActions.AUTHORIZED,
      data: { session_id, amount },
    })
  }
}

export default ModuleProvider(Modules.PAYMENT, { services: [WebhookPaymentProvider] })
