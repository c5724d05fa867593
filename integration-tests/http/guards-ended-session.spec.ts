import type { ICartModuleService, ILockingModule } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { completeCartWorkflow } from "@medusajs/medusa/core-flows"

import type { LoyaltyTotalChangedBody } from "../../src/types/http/store"
import type { expireSessions as expireType } from "../../src/workflows/loyalty/flows/expire-sessions"
import type { restoreDiscounts as restoreType } from "../../src/workflows/loyalty/utils/restore-discounts"
import { describeShop, guardCounts, Shopper, waitFor, type Order } from "../helpers"

const TAX = 1.0825

interface ExpireSessions {
  expireSessions: typeof expireType
}

interface RestoreDiscounts {
  restoreDiscounts: typeof restoreType
}

/** Long enough to come to the cart's lock. */
const ARRIVAL_MS = 300

describeShop({
  sites: 1,
  testSuite: ({ http, shop, admin, simulator, stage, getContainer }) => {
    let carts: ICartModuleService
    let locking: ILockingModule
    let shopper: Shopper

    const counts = () => guardCounts(http)
    const endSession = async () => {
      const { id } = shopper.session ?? { id: "" }
      const { status } = await shopper.delete(
        `/store/loyalty/session/${id}?cart_id=${shopper.cart_id}`,
      )
      expect(status).toBe(200)
    }
    const ours = async () => {
      const { items } = await shopper.cart()
      return items.flatMap(({ id, adjustments }) =>
        adjustments
          .filter(({ provider_id }) => provider_id === "loyalty_engine")
          .map((adjustment) => ({ ...adjustment, item_id: id })),
      )
    }

    /** Ends the session, and leaves its discounts on the cart as a process does that died midway. */
    const leaveDiscounts = async () => {
      const left = await ours()
      await endSession()
      await carts.upsertLineItemAdjustments(
        left.map(({ id, item_id, amount, provider_id }) => ({
          ...{ id, item_id, amount, code: undefined },
          provider_id: provider_id ?? undefined,
        })),
      )
      expect((await shopper.cart()).discount_subtotal).toBe(3.87)
    }

    /** By the hook (G3), as a webhook completes a cart, and by the guard over HTTP (G2). */
    const isRefused = async () => {
      const { errors } = await completeCartWorkflow(getContainer()).run({
        input: { id: shopper.cart_id },
        throwOnError: false,
      })
      expect(String(errors[0]?.error.message)).toContain("loyalty discounts")
      const { status, data } = await shopper.complete()
      expect(status).toBe(409)
      expect(data).toMatchObject({ code: "loyalty_total_changed" })
    }

    const isPaidWith = async (total: number, collection_id = "") => {
      const { amount } = await shopper.payAgain(collection_id)
      expect(amount).toBeCloseTo(total, 4)
      const { order } = (await shopper.complete()).data as { order: Order }
      expect(order.total).toBeCloseTo(total, 4)
    }

    beforeAll(() => {
      carts = getContainer().resolve(Modules.CART)
      locking = getContainer().resolve(Modules.LOCKING)
    })

    beforeEach(async () => {
      shopper = new Shopper(http, shop)
      await shopper.fill({ COF16: 2, CANDY: 3, ENERGY: 1 })
      await shopper.identify()
      await shopper.rewards()
      await shopper.select({ accept: ["PTS-500"] })
      expect((await shopper.cart()).discount_subtotal).toBe(3.87)
    })

    describe("a session that ends in one tab while another tab's change fails", () => {
      let original: ILockingModule["execute"]

      beforeEach(() => {
        original = locking.execute.bind(locking)
      })

      afterEach(() => {
        locking.execute = original
      })

      /** Another tab ends the session right after G1 capped, and the cart stays locked for a while. */
      const afterCapping = () => {
        let armed = true
        locking.execute = async (keys, job, args) => {
          const result = await original(keys, job, args)
          if (armed && keys === shopper.cart_id) {
            armed = false
            await endSession()
            await locking.acquire(shopper.cart_id, { ownerId: "another-process" })
            setTimeout(() => {
              void locking.release(shopper.cart_id, { ownerId: "another-process" })
            }, 3_000)
          }
          return result
        }
      }

      it("gets none of its discounts back, and the cart is bought at full price", async () => {
        const { id } = await shopper.line("CANDY")
        afterCapping()
        const { status } = await shopper.post(`/store/carts/${shopper.cart_id}/line-items/${id}`, {
          quantity: 1,
        })
        expect(status).toBe(500)

        expect(await ours()).toEqual([])
        const order = await shopper.placeOrder()
        expect(order.total).toBeCloseTo((await shopper.cart()).total, 5)
        expect(await stage.adjustmentsDue(order.id)).toEqual([])
      })
    })

    describe("a session that an operator cancels while an evaluation is taken back", () => {
      const original = () => stage.service.cancelFinalize.bind(stage.service)
      let cancelFinalize: ReturnType<typeof original>

      beforeEach(() => {
        cancelFinalize = original()
      })

      afterEach(() => {
        stage.service.cancelFinalize = cancelFinalize
      })

      /** The evaluation's compensation comes between the cart, which is clear, and the session. */
      const beforeItEnds = (): { undone: Promise<void> } => {
        const { restoreDiscounts } = stage.load<RestoreDiscounts>(
          "workflows/loyalty/utils/restore-discounts",
        )
        const compensation = { undone: Promise.resolve() }
        stage.service.cancelFinalize = async (...given) => {
          const what = { cart_id: shopper.cart_id, previous: [] }
          compensation.undone = restoreDiscounts(getContainer(), what)
          await new Promise((resolve) => setTimeout(resolve, ARRIVAL_MS))
          expect((await shopper.cart()).discount_subtotal).toBe(0)
          return cancelFinalize(...given)
        }
        return compensation
      }

      it("leaves no discount on the cart, and the payment asks for its full price", async () => {
        await shopper.beginPayment()
        const { id } = shopper.session ?? { id: "" }
        const compensation = beforeItEnds()
        const path = `/admin/loyalty/sessions/${id}/cancel`
        const { status } = await http.post(path, { reason: "asked for by phone" }, admin)

        expect(status).toBe(200)
        await compensation.undone
        expect(await stage.service.sessionById(id)).toMatchObject({ failure_reason: "operator" })
        const { discount_subtotal, total, payment_collection } = await shopper.cart()
        expect(discount_subtotal).toBe(0)
        expect(payment_collection?.amount).toBeCloseTo(total, 4)
      })
    })

    describe("a payment that asks for less than an ended session left to pay", () => {
      it("makes no order, asks for the full price (G3, G2), and is then paid with it", async () => {
        await shopper.beginPayment()
        // A process that ended the session died before the payment followed the cart.
        await carts.deleteLineItemAdjustments((await ours()).map(({ id }) => id))
        await stage.service.transitionSession({
          session_id: shopper.keys().session_id,
          to: "failed",
          patch: { failure_reason: "operator" },
          ...{ reason: "test", actor: "test", correlation_id: "test" },
        })
        const { total, payment_collection } = await shopper.cart()

        await isRefused()
        await isPaidWith(total, payment_collection?.id)
      })
    })

    describe("a payment that asks for more than discounts that have just come leave", () => {
      /** A process that brought them died before the payment followed the cart. */
      const fallBehind = async (): Promise<{ total: number; collection_id: string }> => {
        await shopper.beginPayment()
        const { total, payment_collection } = await shopper.cart()
        const collection_id = payment_collection?.id ?? ""
        for (const [table, key] of [
          ["payment_collection", "id"],
          ["payment_session", "payment_collection_id"],
        ]) {
          await stage.sql(
            `UPDATE ${table} SET amount = amount + 2.5,
                    raw_amount = jsonb_set(raw_amount, '{value}', to_jsonb((amount + 2.5)::text))
              WHERE ${key} = ?`,
            [collection_id],
          )
        }
        return { total, collection_id }
      }

      it("makes no order (G3), asks for the right price (G2), and is then paid with it", async () => {
        const { total, collection_id } = await fallBehind()

        await isRefused()
        await isPaidWith(total, collection_id)
      })

      it("is begun anew for what the cart costs (G0)", async () => {
        const { total, collection_id } = await fallBehind()
        await isPaidWith(total, collection_id)
      })
    })

    describe("a session whose time is over", () => {
      const timeIsOver = () =>
        stage.sql(
          `UPDATE loyalty_engine_session SET expires_at = now() - interval '1 minute' WHERE id = ?`,
          [shopper.session?.id],
        )

      it("ends while points are being chosen, and none of them are taken", async () => {
        await shopper.select({ decline: ["PTS-500"] })
        simulator.clearRequests()
        simulator.addFault({
          kind: "latency",
          endpoint: "calculateRewards",
          times: 1,
          params: { ms: 1_500 },
        })
        const chosen = shopper.post("/store/loyalty/rewards/select", {
          ...shopper.keys(),
          accept: ["PTS-500"],
        })
        await waitFor(() => simulator.requests({ endpoint: "calculateRewards" }).length > 0)
        await timeIsOver()
        await stage.expire()
        const { status } = await chosen
        expect(status).toBeLessThan(500)

        const session_id = shopper.session?.id ?? ""
        expect(await stage.service.sessionById(session_id)).toMatchObject({
          status: "failed",
          failure_reason: "expired",
        })
        expect(await ours()).toEqual([])
        const order = await shopper.placeOrder()
        expect(order.total).toBeCloseTo((4.98 + 5.67 + 3.29) * TAX, 4)
        expect(await stage.service.operationOfOrder(order.id)).toBeNull()
        expect(simulator.books().transactions).toEqual([])
      })

      it("ends once for five workers that find it at the same time", async () => {
        await timeIsOver()
        const { expireSessions } = stage.load<ExpireSessions>(
          "workflows/loyalty/flows/expire-sessions",
        )
        const run = { isOver: () => false }
        await Promise.all(Array.from({ length: 5 }, () => expireSessions(getContainer(), run)))

        const session_id = shopper.session?.id ?? ""
        expect(await stage.transitions(session_id)).toEqual([">active", "active>failed"])
        expect(await ours()).toEqual([])
        expect(simulator.books().transactions).toEqual([])
      })
    })

    describe("discounts that an ended session left on the cart", () => {
      const price = async () => {
        const { item_subtotal } = await shopper.cart()
        return item_subtotal * TAX
      }

      it("go before a payment begins (G0)", async () => {
        await shopper.chooseShipping()
        // What looks at the changed cart in the background has looked, and leaves this to the guard.
        await new Promise((resolve) => setTimeout(resolve, 1_000))
        await leaveDiscounts()
        const before = await counts()
        const reply = await shopper.post("/store/payment-collections", {
          cart_id: shopper.cart_id,
        })
        const { payment_collection } = reply.data as { payment_collection: { id: string } }
        const { amount } = await shopper.payAgain(payment_collection.id)

        expect(amount).toBeCloseTo(await price(), 4)
        expect(await ours()).toEqual([])
        expect((await counts()).since(before)).toMatchObject({ "payment_start dropped": 1 })
        expect((await shopper.complete()).data).toMatchObject({ type: "order" })
      })

      it("go while the cart changes, and the reply shows it (G1)", async () => {
        await leaveDiscounts()
        const before = await counts()
        const cart = await shopper.add("WATER", 1)

        expect(cart.discount_subtotal).toBe(0)
        expect((await counts()).since(before)).toMatchObject({ "cart_change cleared": 1 })
      })

      it("are announced once when the cart completes, which then costs the full price (G2)", async () => {
        await shopper.beginPayment()
        await leaveDiscounts()
        const { payment_collection, total } = await shopper.cart()
        await getContainer()
          .resolve(Modules.PAYMENT)
          .createPaymentSession(payment_collection?.id ?? "", {
            provider_id: "pp_system_default",
            currency_code: "usd",
            amount: total,
            data: {},
          })
        const before = await counts()

        const refused = await shopper.complete()
        const body = refused.data as LoyaltyTotalChangedBody
        expect(refused.status).toBe(409)
        expect(body.total).toBeCloseTo(await price(), 4)
        expect((await counts()).since(before)).toMatchObject({ "completion total_changed": 1 })

        await shopper.payAgain((await shopper.cart()).payment_collection?.id ?? "")
        const done = await shopper.complete()
        expect((done.data as { order: Order }).order.total).toBeCloseTo(await price(), 4)
      })

      it("go in the background", async () => {
        await leaveDiscounts()
        await stage.emit("cart.updated", { id: shopper.cart_id })
        await waitFor(async () => (await ours()).length === 0)
      })
    })
  },
})
