import { createRequire } from "node:module"

import { Modules } from "@medusajs/framework/utils"
import fc from "fast-check"

import type { LoyaltyFinalizeOn } from "../../src/types/http/admin"
import type { settleOrder as SettleOrder } from "../../src/workflows/loyalty/flows/settle-order"
import { Clerk, describeShop, fulfil, itemsOf, Shopper, waitFor, type Order } from "../helpers"

const BASKET = { COF16: 2, CANDY: 3, ENERGY: 1 }
const JOHNS_ID = "CUST-12345"
const CAUSE = { actor_id: "test", correlation_id: "test" }
/** The sites of the chain: the engine of the first reverses, that of the second does not. */
const REVERSING = 0
const PLAIN = 1

/** Flows come from Medusa's own module graph: Vite would load a second instance of them. */
const load = createRequire(import.meta.url)

describeShop({
  sites: 2,
  comparesOrders: true,
  settings: (site) => ({ supports_reverse: site === REVERSING }),
  testSuite: ({ http, simulator, shop, stage, admin, getContainer }) => {
    let clerk: Clerk
    let shopper: Shopper

    const at = (site: number): void => {
      shopper = new Shopper(http, shop, site)
    }
    const bought = (): Promise<Order> => stage.bought(shopper, BASKET, ["PTS-500"])
    const sessionOf = (order: Order) => stage.service.sessionOfOrder(order.id)
    const isFinalized = (order: Order) =>
      waitFor(async () => (await sessionOf(order))?.status === "finalized")
    /** Bought, handed over, and 30 points earned for 500 spent. */
    const finalized = async (): Promise<Order> => {
      const order = await bought()
      await fulfil(http, admin, order)
      await isFinalized(order)
      return order
    }
    const reversals = (order: Order) => stage.service.reversalsOfOrder(order.id)
    /** The statuses of the first so many reversals, once there are as many. */
    const statuses = async (order: Order): Promise<string[]> =>
      (await reversals(order)).map(({ status }) => status)
    const reversed = (order: Order, times: number) =>
      waitFor(async () => {
        const all = await statuses(order)
        return all.length === times && all.every((status) => status === "done")
      })
    const books = (order: Order) =>
      simulator.books().transactions.filter(({ transactionId }) => transactionId === order.id)
    const taken = (order: Order) =>
      books(order)
        .filter(({ kind }) => kind === "reverse")
        .map(({ earnedPoints, redeemedPoints }) => [earnedPoints, redeemedPoints])
    const balance = (): number | undefined =>
      simulator.books().members.find(({ memberId }) => memberId === JOHNS_ID)?.points
    /** What our books say an order left: earned and redeemed points, and discount in cents. */
    const net = async (order: Order): Promise<number[]> => {
      const rows = await stage.service.transactionsOfOrder(order.id)
      const sum = (read: (row: (typeof rows)[number]) => number): number =>
        rows.reduce((total, row) => total + read(row), 0)
      return [
        sum((row) => row.earned_points),
        sum((row) => row.redeemed_points),
        sum((row) => row.discount_total),
      ]
    }
    const settle = async (order: Order): Promise<void> => {
      const flow = load("../../src/workflows/loyalty/flows/settle-order") as {
        settleOrder: typeof SettleOrder
      }
      const cause = { reason: "test", actor: "test", correlation_id: "test" }
      await flow.settleOrder(getContainer(), { order_id: order.id, cause })
    }
    const finalizeOn = (finalize_on: LoyaltyFinalizeOn, site = REVERSING) =>
      stage.service.saveStoreConfig(
        { store_id: shop.sites[site]?.store_id ?? "", finalize_on },
        CAUSE,
      )
    const due = async (order: Order) =>
      (await stage.adjustmentsDue(order.id)).map(({ kind, points, amount, settled_by }) => ({
        kind,
        points,
        amount,
        settled_by,
      }))

    beforeEach(() => {
      clerk = new Clerk(http, admin, shop.location_id)
      at(REVERSING)
    })

    describe("a return after the finalize", () => {
      it("takes back the returned part, then the rest, and exactly everything in the end", async () => {
        const order = await finalized()
        expect(balance()).toBe(4_530)
        const heard: unknown[] = []
        getContainer()
          .resolve(Modules.EVENT_BUS)
          .subscribe("loyalty.session_reversed", ({ data }) => {
            heard.push(data)
            return Promise.resolve()
          })

        await clerk.takeBack(order, { ENERGY: 1 })
        await reversed(order, 1)
        // Net of the lines 400, 378 and 329: the last is 8.9 of 30 and 148.6 of 500.
        expect(taken(order)).toEqual([[9, 149]])
        expect(balance()).toBe(4_530 - 9 + 149)
        expect(await net(order)).toEqual([21, 351, 387 - 30])
        expect(await shopper.summary(order.id)).toMatchObject({
          status: "finalized",
          earned_points: 30,
          redeemed_points: 500,
          points_balance: 4_670,
          reversals: [{ earned_points: 9, redeemed_points: 149 }],
        })

        await clerk.takeBack(order, { CANDY: 2 })
        await reversed(order, 2)
        await clerk.takeBack(order, { COF16: 2, CANDY: 1 })
        await reversed(order, 3)

        expect(await net(order)).toEqual([0, 0, 0])
        expect(balance()).toBe(5_000)
        expect(books(order).map(({ kind }) => kind)).toEqual([
          "finalize",
          "reverse",
          "reverse",
          "reverse",
        ])
        expect(await stage.adjustmentsDue(order.id)).toEqual([])
        expect((await shopper.summary(order.id)).reversals).toHaveLength(3)
        await waitFor(() => heard.length === 3)
        const session = await sessionOf(order)
        expect(heard).toEqual(Array(3).fill({ id: session?.id, order_id: order.id }))
      })

      it("tells the engine which lines and rewards, under a key that counts", async () => {
        const order = await finalized()
        await clerk.takeBack(order, { COF16: 1 })
        await reversed(order, 1)

        const [sent, ...more] = simulator.requests({ endpoint: "reverse" })
        expect(more).toEqual([])
        expect(sent?.headers["idempotency-key"]).toBe(`rev:ACME:0300:${order.id}:1`)
        expect(sent?.body).toMatchObject({
          originalTransactionId: order.id,
          items: [{ sku: "COF16", qty: 1, amount: 2.49, netAmount: 2 }],
          appliedRewards: [
            { rewardId: "PROMO-771-L1", quantity: 1, amount: 0.49 },
            { rewardId: "PTS-500", quantity: 0, amount: 0.18, pointsCost: 90 },
          ],
          earnedPoints: 5,
          redeemedPoints: 90,
        })

        await clerk.takeBack(order, { COF16: 1, CANDY: 3, ENERGY: 1 })
        await reversed(order, 2)
        expect(simulator.requests({ endpoint: "reverse" })[1]?.body).toMatchObject({
          appliedRewards: [
            { rewardId: "PROMO-771-L1", quantity: 1, amount: 0.49 },
            { rewardId: "CLUB-12-L2", quantity: 1, amount: 1.89 },
            { rewardId: "PTS-500", quantity: 1, amount: 0.82, pointsCost: 410 },
          ],
        })
      })

      it("counts damaged goods as returned, and an announced or cancelled return not at all", async () => {
        const order = await finalized()
        const announced = await clerk.announceReturn(order, { CANDY: 1 })
        await settle(order)
        await clerk.post(`/admin/returns/${announced}/cancel`)
        await settle(order)
        expect(await reversals(order)).toEqual([])

        const second = await clerk.announceReturn(order, { CANDY: 2, ENERGY: 1 })
        await clerk.receiveReturn(order, second, { basket: { ENERGY: 1 }, damaged: { CANDY: 2 } })
        await reversed(order, 1)
        const snapshot = (await reversals(order))[0]?.snapshot as {
          reversal: { lines: { sku: string; quantity: number }[] }
        }
        expect(
          Object.fromEntries(snapshot.reversal.lines.map(({ sku, quantity }) => [sku, quantity])),
        ).toEqual({ CANDY: 2, ENERGY: 1 })
      })

      it("is taken back once for five events, ten callers at once and the drain", async () => {
        const order = await finalized()
        const return_id = await clerk.announceReturn(order, { ENERGY: 1 })
        await clerk.receiveReturn(order, return_id, { basket: { ENERGY: 1 } })
        await Promise.all([
          stage.emit("order.return_received", { order_id: order.id, return_id }, 5),
          ...Array.from({ length: 10 }, () => settle(order)),
        ])
        await stage.drain()
        await reversed(order, 1)

        expect(taken(order)).toEqual([[9, 149]])
        expect(await net(order)).toEqual([21, 351, 357])
      })

      it("is found by the sweeper when its event was lost", async () => {
        const order = await finalized()
        const [line] = itemsOf(order, { ENERGY: 1 })
        await stage.sql(
          `UPDATE order_item SET return_received_quantity = 1,
                  raw_return_received_quantity = '{"value": "1", "precision": 20}'
            WHERE item_id = ?`,
          [line?.id],
        )
        await stage.sql(`UPDATE "order" SET updated_at = now() WHERE id = ?`, [order.id])
        await stage.sweep()

        expect(await statuses(order)).toEqual(["done"])
        expect(taken(order)).toEqual([[9, 149]])
        expect(await net(order)).toEqual([21, 351, 357])
      })
    })

    /** Bought with a finalize that the engine commits and never answers, and then cancelled. */
    const cancelledWithoutAnswer = async (): Promise<Order> => {
      await finalizeOn("order_placed")
      simulator.addFault({ kind: "apply_then_reset", endpoint: "finalize", times: 1 })
      const order = await bought()
      await waitFor(async () => (await stage.operation(order.id)).status === "unknown")
      await clerk.cancel(order)
      await settle(order)
      return order
    }

    describe("an order cancelled after its finalize", () => {
      it("is taken back whole", async () => {
        await finalizeOn("order_placed")
        const order = await bought()
        await isFinalized(order)
        await clerk.cancel(order)
        await reversed(order, 1)
        await stage.emit("order.canceled", { id: order.id }, 3)
        await settle(order)

        expect(taken(order)).toEqual([[30, 500]])
        expect(balance()).toBe(5_000)
        expect(await net(order)).toEqual([0, 0, 0])
        expect((await sessionOf(order))?.status).toBe("finalized")
        expect(await stage.adjustmentsDue(order.id)).toEqual([])
      })

      it("is taken back when the answer to a finalize on its way is known", async () => {
        const order = await cancelledWithoutAnswer()
        expect(await reversals(order)).toEqual([])

        await stage.makeDue(order.id)
        await stage.drain()
        await stage.drain()
        await reversed(order, 1)
        expect(taken(order)).toEqual([[30, 500]])
        expect(balance()).toBe(5_000)
      })
    })

    describe("an order cancelled while its finalize had no answer", () => {
      it("is taken back by the sweeper when the process died with the answer", async () => {
        const order = await cancelledWithoutAnswer()
        // A sweep has looked at the cancellation, and by the time of the answer it is old.
        await stage.sweep()
        await stage.sql(`UPDATE "order" SET updated_at = now() - interval '5 hours' WHERE id = ?`, [
          order.id,
        ])
        const died = vi
          .spyOn(stage.service, "bookReversal")
          .mockRejectedValue(new Error("no connection"))
        await stage.makeDue(order.id)
        await stage.drain()
        died.mockRestore()
        expect((await sessionOf(order))?.status).toBe("finalized")
        expect(await reversals(order)).toEqual([])

        await stage.sweep()
        await reversed(order, 1)
        expect(taken(order)).toEqual([[30, 500]])
        expect(balance()).toBe(5_000)
      })
    })

    describe("an engine that does not answer a reversal", () => {
      const reset = async (kind: "apply_then_reset" | "reset"): Promise<Order> => {
        const order = await finalized()
        simulator.addFault({ kind, endpoint: "reverse", times: 1 })
        await clerk.takeBack(order, { ENERGY: 1 })
        await waitFor(async () => (await statuses(order))[0] === "unknown")
        await stage.makeDue(order.id)
        await stage.drain()
        await reversed(order, 1)
        return order
      }

      it("had booked it: the same bytes under the same key find the first answer", async () => {
        const order = await reset("apply_then_reset")

        expect(taken(order)).toEqual([[9, 149]])
        const sent = simulator.requests({ endpoint: "reverse" })
        expect(sent.map(({ effect }) => effect)).toEqual([true, false])
        expect(sent[1]?.body).toEqual(sent[0]?.body)
        expect(await net(order)).toEqual([21, 351, 357])
        expect((await shopper.summary(order.id)).points_balance).toBe(4_670)
      })

      it("had not: it is booked by the second send", async () => {
        const order = await reset("reset")
        expect(taken(order)).toEqual([[9, 149]])
      })

      it("is away: the reversal waits, and a second return has one of its own", async () => {
        const order = await finalized()
        simulator.addFault({
          kind: "status",
          endpoint: "reverse",
          times: 2,
          params: { status: 503 },
        })
        await clerk.takeBack(order, { ENERGY: 1 })
        await waitFor(async () => (await reversals(order))[0]?.last_error_code)
        await clerk.takeBack(order, { COF16: 2, CANDY: 3 })
        await waitFor(async () => (await reversals(order)).length === 2)
        await waitFor(async () => {
          await stage.makeDue(order.id)
          await stage.drain()
          return (await statuses(order)).every((status) => status === "done")
        })

        const each = taken(order).sort(([a = 0], [b = 0]) => a - b)
        expect(each).toEqual([
          [9, 149],
          [21, 351],
        ])
        expect(balance()).toBe(5_000)
      })

      it("refuses it: a person sees the exact points, and a retry that works settles them", async () => {
        const order = await finalized()
        simulator.addFault({
          kind: "status",
          endpoint: "reverse",
          times: 1,
          params: { status: 400, code: "INVALID_REQUEST" },
        })
        await clerk.takeBack(order, { ENERGY: 1 })
        await waitFor(async () => (await statuses(order))[0] === "dead")
        expect(await due(order)).toEqual([
          { kind: "returned_after_finalize", points: 9 - 149, amount: 30, settled_by: null },
        ])
        await settle(order)
        expect(await statuses(order)).toEqual(["dead"])

        const session = await sessionOf(order)
        await clerk.post(`/admin/loyalty/sessions/${session?.id}/retry`, { reason: "mended" })
        await stage.drain()
        await reversed(order, 1)
        expect(taken(order)).toEqual([[9, 149]])
        expect(await due(order)).toMatchObject([{ settled_by: "system" }])
      })

      it("refused it, and a person settled it: a retry sends nothing", async () => {
        const order = await finalized()
        simulator.addFault({
          kind: "status",
          endpoint: "reverse",
          times: 1,
          params: { status: 400, code: "INVALID_REQUEST" },
        })
        await clerk.takeBack(order, { ENERGY: 1 })
        await waitFor(async () => (await statuses(order))[0] === "dead")
        const [open] = await stage.adjustmentsDue(order.id)
        await clerk.post(`/admin/loyalty/adjustments/${open?.id}/settle`, { reason: "by hand" })
        const session = await sessionOf(order)
        await clerk.post(`/admin/loyalty/sessions/${session?.id}/retry`, { reason: "again" })
        await stage.drain()
        await reversed(order, 1)

        expect(taken(order)).toEqual([])
        expect(simulator.requests({ endpoint: "reverse" })).toHaveLength(1)
      })
    })

    describe("an engine that takes no reversals", () => {
      beforeEach(() => at(PLAIN))

      it("is not asked: each return is listed with its exact points", async () => {
        const order = await finalized()
        await clerk.takeBack(order, { ENERGY: 1 })
        await reversed(order, 1)
        await clerk.takeBack(order, { COF16: 2, CANDY: 3 })
        await reversed(order, 2)
        await settle(order)

        expect(simulator.requests({ endpoint: "reverse" })).toEqual([])
        expect((await due(order)).sort((a, b) => b.points - a.points)).toEqual([
          { kind: "returned_after_finalize", points: 9 - 149, amount: 30, settled_by: null },
          { kind: "returned_after_finalize", points: 21 - 351, amount: 357, settled_by: null },
        ])
        expect(balance()).toBe(4_530)
        expect(await net(order)).toEqual([30, 500, 387])
      })

      it("is told what is kept, where the return came before the finalize", async () => {
        await finalizeOn("order_completed", PLAIN)
        const order = await bought()
        await clerk.capture(order)
        await fulfil(http, admin, order)
        await clerk.takeBack(order, { ENERGY: 1 })
        await clerk.complete(order)
        await isFinalized(order)

        const [body] = simulator.requests({ endpoint: "finalize" }).map((one) => one.body)
        expect(body).toMatchObject({ finalAmount: 6.78, redeemedPoints: 500 })
        expect(await reversals(order)).toEqual([])
        expect(await stage.adjustmentsDue(order.id)).toEqual([])
      })
    })

    describe("a return after its points were spent elsewhere", () => {
      it("is taken back all the same, below nothing, and the shopper may go on", async () => {
        const order = await stage.bought(shopper, BASKET)
        await fulfil(http, admin, order)
        await isFinalized(order)
        const [earned = 0] = await net(order)
        simulator.spend(JOHNS_ID, balance() ?? 0)
        expect(balance()).toBe(0)

        await clerk.takeBack(order, BASKET)
        await reversed(order, 1)
        expect(earned).toBeGreaterThan(0)
        expect(balance()).toBe(-earned)
        expect(await shopper.summary(order.id)).toMatchObject({ points_balance: -earned })
        at(REVERSING)
        await shopper.fill({ COF16: 2, CANDY: 3, WATER: 1 })
        expect(await shopper.identify()).toMatchObject({ status: "active" })
        expect(await shopper.rewards()).toMatchObject({ availability: "ok", discount_total: 2.87 })
        await shopper.select({ decline: ["WATER-99-L3"] })
        // Half of 1.79 is 0.90 to the cent.
        const chosen = await shopper.select({ accept: ["WATER-50-L3"] })
        expect(chosen).toMatchObject({ availability: "ok", discount_total: 3.77 })
        const next = await shopper.placeOrder()
        await fulfil(http, admin, next)
        await isFinalized(next)
        expect(balance()).toBeGreaterThan(-earned)
      })
    })

    describe("a return before the finalize", () => {
      it("ends in the same points as one after it", async () => {
        await finalizeOn("order_completed")
        const order = await bought()
        await clerk.capture(order)
        await fulfil(http, admin, order)
        await clerk.takeBack(order, { CANDY: 1, ENERGY: 1 })
        await clerk.complete(order)
        await isFinalized(order)
        await settle(order)
        await reversed(order, 1)
        const early = await net(order)

        simulator.reset()
        await finalizeOn("fulfillment")
        at(REVERSING)
        const other = await finalized()
        await clerk.takeBack(other, { ENERGY: 1 })
        await reversed(other, 1)
        await clerk.takeBack(other, { CANDY: 1 })
        await reversed(other, 2)

        expect(await net(other)).toEqual(early)
      })

      it("of everything ends the session, and nothing is ever sent", async () => {
        await finalizeOn("order_completed")
        const order = await bought()
        await fulfil(http, admin, order)
        await clerk.takeBack(order, BASKET)
        await waitFor(async () => (await sessionOf(order))?.status === "failed")
        await clerk.complete(order)
        await settle(order)

        expect(await sessionOf(order)).toMatchObject({ failure_reason: "nothing_kept" })
        expect(books(order)).toEqual([])
        expect(balance()).toBe(5_000)
      })
    })

    describe("any series of edits, hand-overs and returns", () => {
      /** What each line was sold for, in cents, after its own reward. */
      const NET = { COF16: 400, CANDY: 378, ENERGY: 329 }
      const SKUS = ["COF16", "CANDY", "ENERGY"] as const
      type Sku = (typeof SKUS)[number]
      interface Shelf {
        quantity: number
        fulfilled: number
        returned: number
      }

      /** The part of a total that belongs to what came back, by the rule of the concepts page. */
      const share = (total: number, back: number): number =>
        Math.floor((2 * total * back + 1_107) / (2 * 1_107))
      const expected = (shelves: Record<Sku, Shelf>): number[] => {
        const back = SKUS.reduce((sum, sku) => {
          const { quantity, returned } = shelves[sku]
          const kept = (NET[sku] * (quantity - returned)) / BASKET[sku]
          return sum + NET[sku] - Math.round(kept)
        }, 0)
        return [30 - share(30, back), 500 - share(500, back)]
      }
      const step = fc.record({
        kind: fc.constantFrom("edit", "fulfil", "return" as const),
        sku: fc.constantFrom(...SKUS),
        units: fc.integer({ min: 1, max: 2 }),
      })

      it("leaves in the engine's books what the kept items alone deserve", async () => {
        const play = async (steps: { kind: string; sku: Sku; units: number }[]) => {
          simulator.reset()
          await finalizeOn("order_placed")
          at(REVERSING)
          const order = await bought()
          await isFinalized(order)
          await clerk.capture(order)
          const shelves = Object.fromEntries(
            SKUS.map((sku) => [sku, { quantity: BASKET[sku], fulfilled: 0, returned: 0 }]),
          ) as Record<Sku, Shelf>
          for (const { kind, sku, units } of steps) {
            const shelf = shelves[sku]
            const open = shelf.quantity - shelf.fulfilled
            const back = Math.min(units, shelf.fulfilled - shelf.returned)
            if (kind === "edit" && open > 0 && shelf.quantity > 1) {
              shelf.quantity -= 1
              await clerk.edit(order, { quantities: { [sku]: shelf.quantity } })
            } else if (kind === "fulfil" && open > 0) {
              const handed = Math.min(units, open)
              shelf.fulfilled += handed
              await fulfil(http, admin, order, { [sku]: handed })
            } else if (kind === "return" && back > 0) {
              shelf.returned += back
              await clerk.takeBack(order, { [sku]: back })
            }
          }
          await settle(order)
          await waitFor(async () => (await statuses(order)).every((one) => one === "done"))
          const booked = books(order).map((one) => (one.kind === "reverse" ? -1 : 1))
          const sum = (read: (one: ReturnType<typeof books>[number]) => number): number =>
            books(order).reduce((all, one, index) => all + (booked[index] ?? 0) * read(one), 0)
          const engine = [sum((one) => one.earnedPoints), sum((one) => one.redeemedPoints)]
          expect(engine).toEqual(expected(shelves))
          expect((await net(order)).slice(0, 2)).toEqual(engine)
          expect(balance()).toBe(5_000 + (engine[0] ?? 0) - (engine[1] ?? 0))
          const { total, summary } = await clerk.order(order.id)
          expect(total).toBeGreaterThanOrEqual(0)
          expect(-summary.pending_difference).toBeLessThanOrEqual(
            summary.paid_total - summary.refunded_total,
          )
        }
        await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 6 }), play), {
          seed: 33,
          numRuns: 2,
          endOnFailure: true,
        })
      }, 300_000)
    })
  },
})
