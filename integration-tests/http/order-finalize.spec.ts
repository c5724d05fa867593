import { describeShop, fulfil, Shopper, waitFor, type Order } from "../helpers"

const BASKET = { COF16: 2, CANDY: 3, ENERGY: 1 }
const SKUS = Object.keys(BASKET)
const JOHNS_ID = "CUST-12345"
const CAUSE = { actor_id: "test", correlation_id: "test" }
const COFFEE = { rewardId: "PROMO-771-L1", targetLineNumber: 1, quantity: 2, amount: 0.98 }
const CANDY = { rewardId: "CLUB-12-L2", targetLineNumber: 2, quantity: 1, amount: 1.89 }
const DOLLAR = { rewardId: "PTS-500", quantity: 1, amount: 1, pointsCost: 500 }

interface FinalizeBody {
  transactionId: string
  items: { sku: string; qty: number; amount: number; netAmount: number }[]
  appliedRewards: { rewardId: string }[]
  cancelledRewardIds: string[]
  finalAmount: number
  rewardEligibleAmount: number
  taxAmount: number
  totalAmount: number
  redeemedPoints: number
}

interface Collection {
  id: string
  status: string
  payments: { id: string }[]
}

describeShop({
  sites: 2,
  comparesOrders: true,
  settings: (site) => (site === 1 ? { supports_cancel: true } : {}),
  testSuite: ({ http, simulator, shop, stage, admin, commits }) => {
    let shopper: Shopper

    const bought = (basket: Record<string, number> = BASKET, accept = ["PTS-500"]) =>
      stage.bought(shopper, basket, accept)
    const sent = (): FinalizeBody[] =>
      simulator.requests({ endpoint: "finalize" }).map(({ body }) => body as FinalizeBody)
    const lines = (body: FinalizeBody | undefined) =>
      body?.items
        .map(({ sku, qty, amount, netAmount }) => [sku, qty, amount, netAmount])
        .sort(([a], [b]) => SKUS.indexOf(String(a)) - SKUS.indexOf(String(b)))
    const balance = (): number | undefined =>
      simulator.books().members.find(({ memberId }) => memberId === JOHNS_ID)?.points
    const cancel = (order_id: string) => http.post(`/admin/orders/${order_id}/cancel`, {}, admin)
    const finalizeAtOnce = () =>
      stage.service.saveStoreConfig(
        { store_id: shop.sites[0]?.store_id ?? "", finalize_on: "order_placed" },
        CAUSE,
      )
    const moneyOf = async (order_id: string) => {
      const fields = "fields=*payment_collections,*payment_collections.payments"
      const { data } = await http.get(`/admin/orders/${order_id}?${fields}`, admin)
      const { order } = data as { order: { payment_collections: Collection[] } }
      return {
        payments: order.payment_collections.flatMap(({ payments }) => payments.map(({ id }) => id)),
        unpaid: order.payment_collections.flatMap(({ id, status }) =>
          status === "not_paid" ? [id] : [],
        ),
      }
    }
    /** Takes a line off an order, as when the shelf is empty. */
    const remove = async (order: Order, sku: string): Promise<void> => {
      const line = order.items.find(({ variant_sku }) => variant_sku === sku)
      await http.post("/admin/order-edits", { order_id: order.id }, admin)
      const edit = `/admin/order-edits/${order.id}`
      await http.post(`${edit}/items/item/${line?.id}`, { quantity: 0 }, admin)
      await http.post(`${edit}/confirm`, {}, admin)
    }

    beforeEach(() => {
      shopper = new Shopper(http, shop)
    })

    describe("what the engine is told", () => {
      it("is all that was handed over in two parts, once, to the cent", async () => {
        const order = await bought()
        await fulfil(http, admin, order, { COF16: 1, CANDY: 3 })
        await stage.sweep()
        await stage.drain()
        expect(sent()).toEqual([])
        expect(await stage.statusOf(order.id)).toBe("pending_finalization")

        await fulfil(http, admin, order, { COF16: 1, ENERGY: 1 })
        await stage.finalized(order.id)

        const [body, ...more] = sent()
        expect(more).toEqual([])
        expect(lines(body)).toEqual([
          ["COF16", 2, 4.98, 4],
          ["CANDY", 3, 5.67, 3.78],
          ["ENERGY", 1, 3.29, 3.29],
        ])
        // 8.25 % of 3.64, 3.44 and 2.99: 0.30, 0.28 and 0.25.
        expect(body).toMatchObject({
          transactionId: order.id,
          applyRewards: true,
          appliedRewards: [COFFEE, CANDY, DOLLAR],
          cancelledRewardIds: [],
          finalAmount: 10.07,
          rewardEligibleAmount: 10.07,
          taxAmount: 0.83,
          totalAmount: 10.9,
          redeemedPoints: 500,
        })
        expect(commits(order.id)).toBe(1)
        expect(balance()).toBe(4_530)
      })

      it("leaves out a line that an order edit took off after the rest was handed over", async () => {
        const order = await bought()
        const { payments } = await moneyOf(order.id)
        await http.post(`/admin/payments/${payments[0]}/capture`, {}, admin)
        await fulfil(http, admin, order, { COF16: 2, CANDY: 3 })
        expect(await stage.statusOf(order.id)).toBe("pending_finalization")
        await remove(order, "ENERGY")
        await stage.finalized(order.id)

        const [body] = sent()
        expect(lines(body)).toEqual([
          ["COF16", 2, 4.98, 4],
          ["CANDY", 3, 5.67, 3.78],
        ])
        expect(body).toMatchObject({ finalAmount: 6.78, redeemedPoints: 500, taxAmount: 0.56 })
        expect(await shopper.summary(order.id)).toMatchObject({
          earned_points: 19,
          points_balance: 4_519,
        })
      })

      it("waits for the new payment where an edit made Medusa give the first one back", async () => {
        const order = await bought()
        await fulfil(http, admin, order, { COF16: 2, CANDY: 3 })
        await remove(order, "ENERGY")
        await stage.sweep()
        expect(await stage.statusOf(order.id)).toBe("pending_finalization")
        expect(sent()).toEqual([])

        const { unpaid } = await moneyOf(order.id)
        const path = `/admin/payment-collections/${unpaid[0]}/mark-as-paid`
        await http.post(path, { order_id: order.id }, admin)
        await stage.finalized(order.id)
        expect(sent()).toEqual([expect.objectContaining({ finalAmount: 6.78 })])
      })

      it("is what was handed over, also where the money was given back before", async () => {
        const order = await bought()
        const { payments } = await moneyOf(order.id)
        await http.post(`/admin/payments/${payments[0]}/capture`, {}, admin)
        await http.post(`/admin/payments/${payments[0]}/refund`, { amount: order.total }, admin)
        await stage.sweep()
        expect(sent()).toEqual([])

        // A gift of the merchant's: only goods that come back take points back.
        await fulfil(http, admin, order)
        await stage.finalized(order.id)
        expect(sent()).toEqual([expect.objectContaining({ finalAmount: 10.07 })])
        expect(commits(order.id)).toBe(1)
        expect(await stage.adjustmentsDue(order.id)).toEqual([])
      })

      it("shrinks rewards with what was handed over when the order is closed short", async () => {
        const order = await bought()
        await fulfil(http, admin, order, { COF16: 1, CANDY: 2, ENERGY: 1 })
        await http.post(`/admin/orders/${order.id}/complete`, {}, admin)
        await stage.finalized(order.id)

        const [body] = sent()
        // Half of the coffee pair's 0.98; the free candy bar is one of the two that were there.
        expect(lines(body)).toEqual([
          ["COF16", 1, 2.49, 2],
          ["CANDY", 2, 3.78, 1.89],
          ["ENERGY", 1, 3.29, 3.29],
        ])
        expect(body?.appliedRewards).toEqual([
          expect.objectContaining({ ...COFFEE, quantity: 1, amount: 0.49 }),
          expect.objectContaining(CANDY),
          expect.objectContaining(DOLLAR),
        ])
        expect(body?.finalAmount).toBe(6.18)
        expect(commits(order.id)).toBe(1)
      })

      it("cancels a reward whose line never came, and burns no points for it", async () => {
        const order = await bought({ COF16: 2, WATER: 1 }, ["WATER-50-L2"])
        await fulfil(http, admin, order, { COF16: 2 })
        await http.post(`/admin/orders/${order.id}/complete`, {}, admin)
        await stage.finalized(order.id)

        const [body] = sent()
        expect(lines(body)).toEqual([["COF16", 2, 4.98, 4]])
        expect(body).toMatchObject({ finalAmount: 4, redeemedPoints: 0 })
        expect(body?.appliedRewards).toEqual([expect.objectContaining(COFFEE)])
        expect(body?.cancelledRewardIds).toEqual(["WATER-50-L2"])
      })
    })

    describe("points that were spent elsewhere between basket and finalize", () => {
      it("leave the price as charged and the earnings granted, and show the difference", async () => {
        const order = await bought()
        simulator.spend(JOHNS_ID, 4_800)
        await fulfil(http, admin, order)
        await stage.finalized(order.id)

        expect(order.total).toBeCloseTo(10.07 * 1.0825, 6)
        expect(await shopper.summary(order.id)).toMatchObject({
          status: "finalized",
          earned_points: 30,
          redeemed_points: 0,
          points_balance: 230,
        })
        expect(commits(order.id)).toBe(1)
        expect(balance()).toBe(230)
        const refused = sent().at(-1)
        expect(refused?.appliedRewards.map(({ rewardId }) => rewardId)).not.toContain("PTS-500")
        expect(refused).toMatchObject({ finalAmount: 10.07, redeemedPoints: 0 })
        expect(await stage.adjustmentsDue(order.id)).toEqual([
          expect.objectContaining({
            kind: "reward_rejected_at_finalize",
            points: 500,
            amount: 100,
            details: { reward_ids: ["PTS-500"] },
          }),
        ])
      })

      it("cost what was handed over, and nobody a reward whose line never came", async () => {
        simulator.addFault({
          kind: "status",
          endpoint: "finalize",
          times: 1,
          params: { status: 422, code: "QUALIFIER_LOST" },
        })
        const order = await bought({ COF16: 2, WATER: 1 }, ["WATER-50-L2", "PTS-500"])
        await fulfil(http, admin, order, { COF16: 1 })
        await http.post(`/admin/orders/${order.id}/complete`, {}, admin)
        await stage.finalized(order.id)

        expect(sent().map(({ redeemedPoints }) => redeemedPoints)).toEqual([500, 0])
        // Half of the coffee pair's 0.98, and the dollar.
        expect(await stage.adjustmentsDue(order.id)).toEqual([
          expect.objectContaining({
            points: 500,
            amount: 149,
            details: { reward_ids: ["PROMO-771-L1", "PTS-500"] },
          }),
        ])
      })

      it("cost one reward that another order took, and not the others", async () => {
        simulator.addFault({
          kind: "reject_reward",
          endpoint: "finalize",
          times: 1,
          params: { rewardId: "CLUB-12-L2" },
        })
        const order = await bought()
        await fulfil(http, admin, order)
        await stage.finalized(order.id)

        expect(sent().map(({ appliedRewards }) => appliedRewards.length)).toEqual([3, 2])
        expect(await shopper.summary(order.id)).toMatchObject({ redeemed_points: 500 })
        expect(await stage.adjustmentsDue(order.id)).toEqual([
          expect.objectContaining({ kind: "reward_rejected_at_finalize", points: 0, amount: 189 }),
        ])
        expect(commits(order.id)).toBe(1)
      })
    })

    describe("a cancelled order", () => {
      it("that was not finalized ends its session, and nothing is ever sent", async () => {
        const order = await bought()
        await cancel(order.id)
        await waitFor(async () => (await stage.statusOf(order.id)) === "failed")
        await stage.emit("order.fulfillment_created", { order_id: order.id })
        await stage.sweep()
        await stage.drain()

        expect(await stage.service.sessionOfOrder(order.id)).toMatchObject({
          failure_reason: "order_canceled",
        })
        expect(await shopper.summary(order.id)).toMatchObject({
          status: "failed",
          earned_points: 0,
          redeemed_points: 0,
          expected: false,
        })
        expect(sent()).toEqual([])
        expect(simulator.requests({ endpoint: "cancel" })).toEqual([])
        expect(await stage.adjustmentsDue(order.id)).toEqual([])
        expect(balance()).toBe(5_000)
        // It is over, and nobody is called for it.
        expect(await stage.operation(order.id)).toMatchObject({ status: "dead" })
        const { data } = await http.get("/admin/loyalty/overview", admin)
        expect(data).toMatchObject({ overview: { operations: { dead: 0 } } })
      })

      it("of which nobody heard is not sent any more, where it certainly never arrived", async () => {
        await finalizeAtOnce()
        const times = 1
        simulator.addFault({ kind: "status", endpoint: "finalize", times, params: { status: 429 } })
        const order = await bought()
        await waitFor(async () => (await stage.operation(order.id)).last_error_code !== null)
        await stage.holdBack(order.id)
        await stage.sql(
          `UPDATE "order" SET status = 'canceled', canceled_at = now() WHERE id = ?`,
          [order.id],
        )
        await stage.makeDue(order.id)
        await stage.drain()
        expect(sent()).toHaveLength(1)
        await stage.sweep()

        expect(await stage.service.sessionOfOrder(order.id)).toMatchObject({
          status: "failed",
          failure_reason: "order_canceled",
        })
        expect(await stage.operation(order.id)).toMatchObject({ sealed_body: null })
        expect(commits(order.id)).toBe(0)
        expect(await stage.adjustmentsDue(order.id)).toEqual([])
        expect(balance()).toBe(5_000)
      })

      it("is told to an engine that takes it", async () => {
        shopper = new Shopper(http, shop, 1)
        const order = await bought()
        await cancel(order.id)
        const told = await waitFor(async () => {
          await stage.drain()
          const requests = simulator.requests({ endpoint: "cancel" })
          return requests.length > 0 && requests
        })

        expect(await stage.statusOf(order.id)).toBe("failed")
        expect(told.map(({ status }) => status)).toEqual([200])
        expect(commits(order.id)).toBe(0)
        const [session] = simulator.books().sessions
        expect(session?.status).toBe("failed")
      })

      it.each([
        ["refused", {}],
        ["lost", { apply: true }],
      ])("is told again in the same words when the first answer is %s", async (_, how) => {
        shopper = new Shopper(http, shop, 1)
        const params = { status: 503, ...how }
        simulator.addFault({ kind: "status", endpoint: "cancel", times: 1, params })
        const order = await bought()
        const ended = async () =>
          (await stage.operations(order.id)).find(({ kind }) => kind === "cancel")
        await cancel(order.id)
        await waitFor(async () => {
          await stage.drain()
          return (await ended())?.status === "unknown"
        })
        await stage.makeDue(order.id)
        await stage.drain()

        expect(await ended()).toMatchObject({ status: "done", sealed_body: null })
        const told = simulator.requests({ endpoint: "cancel" })
        expect(told.map(({ status }) => status)).toEqual([503, 200])
        expect(told[1]?.body).toEqual(told[0]?.body)
        const header = (name: string) => told.map(({ headers }) => headers[name])
        expect(header("x-retry-count")).toEqual(["0", "1"])
        expect(new Set(header("idempotency-key")).size).toBe(1)
      })

      it("that was finalized lists the exact points to take back, once", async () => {
        await finalizeAtOnce()
        const order = await bought()
        await stage.finalized(order.id)
        await cancel(order.id)
        const due = await waitFor(async () => {
          const found = await stage.adjustmentsDue(order.id)
          return found.length > 0 && found
        })
        await stage.emit("order.canceled", { id: order.id }, 3)
        await stage.sweep()

        expect(due).toEqual([
          expect.objectContaining({
            kind: "order_canceled_after_finalize",
            points: 30 - 500,
            amount: 387,
          }),
        ])
        expect(await stage.adjustmentsDue(order.id)).toHaveLength(1)
        expect(await stage.statusOf(order.id)).toBe("finalized")
        expect(commits(order.id)).toBe(1)
      })

      it("while its finalize is on the way lists the points, once", async () => {
        await finalizeAtOnce()
        const held = simulator.addFault({
          kind: "latency",
          endpoint: "finalize",
          times: 1,
          params: { ms: 6_000 },
        })
        const order = await bought()
        await waitFor(() => (simulator.faults().find(({ id }) => id === held.id)?.hits ?? 1) > 0)
        expect(await stage.operation(order.id)).toMatchObject({ status: "in_flight" })
        await cancel(order.id)
        expect(await stage.statusOf(order.id)).toBe("pending_finalization")

        await stage.finalized(order.id)
        await stage.sweep()
        await stage.drain()
        await stage.sweep()
        expect(await stage.adjustmentsDue(order.id)).toEqual([
          expect.objectContaining({
            kind: "order_canceled_after_finalize",
            points: 30 - 500,
            amount: 387,
          }),
        ])
        expect(commits(order.id)).toBe(1)
        expect(sent()).toHaveLength(1)
      })

      it.each([
        [
          "lost",
          () => simulator.addFault({ kind: "apply_then_reset", endpoint: "finalize", times: 1 }),
        ],
        [
          "there, and the database fails over it",
          () =>
            vi
              .spyOn(stage.service, "recordFinalized")
              .mockRejectedValueOnce(new Error("terminating connection")),
        ],
      ])("whose finalize has an answer that is %s lists the points later", async (_, fail) => {
        await finalizeAtOnce()
        fail()
        const order = await bought()
        await waitFor(async () => (await stage.operation(order.id)).status === "unknown")
        await stage.holdBack(order.id)
        await cancel(order.id)
        await stage.emit("order.canceled", { id: order.id })
        expect(await stage.statusOf(order.id)).toBe("pending_finalization")

        await stage.makeDue(order.id)
        await stage.drain()

        // Whoever heard of the cancellation may be draining, too.
        await waitFor(async () => (await stage.adjustmentsDue(order.id)).length > 0)
        expect(await stage.statusOf(order.id)).toBe("finalized")
        expect(await stage.adjustmentsDue(order.id)).toEqual([
          expect.objectContaining({ kind: "order_canceled_after_finalize", points: -470 }),
        ])
        expect(commits(order.id)).toBe(1)
      })
    })

    describe("an order whose answer was lost", () => {
      const nothing = (field: string) =>
        simulator.addFault({
          kind: "wrong_types",
          endpoint: "getSessionStatus",
          params: { field, value: null },
        })
      const lost = async () => {
        await finalizeAtOnce()
        simulator.addFault({ kind: "apply_then_reset", endpoint: "finalize", times: 1 })
        const order = await bought()
        await waitFor(async () => (await stage.operation(order.id)).status === "unknown")
        await stage.holdBack(order.id)
        return order
      }
      const found = async (order: Order) => {
        await stage.makeDue(order.id)
        await stage.drain()
        expect(await stage.statusOf(order.id)).toBe("finalized")
        expect(sent()).toHaveLength(1)
        return stage.service.transactionsOfOrder(order.id)
      }

      it("is booked by a status that names neither the order nor the points it took", async () => {
        const order = await lost()
        ;["transactionId", "redeemedPoints", "newBalance", "receiptId"].forEach(nothing)

        expect(await found(order)).toEqual([
          expect.objectContaining({
            earned_points: 30,
            redeemed_points: 500,
            points_balance: null,
            receipt_id: null,
          }),
        ])
      })

      it("is not taken from a status that names another order", async () => {
        const order = await lost()
        simulator.addFault({
          kind: "wrong_types",
          endpoint: "getSessionStatus",
          params: { field: "transactionId", value: "order_of_somebody_else" },
        })
        await stage.makeDue(order.id)
        await stage.drain()
        expect(await stage.operation(order.id)).toMatchObject({
          status: "dead",
          last_error_code: "already_finalized",
        })
      })

      it("is booked when the new balance is more than we can keep", async () => {
        await finalizeAtOnce()
        simulator.addFault({
          kind: "wrong_types",
          endpoint: "finalize",
          params: { field: "newBalance", value: 3_000_000_000 },
        })
        const order = await bought()
        await stage.finalized(order.id)
        expect(await stage.service.transactionsOfOrder(order.id)).toEqual([
          expect.objectContaining({ redeemed_points: 500, points_balance: null }),
        ])
      })
    })
  },
})
