"use client"

import { isRecord } from "../core/failure.js"
import { useLoyaltyContext } from "./context.js"
import { useCallback } from "./hooks.js"

/** What completing a cart answers, without the text that says why it did not. */
type Completed<R> = Exclude<R, string> | undefined

/**
 * Wraps the shop's own function that completes the cart, a server action for example. A total that
 * loyalty changed goes to `CheckoutLoyalty` and answers undefined; every other reason is thrown,
 * also one that came back as a text because a production build hides what a server action throws.
 *
 * @example
 * const order = useCompletion(placeOrder)
 * await order().catch((error) => setErrorMessage(error.message))
 */
export function useCompletion<A extends unknown[], R>(
  complete: (...given: A) => Promise<R>,
): (...given: A) => Promise<Completed<R>> {
  const { store } = useLoyaltyContext()
  return useCallback(
    async (...given: A) => {
      try {
        const completed = await complete(...given)
        if (typeof completed === "string") {
          throw new Error(completed)
        }
        if (isRecord(completed) && isRecord(completed["order"])) {
          store.bindOrder(String(completed["order"]["id"]))
        }
        return completed as Completed<R>
      } catch (error) {
        if (store.handleCompletionError(error)) {
          return undefined
        }
        throw error
      }
    },
    [store, complete],
  )
}
