import type { ICartModuleService, ILockingModule } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

import type { LoyaltyTotalChangedBody } from "../../src/types/http/store"
import { describeShop, guardCounts, Shopper, waitFor, type Order } from "../helpers"

const TAX = 1.0825

describeShop({
  sites: 1,
  testSuite: ({ http, shop, stage, getContainer }) => {
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

    describe("discounts that an ended session left on the cart", () => {
      const price = async () => {
        const { item_subtotal } = await shopper.cart()
        return item_subtotal * TAX
      }

      it("go before a payment begins (G0)", async () => {
        await shopper.chooseShipping()
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
