import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import type { Cause, SessionRow } from "../../modules/loyalty/types/rows"
import {
  capBeforeChange,
  clearBeforeChange,
  guardedSession,
  noteCartEdit,
  settleAfterChange,
} from "../../workflows/loyalty/flows/guard-cart"
import { onceClosed } from "../../workflows/loyalty/utils/after-answer"
import { correlationId } from "../utils/answering"
import { logGuardFault } from "./log-fault"

type Body = { cart?: unknown; parent?: unknown }

/**
 * G1: keeps the totals a shopper sees sane while a cart changes. Before a line shrinks or goes, our
 * discount on it is capped; if the request fails, it is put back; when it succeeded, whatever else
 * no longer fits is capped and the reply shows the cart as it is then. What a session left that
 * ended goes before the request.
 */
export async function guardCartChange(
  req: MedusaRequest,
  res: MedusaResponse,
  next: MedusaNextFunction,
): Promise<void> {
  try {
    const session = await guardedSession(req.scope, req.params["id"] ?? "")
    if (session?.status === "active") {
      await watch(req, res, session)
    } else if (session?.status === "failed") {
      await clearBeforeChange(req.scope, { session, cause: causeOf(req) })
    }
  } catch (error) {
    logGuardFault(req, "cart change", error)
  }
  next()
}

async function watch(req: MedusaRequest, res: MedusaResponse, session: SessionRow): Promise<void> {
  onceClosed(res, noteCartEdit(session.cart_id))
  const takeBack = await capLine(req, session.cart_id)
  const answer = res.json.bind(res)
  res.json = (reply: unknown) => {
    res.json = answer
    const body = (reply ?? {}) as Body
    void settle(req, { session, body, takeBack, failed: res.statusCode >= 400 })
      .catch((error: unknown) => {
        logGuardFault(req, "cart change", error)
        return body
      })
      .then(answer)
    return res
  }
}

/** Only a changed or deleted line is known before the request; the rest is settled after it. */
async function capLine(req: MedusaRequest, cart_id: string): Promise<(() => Promise<void>) | null> {
  const line_id = req.params["line_id"]
  const asked = (req.validatedBody as { quantity?: unknown } | undefined)?.quantity
  const quantity = req.method === "DELETE" ? 0 : asked
  if (!line_id || typeof quantity !== "number") {
    return null
  }
  return capBeforeChange(req.scope, { cart_id, quantities: { [line_id]: quantity } })
}

async function settle(
  req: MedusaRequest,
  input: {
    session: SessionRow
    body: Body
    takeBack: (() => Promise<void>) | null
    failed: boolean
  },
): Promise<Body> {
  const { session, body, takeBack, failed } = input
  if (failed) {
    await takeBack?.()
    return body
  }
  const { email } = (req.validatedBody ?? {}) as { email?: unknown }
  const changed = await settleAfterChange(req.scope, {
    session,
    gave_email: typeof email === "string",
    cause: causeOf(req),
  })
  return changed ? withFreshCart(req, session.cart_id, body) : body
}

function causeOf(req: MedusaRequest): Cause {
  return { reason: "cart changed", actor: "shopper", correlation_id: correlationId(req) }
}

async function withFreshCart(req: MedusaRequest, cart_id: string, body: Body): Promise<Body> {
  const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "cart",
    fields: req.queryConfig.fields,
    filters: { id: cart_id },
  })
  const cart: unknown = data[0]
  return "parent" in body ? { ...body, parent: cart } : { ...body, cart }
}
