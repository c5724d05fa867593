import type * as coreFlows from "@medusajs/medusa/core-flows"

import type * as guard from "../../workflows/loyalty/flows/assert-loyalty-discounts"
import { lazily } from "./lazily"
import type { CompletionGuardState } from "./persistence/config-types"

/**
 * Takes the `completeCart.validate` hook, late and only if it is free: a hook has one handler in
 * the whole process, and a shop or another plugin may need it more. Loaded when the application has
 * started, because core workflows and ours must not be loaded by the module itself.
 */
export function registerCompletionGuard(): { state: CompletionGuardState; detail?: string } {
  const { completeCartWorkflow } = lazily<typeof coreFlows>("@medusajs/medusa/core-flows")
  const { assertLoyaltyDiscounts } = lazily<typeof guard>(
    "../../workflows/loyalty/flows/assert-loyalty-discounts",
  )
  try {
    completeCartWorkflow.hooks.validate(assertLoyaltyDiscounts)
    return { state: "held" }
  } catch (error) {
    const { message } = error as Error
    return /multiple hook handlers/i.test(message)
      ? { state: "taken", detail: "Another plugin or the shop holds completeCart.validate" }
      : { state: "failed", detail: message }
  }
}
