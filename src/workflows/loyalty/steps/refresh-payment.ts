import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { refreshPaymentCollectionForCartWorkflow } from "@medusajs/medusa/core-flows"

const ATTEMPTS = 3

/**
 * This step makes a cart's payment collection ask for its total; Medusa deletes payment sessions
 * that ask for another amount. Medusa's workflow reads those sessions before it takes the cart's
 * lock, and fails when another request has deleted them meanwhile: a fresh look finds them gone.
 * When the workflow fails later, Medusa's own is taken back.
 *
 * @throws the last attempt's error, so that the workflow takes back what changed the total.
 */
export const refreshPaymentStep = createStep(
  "loyalty-refresh-payment-collection",
  async (input: { cart_id: string }, { container }) => {
    for (let attempt = 1; ; attempt++) {
      try {
        const { transaction } = await refreshPaymentCollectionForCartWorkflow(container).run({
          input,
        })
        return new StepResponse(input, transaction)
      } catch (error) {
        if (attempt === ATTEMPTS) {
          throw error
        }
      }
    }
  },
  async (transaction, { container }) => {
    if (transaction) {
      await refreshPaymentCollectionForCartWorkflow(container).cancel({ transaction })
    }
  },
)
