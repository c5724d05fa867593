import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import type { Cause, SessionRow } from "../../modules/loyalty/types/rows"
import {
  capBeforeChange,
  clearBeforeChange,
  guardedApproval,
  guardedSession,
  noteCartEdit,
  settleAfterChange,
} from "../../workflows/loyalty/flows/guard-cart"
import { onceClosed } from "../../workflows/loyalty/utils/after-answer"
import type { LineChange } from "../../workflows/loyalty/utils/discounts"
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
    const guarded = await guardedCart(req)
    const { session } = guarded
    if (session?.status === "active") {
      await watch(req, res, { ...guarded, session })
    } else if (session?.status === "failed") {
      await clearBeforeChange(req.scope, { session, cause: causeOf(req) })
    }
  } catch (error) {
    logGuardFault(req, "cart change", error)
  }
  next()
}

interface Guarded {
  session: SessionRow | null
  /** How our discounts are made to fit what the request asks for; returns how to take it back. */
  cap?: () => Promise<(() => Promise<void>) | null>
}

/** One statement either way: only what changes a line is judged by what was approved on it. */
async function guardedCart(req: MedusaRequest): Promise<Guarded> {
  const cart_id = req.params["id"] ?? ""
  const change = lineChange(req)
  if (!change) {
    return { session: await guardedSession(req.scope, cart_id) }
  }
  const approval = await guardedApproval(req.scope, cart_id)
  return approval
    ? { session: approval.session, cap: () => capBeforeChange(req.scope, { approval, change }) }
    : { session: null }
}

/** Only a changed or deleted line is known before the request; the rest is settled after it. */
function lineChange(req: MedusaRequest): LineChange | null {
  const line_item_id = req.params["line_id"]
  const asked = (req.validatedBody as { quantity?: unknown } | undefined)?.quantity
  const quantity = req.method === "DELETE" ? 0 : asked
  return line_item_id && typeof quantity === "number" ? { line_item_id, quantity } : null
}

async function watch(
  req: MedusaRequest,
  res: MedusaResponse,
  { session, cap }: Guarded & { session: SessionRow },
): Promise<void> {
  onceClosed(res, noteCartEdit(session.cart_id))
  const takeBack = (await cap?.()) ?? null
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
