import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"

import type { LoyaltyTotalChangedBody } from "../../types/http/store"
import { guardCompletion, type CompletionVerdict } from "../../workflows/loyalty/flows/guard-cart"
import { noteAnswering } from "../../workflows/loyalty/utils/after-answer"
import { presentSession } from "../store/loyalty/present"
import { correlationId } from "../utils/answering"
import { logGuardFault } from "./log-fault"

/**
 * G2 on `POST /store/carts/:id/complete`: 409 when the total the shopper saw is out of date. What
 * the order sets off in this process begins when the shopper has it.
 */
export async function guardCartCompletion(
  req: MedusaRequest,
  res: MedusaResponse,
  next: MedusaNextFunction,
): Promise<void> {
  let verdict: CompletionVerdict = { kind: "pass", because: "no_session" }
  try {
    verdict = await guardCompletion(req.scope, {
      cart_id: req.params["id"] ?? "",
      cause: { reason: "cart completes", actor: "shopper", correlation_id: correlationId(req) },
    })
  } catch (error) {
    // The hook inside the workflow checks the money again, whatever happened here.
    logGuardFault(req, "completion", error)
  }
  if (verdict.kind === "pass") {
    noteAnswering(res)
    next()
    return
  }
  res.status(409).json(await toBody(req, verdict))
}

async function toBody(
  req: MedusaRequest,
  verdict: Extract<CompletionVerdict, { kind: "total_changed" }>,
): Promise<LoyaltyTotalChangedBody> {
  const previous_total = Number(verdict.previous_total)
  const total = Number(verdict.total)
  return {
    type: "conflict",
    code: "loyalty_total_changed",
    // Both totals stand in the message too, because the JS SDK keeps only message and status.
    message: `Your total changed from ${previous_total} to ${total}. Confirm it and pay again.`,
    previous_total,
    total,
    payment_session_required: true,
    loyalty_session: verdict.state && (await presentSession(req.scope, verdict.state)),
  }
}
