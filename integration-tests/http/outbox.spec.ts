import { createRequire } from "node:module"

import type * as draining from "../../src/workflows/loyalty/flows/drain-operations"
import {
  describeShop,
  fulfil,
  itemsOf,
  leapt,
  refusal,
  Shopper,
  waitFor,
  type Order,
} from "../helpers"

const BASKET = { COF16: 2, CANDY: 3 }
const REASON = { reason: "asked by the shopper" }

/** Flows come from Medusa's own module graph: Vite would load a second instance of them. */
const load = createRequire(import.meta.url)
const { drainOperations } = load(
  "../../src/workflows/loyalty/flows/drain-operations",
) as typeof draining

describeShop({
  sites: 1,
  settings: () => ({ supports_reverse: true }),
  testSuite: ({ http, simulator, shop, stage, admin, commits, getContainer }) => {
    let shopper: Shopper

    const bought = (by = shopper): Promise<Order> => stage.bought(by, BASKET)
    const finalized = async (): Promise<Order> => {
      const order = await bought()
      await fulfil(http, admin, order)
      await stage.finalized(order.id)
      return order
    }
    const act = (action: "retry" | "cancel") =>
      http.post(`/admin/loyalty/sessions/${shopper.keys().session_id}/${action}`, REASON, {
        ...admin,
        validateStatus: () => true,
      })
    const attempted = (order: Order, status: string) =>
      waitFor(async () => (await stage.operation(order.id)).status === status)
    const triedFor72Hours = (order: Order) =>
      stage.sql(
        `UPDATE loyalty_engine_operation SET next_attempt_at = now(),
                first_attempt_at = now() - interval '73 hours' WHERE order_id = ?`,
        [order.id],
      )
    const net = (order: Order): number[] => {
      const booked = simulator
        .books()
        .transactions.filter(({ transactionId }) => transactionId === order.id)
      const sum = (read: (one: (typeof booked)[number]) => number): number =>
        booked.reduce((total, one) => total + (one.kind === "reverse" ? -1 : 1) * read(one), 0)
      return [sum((one) => one.earnedPoints), sum((one) => one.redeemedPoints)]
    }

    beforeEach(() => {
      shopper = new Shopper(http, shop)
    })

    it("waits again when a fulfilment is taken back before its turn, and tells all of it in the end", async () => {
      simulator.addFault({ kind: "status", endpoint: "finalize", params: { status: 503 } })
      const older = await bought()
      await fulfil(http, admin, older)
      await waitFor(async () => (await stage.operation(older.id)).attempts > 0)
      await stage.holdBack(older.id)
      // The younger order of the same member is due, and waits for its turn.
      const by = new Shopper(http, shop)
      const younger = await bought(by)
      await fulfil(http, admin, younger)
      await waitFor(async () => (await stage.operation(younger.id)).next_attempt_at !== null)
      expect(await stage.operation(younger.id)).toMatchObject({ attempts: 0 })
      const fields = "fields=fulfillments.id"
      const { data } = await http.get(`/admin/orders/${younger.id}?${fields}`, admin)
      const [first] = (data as { order: { fulfillments: { id: string }[] } }).order.fulfillments
      await http.post(`/admin/orders/${younger.id}/fulfillments/${first?.id}/cancel`, {}, admin)

      simulator.clearFaults()
      await stage.makeDue(older.id)
      await stage.drain()
      await stage.finalized(older.id)
      await stage.drain()
      expect(await stage.operation(younger.id)).toMatchObject({
        status: "due",
        next_attempt_at: null,
      })
      expect(commits(younger.id)).toBe(0)

      await fulfil(http, admin, younger)
      await stage.drain()
      await stage.finalized(younger.id)
      expect(commits(younger.id)).toBe(1)
      const [told] = simulator
        .requests({ endpoint: "finalize" })
        .map(({ body }) => body as { transactionId: string; items: { sku: string; qty: number }[] })
        .filter(({ transactionId }) => transactionId === younger.id)
      expect(told?.items.map(({ sku, qty }) => [sku, qty])).toEqual([
        ["COF16", 2],
        ["CANDY", 3],
      ])
    })

    it("keeps the points of an order that is cancelled after 72 hours without an answer", async () => {
      simulator.addFault({ kind: "apply_then_reset", endpoint: "finalize" })
      simulator.addFault({ kind: "status", endpoint: "getSessionStatus", params: { status: 503 } })
      const order = await bought()
      await fulfil(http, admin, order)
      await attempted(order, "unknown")
      await triedFor72Hours(order)
      await stage.drain()
      expect(await stage.operation(order.id)).toMatchObject({ status: "dead" })
      expect(commits(order.id)).toBe(1)

      // Medusa cancels no order that was handed over: its event is what is told.
      await stage.sql(`UPDATE "order" SET status = 'canceled', canceled_at = now() WHERE id = ?`, [
        order.id,
      ])
      await stage.emit("order.canceled", { id: order.id }, 2)
      await waitFor(async () => (await stage.adjustmentsDue(order.id)).length > 0)
      expect(await stage.adjustmentsDue(order.id)).toEqual([
        expect.objectContaining({ kind: "finalize_unknown_at_cancel", settled_at: null }),
      ])
      expect(await stage.statusOf(order.id)).toBe("pending_finalization")
      expect(refusal(await act("cancel"))).toEqual([400, "not_allowed"])
      expect(await stage.statusOf(order.id)).toBe("pending_finalization")

      simulator.clearFaults()
      expect((await act("retry")).status).toBe(200)
      await waitFor(async () => {
        await stage.drain()
        return (await stage.statusOf(order.id)) === "finalized"
      })
      await waitFor(async () => {
        await stage.drain()
        return net(order).every((points) => points === 0)
      })
      expect(commits(order.id)).toBe(1)
      expect(await stage.adjustmentsDue(order.id)).toEqual([
        expect.objectContaining({ kind: "finalize_unknown_at_cancel", settled_by: "system" }),
      ])
    })

    it("takes back a return of an archived order whose event was lost", async () => {
      const order = await finalized()
      const [earned] = net(order)
      await stage.sql(
        `UPDATE loyalty_engine_session SET updated_at = now() - interval '31 days'
          WHERE order_id = ?`,
        [order.id],
      )
      await stage.archive()
      expect(await stage.service.listLoyaltySessions({ order_id: order.id })).toEqual([])
      // As if Medusa had taken the goods back and the event had been lost.
      const [line] = itemsOf(order, { COF16: 1 })
      await stage.sql(
        `UPDATE order_item SET return_received_quantity = 1,
                raw_return_received_quantity = '{"value": "1", "precision": 20}'
          WHERE item_id = ?`,
        [line?.id],
      )
      await stage.sql(`UPDATE "order" SET updated_at = now() WHERE id = ?`, [order.id])
      await stage.sweep()

      await waitFor(async () => {
        const reversals = await stage.service.reversalsOfOrder(order.id)
        return reversals.map(({ status }) => status).join() === "done"
      })
      expect(net(order)[0]).toBeLessThan(earned!)
    })

    it("sends the orders of one member in turn after an outage", async () => {
      const orders: Order[] = []
      simulator.addFault({ kind: "status", endpoint: "finalize", params: { status: 503 } })
      for (let count = 0; count < 3; count++) {
        const order = await bought(new Shopper(http, shop))
        orders.push(order)
        await fulfil(http, admin, order)
      }
      await waitFor(async () => {
        const { attempts, status } = await stage.operation(orders[0]!.id)
        return attempts > 0 && status !== "in_flight"
      })
      expect((await stage.operation(orders[1]!.id)).attempts).toBe(0)
      simulator.clearFaults()
      simulator.clearRequests()
      // Jitter put the youngest first.
      for (const [index, { id }] of orders.entries()) {
        await stage.sql(
          `UPDATE loyalty_engine_operation
              SET next_attempt_at = now() - (? * interval '1 minute') WHERE order_id = ?`,
          [index, id],
        )
      }
      await stage.sql("DELETE FROM loyalty_engine_breaker")
      await waitFor(async () => {
        await stage.drain()
        return (await stage.statusOf(orders[2]!.id)) === "finalized"
      })

      const sent = simulator
        .requests({ endpoint: "finalize" })
        .map(({ body }) => (body as { transactionId: string }).transactionId)
      expect([...new Set(sent)]).toEqual(orders.map(({ id }) => id))
    })

    describe("for a member whose number does not open any more", () => {
      const loseKey = () =>
        stage.sql<{ id: string; sealed: string }>(
          `UPDATE loyalty_engine_member_identifier i SET sealed = 'k1.nothing'
             FROM loyalty_engine_member_identifier old WHERE old.id = i.id
           RETURNING old.id, old.sealed`,
        )
      const told = () =>
        simulator
          .requests({ endpoint: "finalize" })
          .map(({ body }) => body as { customerId: string; loyaltyId: { value: string } | null })

      it("names the member by the engine's own id", async () => {
        const order = await bought()
        await loseKey()
        await fulfil(http, admin, order)
        await stage.finalized(order.id)

        expect(told()).toMatchObject([{ customerId: "CUST-12345", loyaltyId: null }])
        expect(commits(order.id)).toBe(1)
      })

      it("waits for the key where the engine wants the number, and then says it", async () => {
        const order = await bought()
        const [kept] = await loseKey()
        simulator.addFault({
          kind: "status",
          endpoint: "finalize",
          times: 1,
          params: { status: 404, code: "MEMBER_NOT_FOUND" },
        })
        await fulfil(http, admin, order)
        await waitFor(async () => (await stage.operation(order.id)).last_error_code !== null)
        await stage.holdBack(order.id)
        expect(await stage.operation(order.id)).toMatchObject({
          status: "due",
          last_error_code: "member_not_found",
        })
        expect(await stage.statusOf(order.id)).toBe("pending_finalization")

        await stage.sql("UPDATE loyalty_engine_member_identifier SET sealed = ? WHERE id = ?", [
          kept!.sealed,
          kept!.id,
        ])
        await stage.makeDue(order.id)
        await stage.drain()
        await stage.finalized(order.id)
        expect(told().map(({ loyaltyId }) => loyaltyId?.value)).toEqual([undefined, "4155550100"])
        expect(commits(order.id)).toBe(1)
      })
    })

    describe("when the clock of this machine leaps 73 hours ahead", () => {
      const LEAP_MS = 73 * 3_600_000
      const ahead = <T>(job: () => Promise<T>): Promise<T> => leapt(LEAP_MS, job)

      it("gives up no operation", async () => {
        simulator.addFault({ kind: "apply_then_reset", endpoint: "finalize" })
        simulator.addFault({
          kind: "status",
          endpoint: "getSessionStatus",
          params: { status: 503 },
        })
        const order = await bought()
        await fulfil(http, admin, order)
        await attempted(order, "unknown")
        const { attempts, id } = await stage.operation(order.id)
        await stage.makeDue(order.id)
        const drained = await ahead(() => drainOperations(getContainer(), { ids: [id] }))

        expect(drained).toMatchObject({ postponed: 1, dead: 0 })
        expect(await stage.operation(order.id)).toMatchObject({
          status: "unknown",
          attempts: attempts + 1,
        })
      })

      it("tells the engine of goods that nobody fulfils as of the database's clock", async () => {
        const order = await bought()
        const { id } = await stage.operation(order.id)
        await stage.service.scheduleOperation(id, { count_all: true })
        await ahead(() => drainOperations(getContainer(), { ids: [id] }))

        expect(await stage.statusOf(order.id)).toBe("finalized")
        const [body] = simulator
          .requests({ endpoint: "finalize" })
          .map((request) => request.body as { eventStartAt: string; eventEndAt: string })
        const { eventStartAt = "", eventEndAt = "" } = body ?? {}
        expect(Date.parse(eventEndAt)).toBeGreaterThanOrEqual(Date.parse(eventStartAt))
        expect(Date.parse(eventEndAt)).toBeLessThanOrEqual(Date.now() + 60_000)
      })

      it("ends no session, and asks the engine nothing anew", async () => {
        await shopper.fill(BASKET)
        const { id } = await shopper.identify()
        await shopper.rewards()
        simulator.clearRequests()
        const [rewards, again] = await ahead(async () => [
          await shopper.rewards(),
          await shopper.identify(),
        ])

        expect(rewards).toMatchObject({ id, status: "active" })
        expect(again).toMatchObject({ id })
        expect(simulator.requests()).toEqual([])
      })
    })
  },
})
