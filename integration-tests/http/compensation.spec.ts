import type { MedusaContainer } from "@medusajs/framework/types"
import { generateEntityId, Modules } from "@medusajs/framework/utils"
import { createStep, createWorkflow, type WorkflowData } from "@medusajs/framework/workflows-sdk"
import { refreshPaymentCollectionForCartWorkflow } from "@medusajs/medusa/core-flows"

import type { LoyaltyModuleService } from "../../src/modules/loyalty/service"
import { linkMemberStep } from "../../src/workflows/loyalty/steps/link-member"
import { recordAgeVerificationStep } from "../../src/workflows/loyalty/steps/record-age-verification"
import { unlinkMemberStep } from "../../src/workflows/loyalty/steps/unlink-member"
import { capDiscountsWorkflow } from "../../src/workflows/loyalty/workflows/cap-discounts"
import { dropDiscountsWorkflow } from "../../src/workflows/loyalty/workflows/drop-discounts"
import { describeShop, Shopper } from "../helpers"

const failStep = createStep("loyalty-test-fail", () => {
  throw new Error("failed by the test")
})

/** Runs a step in a workflow of its own whose next step fails. */
const runThenFail = async <Input>(
  container: MedusaContainer,
  step: (input: WorkflowData<Input>) => unknown,
  input: Input,
): Promise<void> => {
  const workflow = createWorkflow(
    `loyalty-test-${generateEntityId()}`,
    (given: WorkflowData<Input>) => {
      step(given)
      failStep()
    },
  )
  const { errors } = await workflow(container).run({ input, throwOnError: false })
  expect(errors).toHaveLength(1)
}

describeShop({
  sites: 1,
  settings: () => ({ supports_cancel: true }),
  testSuite: ({ http, simulator, shop, stage, getContainer }) => {
    let refuseRefresh = false
    /** Another request deletes this payment session after a refresh has read it. */
    let taken: string | null = null
    const service = () => getContainer().resolve<LoyaltyModuleService>("loyalty_engine")

    const withDiscount = async (): Promise<Shopper> => {
      const shopper = new Shopper(http, shop)
      await shopper.fill({ COF16: 2, CANDY: 3, ENERGY: 1 })
      await shopper.identify()
      await shopper.rewards()
      expect((await shopper.cart()).discount_subtotal).toBe(2.87)
      await shopper.post("/store/payment-collections", { cart_id: shopper.cart_id })
      return shopper
    }

    beforeAll(() => {
      refreshPaymentCollectionForCartWorkflow.hooks.validate(async () => {
        if (refuseRefresh) {
          throw new Error("refused by the test")
        }
        if (taken) {
          const id = taken
          taken = null
          await getContainer().resolve(Modules.PAYMENT).deletePaymentSession(id)
        }
      })
    })

    beforeEach(() => {
      refuseRefresh = false
      taken = null
    })

    describe("when another request has just deleted the payment session", () => {
      const paying = async (): Promise<Shopper> => {
        const shopper = await withDiscount()
        await shopper.beginPayment()
        const { payment_collection } = await shopper.cart()
        taken = payment_collection?.payment_sessions?.[0]?.id ?? null
        expect(taken).not.toBeNull()
        return shopper
      }

      it("a release ends the session, and the payment asks for the full price", async () => {
        const shopper = await paying()
        const { id } = shopper.session ?? { id: "" }
        const { status } = await shopper.delete(
          `/store/loyalty/session/${id}?cart_id=${shopper.cart_id}`,
        )
        expect([status, taken]).toEqual([200, null])
        expect((await service().sessionById(id))?.status).toBe("failed")
        const { total, discount_subtotal, payment_collection } = await shopper.cart()
        expect(discount_subtotal).toBe(0)
        expect(payment_collection?.amount).toBeCloseTo(total, 4)
      })

      it("a choice of rewards is applied", async () => {
        const shopper = await paying()
        const session = await shopper.select({ accept: ["PTS-500"] })
        expect(taken).toBeNull()
        expect(session).toMatchObject({ availability: "ok", discount_total: 3.87 })
      })
    })

    describe("when the payment collection cannot be refreshed", () => {
      it("an evaluation leaves discounts and approval as they were", async () => {
        const shopper = await withDiscount()
        const before = await service().snapshotEvaluation(shopper.session?.id ?? "")
        refuseRefresh = true

        const reply = await shopper.post("/store/loyalty/rewards/select", {
          ...shopper.keys(),
          accept: ["PTS-500"],
        })
        expect(reply.data).toMatchObject({ loyalty_session: { availability: "stale" } })

        refuseRefresh = false
        const after = await service().snapshotEvaluation(shopper.session?.id ?? "")
        expect((await shopper.cart()).discount_subtotal).toBe(2.87)
        expect(after?.session.discount_total).toBe(287)
        expect(after?.session.basket_fingerprint).toBe(before?.session.basket_fingerprint)
        expect(after?.rewards.map(({ id, state, amount }) => [id, state, amount])).toEqual(
          before?.rewards.map(({ id, state, amount }) => [id, state, amount]),
        )
      })

      it("a release leaves the session active with its discounts, and the audit shows both moves", async () => {
        const shopper = await withDiscount()
        const { id } = shopper.session ?? { id: "" }
        refuseRefresh = true
        const reply = await shopper.delete(
          `/store/loyalty/session/${id}?cart_id=${shopper.cart_id}`,
        )
        expect(reply.status).toBe(500)

        refuseRefresh = false
        expect((await service().sessionById(id))?.status).toBe("active")
        expect((await shopper.cart()).discount_subtotal).toBe(2.87)
        // What the engine was told could not be taken back.
        expect(await service().listLoyaltyOperations({ session_id: id })).toEqual([])
        const moves = await service().listLoyaltySessionTransitions({ session_id: id })
        expect(moves.map(({ from, to }) => [from, to])).toEqual(
          expect.arrayContaining([
            ["active", "failed"],
            ["failed", "active"],
          ]),
        )
      })

      it("dropping the discounts of a changed basket puts them and the approval back", async () => {
        const shopper = await withDiscount()
        await shopper.setQuantity("ENERGY", 2)
        simulator.addFault({ kind: "reset", endpoint: "*" })
        refuseRefresh = true
        const reply = await shopper.post("/store/loyalty/rewards", shopper.keys())

        refuseRefresh = false
        simulator.clearFaults()
        expect(reply.status).toBe(500)
        expect((await shopper.cart()).discount_subtotal).toBe(2.87)
        const session = await service().sessionById(shopper.session?.id ?? "")
        expect(session?.basket_fingerprint).not.toBeNull()
      })
    })

    describe("when discounts were approved after all while their removal waited for the cart", () => {
      it("they stay, with their approval, and go where they are not", async () => {
        const shopper = await withDiscount()
        const { id: session_id } = shopper.session ?? { id: "" }
        const failed = { degraded: true, error_code: "invariant_violated", retry_after_s: null }
        const drop = async (unless_approved: boolean) => {
          const { result } = await dropDiscountsWorkflow(getContainer()).run({
            input: {
              cart_id: shopper.cart_id,
              background: false,
              unless_approved,
              approval: { session_id, ...failed },
            },
          })
          return result.changed
        }

        expect(await drop(true)).toBe(false)
        expect((await shopper.cart()).discount_subtotal).toBe(2.87)
        expect(await service().sessionById(session_id)).toMatchObject({
          discount_total: 287,
          degraded: false,
        })
        // Approved for another basket; a change of the cart would be evaluated in the background.
        await stage.sql(
          "UPDATE loyalty_engine_session SET basket_fingerprint = 'another' WHERE id = ?",
          [session_id],
        )
        expect(await drop(true)).toBe(true)
        expect((await shopper.cart()).discount_subtotal).toBe(0)
        expect((await service().sessionById(session_id))?.basket_fingerprint).toBeNull()
      })
    })

    describe("when a later step fails", () => {
      it("a capped discount comes back", async () => {
        const shopper = await withDiscount()
        const { id } = await shopper.line("CANDY")
        const workflow = capDiscountsWorkflow(getContainer())
        const { transaction } = await workflow.run({
          input: { cart_id: shopper.cart_id, quantities: { [id]: 0 }, refresh_payment: false },
        })
        expect((await shopper.cart()).discount_subtotal).toBe(0.98)
        await workflow.cancel({ transaction })
        expect((await shopper.cart()).discount_subtotal).toBe(2.87)
      })

      it("a new link is untied, an old one is left", async () => {
        const shopper = await withDiscount()
        const session = await service().sessionById(shopper.session?.id ?? "")
        const link = { member_id: session?.member_id ?? "", customer_id: "cus_test" }
        await runThenFail(getContainer(), linkMemberStep, link)
        expect((await service().memberById(link.member_id))?.customer_id).toBeNull()

        await service().linkMember(link)
        await runThenFail(getContainer(), linkMemberStep, link)
        expect((await service().memberById(link.member_id))?.customer_id).toBe("cus_test")
        await runThenFail(getContainer(), unlinkMemberStep, { customer_id: "cus_test" })
        expect((await service().memberById(link.member_id))?.customer_id).toBe("cus_test")

        // Another member for the same customer: the one it untied has the customer again.
        const { provider_id, participant_id } = (await service().memberById(link.member_id))!
        const second = await service().upsertMember({
          provider_id,
          participant_id,
          identifier: null,
          identified: {
            provider_member_id: "CUST-SECOND",
            masked_identifier: null,
            name: null,
            tier: null,
            points_balance: 0,
          },
        })
        await runThenFail(getContainer(), linkMemberStep, { ...link, member_id: second.id })
        expect((await service().memberById(second.id))?.customer_id).toBeNull()
        expect((await service().memberById(link.member_id))?.customer_id).toBe("cus_test")
      })

      it("a recorded age goes", async () => {
        const shopper = await withDiscount()
        const session_id = shopper.session?.id ?? ""
        await runThenFail(getContainer(), recordAgeVerificationStep, { session_id })
        const session = await service().sessionById(session_id)
        expect(session?.metadata).not.toHaveProperty("age_verified_at")
      })
    })
  },
})
