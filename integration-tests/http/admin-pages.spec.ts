import { createHash } from "node:crypto"

import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

import type {
  AdminLoyaltyMember,
  AdminLoyaltyMemberDetail,
  AdminLoyaltyOverview,
} from "../../src/types/http/admin"
import { describeShop, fulfil, JOHN, refusal, Shopper, waitFor } from "../helpers"

const MARIA = "415-555-0101"
const REASON = "showed the card at the counter"
const DAY_IN_MS = 86_400_000

type CountOrders = (
  container: MedusaContainer,
  scope: { store_ids: string[]; from: Date; to: Date; steps: Date[] },
) => Promise<{ placed: number; with_member: number }[]>

describeShop({
  testSuite: ({ http, simulator, shop, stage, admin, getContainer }) => {
    const any = () => ({ ...admin, validateStatus: () => true })
    const get = async <T>(path: string): Promise<T> =>
      (await http.get(`/admin/loyalty${path}`, admin)).data as T
    const post = (path: string, body: unknown) =>
      http.post(`/admin/loyalty/members${path}`, body, any())
    const identified = async (site: number, phone: string): Promise<Shopper> => {
      const shopper = new Shopper(http, shop, site)
      await shopper.fill({ COF16: 2, CANDY: 3 })
      await shopper.identify(phone)
      await shopper.rewards()
      return shopper
    }

    describe("members", () => {
      const list = async (query = ""): Promise<AdminLoyaltyMember[]> =>
        (await get<{ loyalty_members: AdminLoyaltyMember[] }>(`/members${query}`)).loyalty_members
      const detail = async (id: string): Promise<AdminLoyaltyMemberDetail> =>
        (await get<{ loyalty_member: AdminLoyaltyMemberDetail }>(`/members/${id}`)).loyalty_member
      const lookUp = async (body: unknown): Promise<string[]> => {
        const { data } = await post("/lookup", body)
        return (data as { loyalty_members: AdminLoyaltyMember[] }).loyalty_members.map(
          ({ id }) => id,
        )
      }
      const customer = (email: string) =>
        getContainer().resolve(Modules.CUSTOMER).createCustomers({ email })

      it("are found by name, digits, customer and whole number, and stay masked", async () => {
        await identified(0, JOHN)
        await identified(1, MARIA)
        const all = await list("?order=display_name")
        const [john, maria] = all

        expect(all).toMatchObject([
          { display_name: "John D.", masked_id: "******0100", tier: "Gold", points_balance: 5_000 },
          { display_name: "Maria S.", masked_id: "******0101", customer_id: null },
        ])
        expect(JSON.stringify(all)).not.toMatch(/4155550100|555-0100|blind|sealed/)
        for (const [query, ids] of [
          ["?q=MARIA", [maria?.id]],
          ["?q=0100", [john?.id]],
          ["?q=%25", []],
          ["?customer_id=cus_none", []],
          ["?limit=1&order=-display_name", [maria?.id]],
        ] as const) {
          expect([query, (await list(query)).map(({ id }) => id)]).toEqual([query, ids])
        }
        expect(await lookUp({ phone: "(415) 555-0101" })).toEqual([maria?.id])
        expect(await lookUp({ phone: "415-555-0199" })).toEqual([])
        const { audit } = await detail(maria?.id ?? "")
        expect(audit).toEqual([
          expect.objectContaining({
            action: "member.lookup",
            actor: expect.stringMatching(/^user_/) as string,
          }),
        ])
        expect(JSON.stringify(await stage.service.listLoyaltyAuditEntries({}))).not.toContain(
          "0101",
        )
        // No answer repeats a number, and no log does.
        const given = await post("/lookup", { phone: 14155550100 })
        expect(given.status).toBe(400)
        expect(JSON.stringify(given.data)).not.toContain("4155550100")
        expect(refusal(await post("/lookup", { phone: "0" }))).toEqual([400, "invalid_identifier"])
        expect(refusal(await post("/lookup", {}))).toEqual([400, "invalid_identifier"])
        expect((await http.get("/admin/loyalty/members/lmem_none", any())).status).toBe(404)
      })

      it("are found by the number of an account that no store uses any more, and sorted with blanks last", async () => {
        await identified(0, JOHN)
        await stage.sql("UPDATE loyalty_engine_store_config SET participant_id = 'OTHER'")
        const [john] = await list()
        expect(await lookUp({ phone: "415-555-0100" })).toEqual([john?.id])

        await stage.sql(
          `INSERT INTO loyalty_engine_member (id, provider_id, participant_id, provider_member_id)
           VALUES ('lmem_blank', 'pdi', 'ACME', 'blank')`,
        )
        const sorted = await list("?order=-points_balance")
        expect(sorted.map(({ id }) => id)).toEqual([john?.id, "lmem_blank"])
      })

      it("are linked and unlinked by a person, with reason and name in the audit", async () => {
        await identified(0, JOHN)
        const [john] = await list()
        const id = john?.id ?? ""
        const jo = await customer("jo@example.com")
        const other = await customer("other@example.com")

        const linked = await post(`/${id}/link`, { customer_id: jo.id, reason: REASON })
        expect(linked.status).toBe(200)
        expect(linked.data).toMatchObject({
          loyalty_member: {
            customer_id: jo.id,
            audit: [
              {
                action: "member.link",
                reason: REASON,
                actor: expect.stringMatching(/^user_/) as string,
              },
            ],
          },
        })
        expect((await list(`?customer_id=${jo.id}`)).map((member) => member.id)).toEqual([id])
        expect(
          refusal(await post(`/${id}/link`, { customer_id: other.id, reason: REASON })),
        ).toEqual([400, "not_allowed"])

        expect((await post(`/${id}/unlink`, { reason: REASON })).status).toBe(200)
        expect(refusal(await post(`/${id}/unlink`, { reason: REASON }))).toEqual([
          404,
          "not_linked",
        ])
        const { customer_id, audit, sessions } = await detail(id)
        expect(customer_id).toBeNull()
        expect(audit.map(({ action }) => action)).toEqual(["member.link", "member.unlink"])
        expect(sessions).toHaveLength(1)

        for (const body of [
          { customer_id: jo.id },
          { reason: REASON },
          { customer_id: jo.id, reason: " " },
        ]) {
          expect((await post(`/${id}/link`, body)).status).toBe(400)
        }
        expect(
          (await post(`/${id}/link`, { customer_id: "cus_none", reason: REASON })).status,
        ).toBe(404)
        expect((await post("/lmem_none/link", { customer_id: jo.id, reason: REASON })).status).toBe(
          404,
        )
      })
    })

    describe("a customer's other membership", () => {
      const detail = async (id: string): Promise<AdminLoyaltyMemberDetail> =>
        (await get<{ loyalty_member: AdminLoyaltyMemberDetail }>(`/members/${id}`)).loyalty_member

      it("is untied by a new link, and both members' audits say so", async () => {
        await identified(0, JOHN)
        await identified(0, MARIA)
        const [john, maria] = (
          await get<{ loyalty_members: AdminLoyaltyMember[] }>("/members?order=display_name")
        ).loyalty_members.map(({ id }) => id)
        const jo = await getContainer()
          .resolve(Modules.CUSTOMER)
          .createCustomers({ email: "two@example.com" })
        const body = { customer_id: jo.id, reason: REASON }
        expect((await post(`/${john}/link`, body)).status).toBe(200)
        expect((await post(`/${maria}/link`, body)).status).toBe(200)

        const [before, after] = [await detail(john ?? ""), await detail(maria ?? "")]
        expect([before.customer_id, after.customer_id]).toEqual([null, jo.id])
        expect(before.audit.map(({ action }) => action)).toEqual(["member.link", "member.unlink"])
        expect(after.audit.map(({ action }) => action)).toEqual(["member.link"])
        expect(before.audit[1]).toMatchObject({ reason: REASON, actor: after.audit[0]?.actor })
      })

      it("cannot be linked once it is to be erased, and is not afterwards", async () => {
        const shopper = await identified(0, JOHN)
        const order = await shopper.placeOrder()
        await waitFor(() => stage.operation(order.id))
        const id = (await stage.service.sessionOfOrder(order.id))?.member_id ?? ""
        const jo = await getContainer()
          .resolve(Modules.CUSTOMER)
          .createCustomers({ email: "late@example.com" })
        const link = async () => {
          const reply = await post(`/${id}/link`, { customer_id: jo.id, reason: REASON })
          return [...refusal(reply), (reply.data as { message: string }).message]
        }
        const refused = [400, "not_allowed", expect.stringContaining("being erased")]
        expect((await post(`/${id}/erase`, { reason: REASON })).data).toMatchObject({
          erasure: { status: "pending" },
        })
        expect(await link()).toEqual(refused)

        await fulfil(http, admin, order)
        await stage.finalized(order.id)
        await stage.erase()
        expect((await stage.service.memberById(id))?.erased_at).not.toBeNull()
        expect(await link()).toEqual(refused)
      })
    })

    describe("the overview", () => {
      const overview = async (query: Record<string, string> = {}): Promise<AdminLoyaltyOverview> =>
        (
          await get<{ overview: AdminLoyaltyOverview }>(
            `/overview?${new URLSearchParams(query).toString()}`,
          )
        ).overview

      it("says exactly what happened", async () => {
        const bought = await identified(0, JOHN)
        await bought.select({ accept: ["PTS-500"] })
        const order = await bought.placeOrder()
        await waitFor(() => stage.operation(order.id))
        await fulfil(http, admin, order)
        await waitFor(async () => (await stage.operation(order.id)).status === "done")
        await identified(1, MARIA)
        const all = await overview()

        expect(all).toMatchObject({
          bucket: "day",
          sessions: { active: 1, pending_finalization: 0, finalized: 1, failed: 0 },
          points: { earned: 19, redeemed: 500, reversals: 0 },
          discounts: [{ currency_code: "usd", amount: 3.87 }],
          orders: { placed: 1, with_member: 1 },
          evaluation: { failed: 0 },
          orders_without_decision: 0,
          operations: { waiting: 0, due: 0, unknown: 0, dead: 0, oldest_due_at: null },
        })
        const asked = simulator.requests({ endpoint: "calculateRewards" }).length
        expect(all.evaluation.calls).toBe(asked)
        expect(all.evaluation.p95_ms).toBeGreaterThan(0)
        expect(all.engines.map(({ circuit_breaker }) => circuit_breaker)).toEqual(
          shop.sites.map(() => "CLOSED"),
        )
        expect(all.series).toHaveLength(31)
        expect(all.series.at(-1)).toMatchObject({
          sessions: 2,
          orders: 1,
          orders_placed: 1,
          orders_with_member: 1,
          earned_points: 19,
        })
        expect(all.series.slice(0, -1).every(({ sessions }) => sessions === 0)).toBe(true)

        const second = shop.sites[1]?.store_id ?? ""
        expect(await overview({ store_id: second })).toMatchObject({
          sessions: { active: 1, finalized: 0 },
          points: { earned: 0 },
          orders: { placed: 0, with_member: 0 },
        })
      })

      it("rates the orders of the period alone, by the store of their carts", async () => {
        const first = shop.sites[0]!
        const shopper = await identified(0, JOHN)
        const order = await shopper.placeOrder()
        await waitFor(() => stage.operation(order.id))
        const guest = new Shopper(http, shop, 0)
        await guest.fill({ COF16: 1 })
        await guest.placeOrder()
        const of = async (query: Record<string, string> = {}) =>
          (await overview({ store_id: first.store_id, ...query })).orders
        expect(await of()).toEqual({ placed: 2, with_member: 1 })

        // A store without channels of its own owns the carts of its default channel.
        const channels = await stage.service.listLoyaltyStoreChannels({
          sales_channel_id: first.sales_channel_id,
        })
        await stage.service.deleteLoyaltyStoreChannels(channels.map(({ id }) => id))
        await getContainer()
          .resolve(Modules.STORE)
          .updateStores(first.store_id, { default_sales_channel_id: first.sales_channel_id })
        expect(await of()).toEqual({ placed: 2, with_member: 1 })

        // Opened the day before, ordered today: a session of yesterday, an order of today.
        const day = (days: number) => new Date(Date.now() + days * DAY_IN_MS).toISOString()
        await stage.sql(
          "UPDATE loyalty_engine_session SET opened_at = opened_at - interval '1 day' WHERE order_id = ?",
          [order.id],
        )
        expect(await of({ from: day(-0.5), to: day(0.5) })).toEqual({ placed: 2, with_member: 1 })
        expect(await of({ from: day(-1.5), to: day(-0.5) })).toEqual({ placed: 0, with_member: 0 })

        const session_id = shopper.keys().session_id
        await http.post(`/admin/loyalty/sessions/${session_id}/cancel`, { reason: REASON }, admin)
        expect(await of()).toEqual({ placed: 2, with_member: 0 })
      })

      it("rates each step of the period by the orders that were placed in it", async () => {
        const [first, second] = shop.sites.map(({ store_id }) => store_id)
        const shopper = await identified(0, JOHN)
        const bought = await shopper.placeOrder()
        await waitFor(() => stage.operation(bought.id))
        const guests: string[] = []
        for (let more = 0; more < 3; more += 1) {
          const guest = new Shopper(http, shop, 0)
          await guest.fill({ COF16: 1 })
          guests.push((await guest.placeOrder()).id)
        }
        // A time zone in which it is the middle of the day: "days ago" are whole days then.
        const time_zone = `Etc/GMT${new Date().getUTCHours() < 12 ? "-" : "+"}6`
        const placed = (days: number, ids: string[]) =>
          stage.sql(
            `UPDATE "order" SET created_at = now() - ?::int * interval '1 day'
              WHERE id = ANY (?::text[])`,
            [days, `{${ids.join(",")}}`],
          )
        await placed(2, [bought.id, guests[0] ?? ""])
        await placed(5, [guests[1] ?? ""])
        const rates = async (query: Record<string, string> = {}) => {
          const { series, orders } = await overview({ time_zone, ...query })
          const steps = series.map((step) => [step.orders_placed, step.orders_with_member])
          const last = steps.slice(-6).map(([all, theirs]) => `${theirs}/${all}`)
          return { last, orders, before: steps.slice(0, -6).flat() }
        }

        const of_all = await rates()
        expect(of_all.last).toEqual(["0/1", "0/0", "0/0", "1/2", "0/0", "0/1"])
        expect(of_all.orders).toEqual({ placed: 4, with_member: 1 })
        expect(of_all.before.every((orders) => orders === 0)).toBe(true)
        expect((await rates({ store_id: first ?? "" })).last).toEqual(of_all.last)
        expect(await rates({ store_id: second ?? "" })).toMatchObject({
          last: ["0/0", "0/0", "0/0", "0/0", "0/0", "0/0"],
          orders: { placed: 0, with_member: 0 },
        })

        // A draft is no order, and what is gone is none any more.
        await stage.sql('UPDATE "order" SET is_draft_order = true WHERE id = ?', [guests[0]])
        await stage.sql('UPDATE "order" SET deleted_at = now() WHERE id = ?', [guests[1]])
        expect((await rates()).last).toEqual(["0/0", "0/0", "0/0", "1/1", "0/0", "0/1"])

        const { countOrders, countOrdersFromModule } = stage.load<{
          countOrders: CountOrders
          countOrdersFromModule: CountOrders
        }>("api/admin/loyalty/overview-orders")
        const steps = (await overview({ time_zone })).series.map(({ at }) => new Date(at))
        const scope = { store_ids: [first ?? ""], from: steps[0]!, to: new Date(), steps }
        const counted = await countOrders(getContainer(), scope)
        expect(counted.filter(({ placed: orders }) => orders > 0)).toHaveLength(2)
        // Where orders are kept elsewhere, their module says the same.
        expect(await countOrdersFromModule(getContainer(), scope)).toEqual(counted)
      })

      it("counts undecided orders of the store that was asked for", async () => {
        const [first, second] = shop.sites.map(({ store_id }) => store_id)
        const now = new Date()
        await stage.service.createLoyaltyUndecidedOrders([
          {
            order_id: "order_undecided",
            session_id: null,
            store_id: first,
            reason: "finalize_missing",
            found_at: now,
            seen_at: now,
          },
        ])
        const undecided = async (query: Record<string, string> = {}) =>
          (await overview(query)).orders_without_decision
        expect(await undecided()).toBe(1)
        expect(await undecided({ store_id: first ?? "" })).toBe(1)
        expect(await undecided({ store_id: second ?? "" })).toBe(0)
      })

      it("shows the breaker that another process opened", async () => {
        const config = await stage.service.storeConfig(shop.sites[0]?.store_id ?? "")
        // As the other process names it: the engine's address, its account and the version.
        const { href } = new URL(simulator.url)
        const key = JSON.stringify([href, "ACME", config?.config_version])
        await stage.sql(
          `INSERT INTO loyalty_engine_breaker (key, open_until)
           VALUES (?, now() + interval '1 hour')`,
          [createHash("sha256").update(key).digest("hex")],
        )
        // A copy a quarter of a second old may be used.
        await waitFor(async () => {
          const [first] = (await overview({ store_id: config?.store_id ?? "" })).engines
          return first?.circuit_breaker === "OPEN"
        })
      })

      it("counts by the hour for a day, in any time zone, and nothing outside the period", async () => {
        await identified(0, JOHN)
        const now = Date.now()
        const at = (ms: number) => new Date(ms).toISOString()
        const today = await overview({
          from: at(now - DAY_IN_MS),
          to: at(now + 1_000),
          time_zone: "Asia/Kathmandu",
        })
        expect(today.bucket).toBe("hour")
        expect(today.series.reduce((sum, { sessions }) => sum + sessions, 0)).toBe(1)
        // A quarter to the hour there is the hour here.
        expect(today.series.every((step) => new Date(step.at).getUTCMinutes() === 15)).toBe(true)

        const before = await overview({ from: at(now - 3 * DAY_IN_MS), to: at(now - DAY_IN_MS) })
        expect(before.sessions.active).toBe(0)
        expect(before.evaluation).toEqual({ calls: 0, failed: 0, p50_ms: null, p95_ms: null })
      })

      it("counts by the days of a time zone that browsers name and Postgres may not know", async () => {
        // The tests' own Postgres does not.
        const time_zone = "US/Pacific-New"
        await identified(0, JOHN)

        const { series, sessions } = await overview({ time_zone })

        const { series: known } = await overview({ time_zone: "America/Los_Angeles" })
        expect(series.map(({ at }) => at)).toEqual(known.map(({ at }) => at))
        expect(series.at(-1)?.sessions).toBe(1)
        expect(sessions.active).toBe(1)
        const clock = new Intl.DateTimeFormat("en-GB", { timeZone: time_zone, timeStyle: "short" })
        expect(new Set(series.map(({ at }) => clock.format(new Date(at))))).toEqual(
          new Set(["00:00"]),
        )
      })

      it("refuses a period or a time zone that makes no sense", async () => {
        for (const query of [
          "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
          "from=2020-01-01T00:00:00Z",
          "from=yesterday",
          "time_zone=Mars/Base",
          "fields=id",
        ]) {
          const { status } = await http.get(`/admin/loyalty/overview?${query}`, any())
          expect([query, status]).toEqual([query, 400])
        }
      })
    })
  },
})
