import type {
  AdminLoyaltyAdjustment,
  AdminLoyaltyAdjustmentListResponse,
  AdminLoyaltyAdjustmentResponse,
} from "../../src/types/http/books"
import { Clerk, describeShop, fulfil, refusal, Shopper, waitFor, type Order } from "../helpers"

/** The engine of the chain's first site reverses, that of the second does not. */
const REVERSING = 0
const PLAIN = 1
const REASON = { reason: "given back at the counter" }
const BOOTED_MS = 240_000

describeShop({
  sites: 2,
  settings: (site) => ({ supports_reverse: site === REVERSING }),
  testSuite: ({ http, simulator, shop, stage, admin }) => {
    const any = () => ({ ...admin, validateStatus: () => true })
    const list = async (query = ""): Promise<AdminLoyaltyAdjustmentListResponse> =>
      (await http.get(`/admin/loyalty/adjustments${query}`, admin))
        .data as AdminLoyaltyAdjustmentListResponse
    const idsOf = async (query: string): Promise<string[]> =>
      (await list(query)).adjustments.map(({ id }) => id)
    const settle = (id: string, body: unknown = REASON) =>
      http.post(`/admin/loyalty/adjustments/${id}/settle`, body, any())
    const settled = (reply: { data: unknown }): AdminLoyaltyAdjustment =>
      (reply.data as AdminLoyaltyAdjustmentResponse).adjustment
    const dueOf = async (order: Order): Promise<AdminLoyaltyAdjustment> => {
      const [first] = (await list(`?order_id=${order.id}`)).adjustments
      return first!
    }
    const auditOf = (id: string) => stage.service.auditOf([id])
    const clerk = () => new Clerk(http, admin, shop.location_id)
    const statusOf = async (order: Order) =>
      (await stage.service.reversalsOfOrder(order.id))[0]?.status

    /** Bought, handed over and booked; then one line comes back. */
    const returned = async (site: number): Promise<Order> => {
      const shopper = new Shopper(http, shop, site)
      const order = await stage.bought(shopper, { COF16: 2, CANDY: 3, ENERGY: 1 }, ["PTS-500"])
      await fulfil(http, admin, order)
      await stage.finalized(order.id)
      await clerk().takeBack(order, { ENERGY: 1 })
      await waitFor(async () => ["done", "dead"].includes((await statusOf(order)) ?? ""))
      return order
    }
    /** Returned, but the engine refused to take anything back. */
    const refused = async (): Promise<Order> => {
      simulator.addFault({
        kind: "status",
        endpoint: "reverse",
        times: 1,
        params: { status: 400, code: "INVALID_REQUEST" },
      })
      return returned(REVERSING)
    }
    const retry = async (order: Order): Promise<void> => {
      const session = await stage.service.sessionOfOrder(order.id)
      await clerk().post(`/admin/loyalty/sessions/${session?.id}/retry`, { reason: "again" })
    }

    describe("what a person must settle", () => {
      it(
        "is listed with what it takes, found by what a clerk knows, and masked",
        async () => {
          const plain = await returned(PLAIN)
          const other = await refused()
          const all = await list()

          expect(all).toMatchObject({ count: 2, offset: 0, limit: 20 })
          expect(all.adjustments).toEqual([
            expect.objectContaining({
              kind: "returned_after_finalize",
              order_id: other.id,
              store_id: shop.sites[REVERSING]?.store_id,
              details: expect.objectContaining({ code: "invalid_request" }) as object,
            }),
            expect.objectContaining({
              kind: "returned_after_finalize",
              order_id: plain.id,
              store_id: shop.sites[PLAIN]?.store_id,
              points: 9 - 149,
              amount: 0.3,
              currency_code: "usd",
              member: expect.objectContaining({ masked_id: "******0100" }) as object,
              details: expect.objectContaining({ code: "not_supported" }) as object,
              settled_at: null,
              settled_by: null,
              settle_reason: null,
            }),
          ])
          expect(JSON.stringify(all)).not.toMatch(/4155550100|555-0100/)

          const [second, first] = all.adjustments.map(({ id }) => id)
          const named = await http.get(`/admin/orders/${other.id}?fields=display_id`, admin)
          const number = (named.data as { order: { display_id: number } }).order.display_id
          const found = {
            "?state=open": [second, first],
            "?state=settled": [],
            "?state[]=open&state[]=settled&order=created_at": [first, second],
            [`?store_id=${shop.sites[PLAIN]?.store_id}`]: [first],
            "?store_id=store_none": [],
            "?kind=returned_after_finalize": [second, first],
            "?kind=discount_above_line": [],
            [`?order_id=${plain.id}`]: [first],
            [`?q=${other.id}`]: [second],
            [`?q=%23${number}`]: [second],
            [`?q=${first}`]: [first],
            [`?q=${all.adjustments[1]?.session_id}`]: [first],
            "?q=0100": [second, first],
            "?q=0101": [],
            "?limit=1&offset=1": [first],
          }
          for (const [query, ids] of Object.entries(found)) {
            expect([query, await idsOf(query)]).toEqual([query, ids])
          }

          // The session moves away from the hot table; what is due stays where it is found.
          await stage.sql(
            "UPDATE loyalty_engine_session SET updated_at = now() - interval '31 days' WHERE order_id = ?",
            [plain.id],
          )
          await stage.archive()
          expect(await stage.service.listLoyaltySessions({ order_id: plain.id })).toEqual([])
          expect(await idsOf(`?store_id=${shop.sites[PLAIN]?.store_id}`)).toEqual([first])
        },
        BOOTED_MS,
      )

      it("refuses filters that do not exist, and whoever is no admin", async () => {
        for (const query of ["?state=gone", "?kind=x", "?order=secret", "?q=", "?q=%00", "?no=1"]) {
          const { status } = await http.get(`/admin/loyalty/adjustments${query}`, any())
          expect([query, status]).toEqual([query, 400])
        }
        const nobody = { validateStatus: () => true }
        expect((await http.get("/admin/loyalty/adjustments", nobody)).status).toBe(401)
        expect(
          (await http.post("/admin/loyalty/adjustments/ladj_1/settle", REASON, nobody)).status,
        ).toBe(401)
      })
    })

    describe("settling", () => {
      it("names who and why, once, however often and by how many it is asked", async () => {
        const { id, session_id } = await dueOf(await returned(PLAIN))
        const replies = await Promise.all(
          Array.from({ length: 5 }, (_, n) => settle(id, { reason: `clerk ${n}` })),
        )
        expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
        const [row] = await auditOf(id)
        expect(row).toMatchObject({
          action: "adjustment.settle",
          actor: expect.stringMatching(/^user_/) as string,
          reason: expect.stringMatching(/^clerk \d$/) as string,
        })
        expect(await auditOf(id)).toHaveLength(1)
        const again = settled(await settle(id, { reason: "later" }))
        expect(again).toMatchObject({
          id,
          settled_by: row?.actor,
          settle_reason: row?.reason,
          settled_at: expect.any(String) as string,
        })
        expect(
          replies.map(settled).every(({ settle_reason }) => settle_reason === row?.reason),
        ).toBe(true)
        expect(await auditOf(id)).toHaveLength(1)

        expect(await idsOf(`?q=${id}`)).toEqual([])
        expect(await idsOf(`?q=${id}&state=settled`)).toEqual([id])
        const session = (await http.get(`/admin/loyalty/sessions/${session_id}`, admin)).data as {
          loyalty_session: { audit: unknown[]; adjustments: unknown[] }
        }
        expect(session.loyalty_session.adjustments).toMatchObject([{ settle_reason: row?.reason }])
        expect(session.loyalty_session.audit).toMatchObject([{ action: "adjustment.settle" }])
      })

      it("needs a reason and something to settle", async () => {
        const { id } = await dueOf(await returned(PLAIN))
        for (const body of [{}, { reason: " " }, { reason: "r".repeat(501) }, { why: "x" }]) {
          expect((await settle(id, body)).status).toBe(400)
        }
        for (const unknown of ["ladj_none", "%00"]) {
          expect((await settle(unknown)).status).toBe(404)
        }
        expect(await auditOf(id)).toEqual([])
        expect(await idsOf(`?q=${id}`)).toEqual([id])
      })

      it("keeps a refused reversal from being sent again", async () => {
        const order = await refused()
        const { id } = await dueOf(order)
        expect((await settle(id)).status).toBe(200)
        await retry(order)
        await stage.drain()
        await waitFor(async () => (await statusOf(order)) === "done")

        expect(simulator.requests({ endpoint: "reverse" })).toHaveLength(1)
        expect(simulator.books().transactions.filter(({ kind }) => kind === "reverse")).toEqual([])
      })

      it("is refused while the engine may be taking it back, and done once it has", async () => {
        const order = await refused()
        const { id } = await dueOf(order)
        simulator.addFault({ kind: "apply_then_reset", endpoint: "reverse", times: 1 })
        await retry(order)
        await stage.drain()
        await waitFor(async () => (await statusOf(order)) === "unknown")

        expect(refusal(await settle(id))).toEqual([400, "not_allowed"])
        expect(await auditOf(id)).toEqual([])
        await stage.makeDue(order.id)
        await stage.drain()
        await waitFor(async () => (await statusOf(order)) === "done")

        expect(settled(await settle(id))).toMatchObject({ settled_by: "system" })
        expect(await auditOf(id)).toEqual([])
      })
    })
  },
})
