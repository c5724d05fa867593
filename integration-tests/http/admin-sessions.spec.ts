import type {
  AdminLoyaltyOperationListResponse,
  AdminLoyaltySessionDetail,
  AdminLoyaltySessionListResponse,
  AdminReplayLoyaltyOperationsResponse,
} from "../../src/types/http/admin"
import { describeShop, fulfil, refusal, Shopper, waitFor } from "../helpers"

const MARIA = "415-555-0101"
const BASKET = { COF16: 2, CANDY: 3 }
const REASON = { reason: "asked by the shopper" }

describeShop({
  testSuite: ({ http, simulator, shop, stage, admin }) => {
    const any = () => ({ ...admin, validateStatus: () => true })
    const list = async (query = ""): Promise<AdminLoyaltySessionListResponse> =>
      (await http.get(`/admin/loyalty/sessions${query}`, any()))
        .data as AdminLoyaltySessionListResponse
    const idsOf = async (query: string): Promise<string[]> =>
      (await list(query)).loyalty_sessions.map(({ id }) => id)
    const detail = async (id: string): Promise<AdminLoyaltySessionDetail> => {
      const { data } = await http.get(`/admin/loyalty/sessions/${id}`, admin)
      return (data as { loyalty_session: AdminLoyaltySessionDetail }).loyalty_session
    }
    const operations = async (query: string): Promise<AdminLoyaltyOperationListResponse> =>
      (await http.get(`/admin/loyalty/operations${query}`, admin))
        .data as AdminLoyaltyOperationListResponse
    const act = (id: string, action: "retry" | "cancel", body: unknown = REASON) =>
      http.post(`/admin/loyalty/sessions/${id}/${action}`, body, any())
    const identified = async (site = 0, phone?: string): Promise<Shopper> => {
      const shopper = new Shopper(http, shop, site)
      await shopper.fill(BASKET)
      await shopper.identify(phone)
      await shopper.rewards()
      return shopper
    }
    const idOf = (shopper: Shopper): string => shopper.keys().session_id
    const ordered = async (shopper: Shopper) => {
      const order = await shopper.placeOrder()
      await waitFor(() => stage.operation(order.id))
      return order
    }

    const numberOf = async (order_id: string): Promise<number> => {
      const { data } = await http.get(`/admin/orders/${order_id}?fields=display_id`, admin)
      return (data as { order: { display_id: number } }).order.display_id
    }

    describe("sessions", () => {
      it("are listed newest first, found by what a clerk knows, and never show a number", async () => {
        const john = await identified()
        const maria = await identified(1, MARIA)
        const order = await ordered(maria)
        const number = await numberOf(order.id)
        const [first, second] = shop.sites
        const all = await list()

        expect(all).toMatchObject({ count: 2, offset: 0, limit: 20 })
        expect(all.loyalty_sessions).toEqual([
          expect.objectContaining({
            id: idOf(maria),
            store_id: second?.store_id,
            site_id: "0301",
            status: "pending_finalization",
            order_id: order.id,
            discount_total: 2.87,
            member: expect.objectContaining({ masked_id: "******0101", tier: "Silver" }) as object,
          }),
          expect.objectContaining({ id: idOf(john), status: "active", order_id: null }),
        ])
        expect(JSON.stringify(all)).not.toMatch(/4155550101|555-0101|demo-secret|sealed|"token"/)

        const found = {
          "?q=0101": [idOf(maria)],
          "?q=0109": [],
          [`?q=${order.id}`]: [idOf(maria)],
          [`?q=${number}`]: [idOf(maria)],
          [`?q=%23${number}`]: [idOf(maria)],
          [`?q=${number + 1}`]: [],
          [`?q=0${number}`]: [],
          [`?q=${john.cart_id}`]: [idOf(john)],
          [`?order_id=${order.id}`]: [idOf(maria)],
          [`?store_id=${first?.store_id}`]: [idOf(john)],
          "?status=active": [idOf(john)],
          "?status[]=active&status[]=pending_finalization&order=opened_at": [
            idOf(john),
            idOf(maria),
          ],
          "?status=finalized": [],
          "?limit=1&offset=1": [idOf(john)],
        }
        for (const [query, ids] of Object.entries(found)) {
          expect([query, await idsOf(query)]).toEqual([query, ids])
        }
      })

      it("refuse filters that do not exist", async () => {
        for (const query of [
          "?status=gone",
          "?order=secret",
          "?phone=4155550100",
          "?q=",
          "?q=%00",
        ]) {
          const { status } = await http.get(`/admin/loyalty/sessions${query}`, any())
          expect([query, status]).toEqual([query, 400])
        }
        for (const id of ["lses_none", "%00"]) {
          const { status } = await http.get(`/admin/loyalty/sessions/${id}`, any())
          expect([id, status]).toEqual([id, 404])
        }
      })

      it("show everything that happened to them, in order", async () => {
        const shopper = await identified()
        await shopper.select({ accept: ["PTS-500"] })
        const order = await ordered(shopper)
        await fulfil(http, admin, order)
        await waitFor(async () => (await detail(idOf(shopper))).status === "finalized")
        const session = await detail(idOf(shopper))

        expect(session.transitions).toEqual([
          expect.objectContaining({ from: null, to: "active", actor: "shopper" }),
          expect.objectContaining({
            from: "active",
            to: "pending_finalization",
            actor: "system",
            reason: "order.placed",
          }),
          expect.objectContaining({ from: "pending_finalization", to: "finalized" }),
        ])
        expect(session.operations).toEqual([
          expect.objectContaining({
            kind: "finalize",
            status: "done",
            attempts: 1,
            order_id: order.id,
            idempotency_key: `fin:ACME:0300:${order.id}`,
          }),
        ])
        expect(session.transactions).toEqual([
          expect.objectContaining({
            kind: "finalize",
            earned_points: 19,
            redeemed_points: 500,
            points_balance: 4_519,
            discount_total: 3.87,
          }),
        ])
        expect(
          session.rewards.map(({ provider_reward_id, amount }) => [provider_reward_id, amount]),
        ).toEqual(
          expect.arrayContaining([
            ["PROMO-771-L1", 0.98],
            ["PTS-500", 1],
          ]) as unknown,
        )
        expect(JSON.stringify(session)).not.toMatch(/4155550100|sealed_body|"snapshot"/)
      })

      it("show each call to the engine, the basket it was asked about, and why each amount", async () => {
        const shopper = await identified()
        const granted = await detail(idOf(shopper))
        expect(granted.basket).toEqual([
          expect.objectContaining({ sku: "COF16", quantity: 2, unit_price: 2.49, amount: 4.98 }),
          expect.objectContaining({ sku: "CANDY", quantity: 3, other_discounts: 0 }),
        ])
        expect(
          granted.rewards.find(({ provider_reward_id }) => provider_reward_id === "PROMO-771-L1"),
        ).toMatchObject({ method: "new_price", quantity: 2, amount: 0.98 })

        simulator.addFault({
          kind: "status",
          endpoint: "calculateRewards",
          params: { status: 503, code: "DOWN" },
        })
        await shopper.add("COF16", 1)
        await shopper.rewards()
        simulator.clearFaults()
        const session = await detail(idOf(shopper))

        const [opening, first, ...later] = session.engine_calls
        expect(opening).toMatchObject({ call: "identify", ok: true, error_code: null })
        expect(first).toMatchObject({ call: "evaluate", ok: true })
        expect(later.length).toBeGreaterThan(0)
        expect(later.every(({ call, ok }) => call === "evaluate" && !ok)).toBe(true)
        expect(later[0]).toMatchObject({ error_code: "unavailable", outcome: "not_applied" })
        // The basket changed and nobody could say what it earns: nothing is granted for it.
        expect(session).toMatchObject({ degraded: true, discount_total: 0, basket: [] })
      })
    })

    describe("a finalize that was given up on", () => {
      it("is listed as dead, retried by a person with a reason, and finalized once", async () => {
        simulator.addFault({
          kind: "status",
          endpoint: "finalize",
          params: { status: 400, code: "INVALID_REQUEST" },
        })
        const shopper = await identified()
        const order = await ordered(shopper)
        const number = await numberOf(order.id)
        await fulfil(http, admin, order)
        await waitFor(async () => (await stage.operation(order.id)).status === "dead")

        const dead = await operations("?status=dead&kind=finalize")
        expect(dead).toMatchObject({ count: 1, offset: 0, limit: 20 })
        expect(dead.operations[0]).toMatchObject({
          order_id: order.id,
          session_id: idOf(shopper),
          last_error_code: "invalid_request",
          next_attempt_at: null,
        })
        expect(Object.keys(dead.operations[0] ?? {})).not.toContain("sealed_body")
        expect((await operations(`?order_id=${order.id}&status=done`)).count).toBe(0)

        // One that waits for the store's policy, one for its next attempt, one that is due now.
        const statuses = async (query: string): Promise<number> =>
          (await operations(`?order_id=${order.id}&${query}`)).count
        const put = (next_attempt_at: string) =>
          stage.sql(
            `UPDATE loyalty_engine_operation SET status = 'due', next_attempt_at = ${next_attempt_at}
              WHERE order_id = ?`,
            [order.id],
          )
        for (const [next_attempt_at, waiting, due] of [
          ["NULL", 1, 0],
          ["now() + interval '1 hour'", 0, 1],
          ["now() - interval '1 second'", 0, 1],
        ] as const) {
          await put(next_attempt_at)
          expect([next_attempt_at, await statuses("status=waiting")]).toEqual([
            next_attempt_at,
            waiting,
          ])
          expect(await statuses("status=due")).toBe(due)
          expect(await statuses("status[]=due&status[]=waiting")).toBe(1)
          expect(await statuses(`status=waiting&q=${order.id}`)).toBe(waiting)
          expect(await statuses(`status=waiting&q=%23${number}`)).toBe(waiting)
        }
        await stage.sql(
          `UPDATE loyalty_engine_operation SET status = 'dead', next_attempt_at = NULL
            WHERE order_id = ?`,
          [order.id],
        )
        expect((await detail(idOf(shopper))).status).toBe("pending_finalization")

        simulator.clearFaults()
        const retried = await act(idOf(shopper), "retry")
        expect(retried.status).toBe(200)
        await stage.drain()

        const session = await detail(idOf(shopper))
        expect(session).toMatchObject({ status: "finalized", failure_reason: null })
        expect(session.operations).toEqual([expect.objectContaining({ status: "done" })])
        expect(session.audit).toEqual([
          expect.objectContaining({
            actor: expect.stringMatching(/^user_/) as string,
            action: "operation.retry",
            subject_id: session.operations[0]?.id,
            reason: REASON.reason,
          }),
        ])
        expect(
          session.engine_calls.filter(({ call }) => call === "finalize").map(({ ok }) => ok),
        ).toEqual([false, true])
        expect(simulator.books().commitsByTransaction[order.id]).toBe(1)
        expect(refusal(await act(idOf(shopper), "retry"))).toEqual([400, "not_allowed"])
      })

      it("is replayed with others in one request, each with the reason in its audit", async () => {
        simulator.addFault({
          kind: "status",
          endpoint: "finalize",
          params: { status: 400, code: "INVALID_REQUEST" },
        })
        const shoppers = [await identified(), await identified(1, MARIA)]
        for (const shopper of shoppers) {
          const order = await ordered(shopper)
          await fulfil(http, admin, order)
          await waitFor(async () => (await stage.operation(order.id)).status === "dead")
        }
        simulator.clearFaults()
        const ids = (await operations("?status=dead")).operations.map(({ id }) => id)
        const replay = (path: string, body: unknown) =>
          http.post(`/admin/loyalty/operations/${path}`, body, any())

        expect((await replay("replay", { ids })).status).toBe(400)
        expect((await replay("replay", { ids: [], ...REASON })).status).toBe(400)
        expect(refusal(await replay("lop_none/replay", REASON))).toEqual([400, "not_allowed"])
        expect(refusal(await replay("%22,lop_none/replay", REASON))).toEqual([400, "not_allowed"])

        const replayed = await replay("replay", { ids: [...ids, "lop_none"], ...REASON })
        expect(replayed.status).toBe(200)
        const answered = (replayed.data as AdminLoyaltyOperationListResponse).operations
        expect(answered.map(({ id }) => id).sort()).toEqual([...ids].sort())
        await stage.drain()
        for (const shopper of shoppers) {
          const session = await detail(idOf(shopper))
          expect(session.status).toBe("finalized")
          expect(session.audit).toEqual([expect.objectContaining({ reason: REASON.reason })])
        }
        expect((await operations(`?q=${ids[0]}`)).operations.map(({ id }) => id)).toEqual([ids[0]])
      })

      it("is replayed by itself too, until it is done", async () => {
        const order = await ordered(await identified())
        await stage.sql("UPDATE loyalty_engine_operation SET status = 'dead' WHERE order_id = ?", [
          order.id,
        ])
        const { id } = await stage.operation(order.id)
        const replay = () => http.post(`/admin/loyalty/operations/${id}/replay`, REASON, any())

        const { status, data } = await replay()
        expect(status).toBe(200)
        expect((data as AdminReplayLoyaltyOperationsResponse).operations).toMatchObject([
          {
            id,
            order_id: order.id,
            status: "due",
          },
        ])
        await stage.drain()
        expect(await stage.operation(order.id)).toMatchObject({ status: "done" })
        expect(refusal(await replay())).toEqual([400, "not_allowed"])
      })

      it("needs a reason, a session, and something to send", async () => {
        const shopper = await identified()
        for (const body of [{}, { reason: " " }, { reason: "r".repeat(501) }, { why: "x" }]) {
          expect((await act(idOf(shopper), "retry", body)).status).toBe(400)
          expect((await act(idOf(shopper), "cancel", body)).status).toBe(400)
        }
        expect(refusal(await act("lses_none", "retry"))).toEqual([404, "session_not_found"])
        expect(refusal(await act("lses_none", "cancel"))).toEqual([404, "session_not_found"])
        expect(refusal(await act(idOf(shopper), "retry"))).toEqual([400, "not_allowed"])
        expect((await detail(idOf(shopper))).status).toBe("active")
      })
    })

    describe("a session that a person cancels", () => {
      it("loses its discounts while the cart is open", async () => {
        const shopper = await identified()
        expect((await shopper.cart()).discount_subtotal).toBe(2.87)
        const { status, data } = await act(idOf(shopper), "cancel")

        expect(status).toBe(200)
        expect(data).toMatchObject({
          loyalty_session: {
            status: "failed",
            failure_reason: "operator",
            transitions: [{}, { from: "active", to: "failed", reason: REASON.reason }],
          },
        })
        expect((await shopper.cart()).discount_subtotal).toBe(0)
        expect(refusal(await act(idOf(shopper), "cancel"))).toEqual([409, "session_not_active"])
      })

      it("keeps the order's price, and sends nothing, once there is an order", async () => {
        const shopper = await identified()
        const order = await ordered(shopper)
        expect((await act(idOf(shopper), "cancel")).status).toBe(200)
        await fulfil(http, admin, order)
        await stage.sweep()
        await stage.drain()

        expect(await detail(idOf(shopper))).toMatchObject({ status: "failed" })
        expect(simulator.requests({ endpoint: "finalize" })).toEqual([])
        expect((await operations(`?session_id=${idOf(shopper)}`)).operations).toEqual([
          expect.objectContaining({ status: "dead", last_error_code: "operator" }),
        ])
      })

      it("cannot be one whose answer is not known yet", async () => {
        simulator.addFault({ kind: "apply_then_reset", endpoint: "finalize", times: 1 })
        const shopper = await identified()
        const order = await ordered(shopper)
        await fulfil(http, admin, order)
        await waitFor(async () => (await stage.operation(order.id)).status === "unknown")

        expect(refusal(await act(idOf(shopper), "cancel"))).toEqual([400, "not_allowed"])
        expect((await act(idOf(shopper), "retry")).status).toBe(200)
        await stage.drain()
        expect(await detail(idOf(shopper))).toMatchObject({ status: "finalized" })
        expect(simulator.books().commitsByTransaction[order.id]).toBe(1)
        expect(simulator.requests({ endpoint: "finalize" })).toHaveLength(1)
      })
    })
  },
})
