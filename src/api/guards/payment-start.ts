import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { guardPaymentStart } from "../../workflows/loyalty/flows/guard-cart"
import { correlationId } from "../utils/answering"
import { logGuardFault } from "./log-fault"

/** G0 on `POST /store/payment-collections`. */
export async function guardPaymentCollection(
  req: MedusaRequest<{ cart_id?: string }>,
  _res: MedusaResponse,
  next: MedusaNextFunction,
): Promise<void> {
  await beforePayment(req, () => Promise.resolve(req.validatedBody?.cart_id ?? null))
  next()
}

/** G0 on `POST /store/payment-collections/:id/payment-sessions`. */
export async function guardPaymentSession(
  req: MedusaRequest,
  _res: MedusaResponse,
  next: MedusaNextFunction,
): Promise<void> {
  await beforePayment(req, () => cartOfCollection(req, req.params["id"] ?? ""))
  next()
}

async function beforePayment(
  req: MedusaRequest,
  findCart: () => Promise<string | null>,
): Promise<void> {
  try {
    const cart_id = await findCart()
    if (cart_id) {
      await guardPaymentStart(req.scope, {
        cart_id,
        cause: { reason: "payment begins", actor: "shopper", correlation_id: correlationId(req) },
      })
    }
  } catch (error) {
    // Completion checks again: a fault of ours must not keep a shopper from paying.
    logGuardFault(req, "payment start", error)
  }
}

async function cartOfCollection(req: MedusaRequest, collection_id: string): Promise<string | null> {
  const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "cart_payment_collection",
    fields: ["cart_id"],
    filters: { payment_collection_id: collection_id },
  })
  return (data as { cart_id: string }[])[0]?.cart_id ?? null
}
