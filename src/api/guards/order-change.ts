import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { reprorateChange } from "../../workflows/loyalty/flows/reprorate-change"
import { logGuardFault } from "./log-fault"

type Guard = (req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction) => Promise<void>

/** Before an order edit is requested or confirmed: `:id` is the order's. */
export const guardOrderEdit: Guard = guarded("order edit", (req) =>
  Promise.resolve(req.params["id"]),
)

/** Before an exchange is confirmed. */
export const guardExchange: Guard = guarded("exchange", (req) => orderOf(req, "order_exchange"))

/** Before a claim is confirmed. */
export const guardClaim: Guard = guarded("claim", (req) => orderOf(req, "order_claim"))

/**
 * Gives the pending change our discounts as they must be with it. A fault is logged and the change
 * goes through: what is wrong with the order then is listed when it is looked at.
 */
function guarded(name: string, find: (req: MedusaRequest) => Promise<string | undefined>): Guard {
  return async (req, _res, next) => {
    try {
      const order_id = await find(req)
      if (order_id) {
        await reprorateChange(req.scope, order_id)
      }
    } catch (error) {
      logGuardFault(req, name, error)
    }
    next()
  }
}

async function orderOf(req: MedusaRequest, entity: string): Promise<string | undefined> {
  const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity,
    fields: ["order_id"],
    filters: { id: req.params["id"] },
  })
  return (data as { order_id?: string }[])[0]?.order_id
}
