import type {
  AdminLoyaltyMember,
  AdminLoyaltyOverview,
  AdminLoyaltyStore,
} from "../../src/types/http/admin"
import type { AdminLoyaltyMemberHistoryResponse } from "../../src/types/http/members"
import { describeShop, JOHN, Shopper, waitFor } from "../helpers"

const MARIA = "415-555-0101"
const WEI = "415-555-0102"
const ENTRIES = 53

describeShop({
  sites: 2,
  testSuite: ({ http, shop, stage, admin }) => {
    const any = () => ({ ...admin, validateStatus: () => true })
    const get = async <T>(path: string): Promise<T> =>
      (await http.get(`/admin/loyalty${path}`, admin)).data as T
    const identified = async (phone: string): Promise<Shopper> => {
      const shopper = new Shopper(http, shop, 0)
      await shopper.fill({ COF16: 2, CANDY: 3 })
      await shopper.identify(phone)
      await shopper.rewards()
      return shopper
    }

    describe("members", () => {
      const names = async (query: string): Promise<(string | null)[]> => {
        const { loyalty_members } = await get<{ loyalty_members: AdminLoyaltyMember[] }>(
          `/members?order=created_at&${query}`,
        )
        return loyalty_members.map(({ display_name }) => display_name)
      }
      const idOf = async (q: string): Promise<string> => {
        const { loyalty_members } = await get<{ loyalty_members: AdminLoyaltyMember[] }>(
          `/members?q=${q}`,
        )
        return loyalty_members[0]?.id ?? ""
      }

      it("are listed by whose account they are, and by where their erasure stands", async () => {
        const john = await identified(JOHN)
        const order = await john.placeOrder()
        await waitFor(() => stage.operation(order.id))
        await identified(MARIA)
        await identified(WEI)
        await stage.sql("UPDATE loyalty_engine_member SET customer_id = 'cus_1' WHERE id = ?", [
          await idOf("0101"),
        ])
        const erase = async (id: string) =>
          (await http.post(`/admin/loyalty/members/${id}/erase`, { reason: "asked" }, admin)).data
        expect(await erase(await idOf("0100"))).toMatchObject({ erasure: { status: "pending" } })
        expect(await erase(await idOf("0102"))).toMatchObject({ erasure: { status: "erased" } })

        expect(await names("state=linked")).toEqual(["Maria S."])
        expect(await names("state=not_linked")).toEqual([])
        expect(await names("state=erasing")).toEqual(["John D."])
        expect(await names("state=erased")).toEqual([null])
        expect(await names("state=linked&state=erasing")).toEqual(["John D.", "Maria S."])
        expect(await names("state=erasing&q=0101")).toEqual([])
        expect((await http.get("/admin/loyalty/members?state=gone", any())).status).toBe(400)
      })

      it("have a history of any length, page by page", async () => {
        await identified(JOHN)
        const id = await idOf("0100")
        await stage.sql(
          `INSERT INTO loyalty_engine_member_history_entry
             (id, member_id, provider_key, at, type, points, description)
           SELECT 'lmhe_' || n, ?, 'key-' || n, now() - make_interval(hours => n), 'earn', n, 'Purchase'
             FROM generate_series(1, ${ENTRIES}) n`,
          [id],
        )
        const page = (query: string) =>
          get<AdminLoyaltyMemberHistoryResponse>(`/members/${id}/history${query}`)

        const first = await page("")
        expect(first).toMatchObject({ count: ENTRIES, offset: 0, limit: 20 })
        expect(first.history.map(({ points }) => points).slice(0, 3)).toEqual([1, 2, 3])
        const last = await page("?offset=50&limit=20")
        expect(last.history.map(({ points }) => points)).toEqual([51, 52, 53])
        expect(
          (await http.get(`/admin/loyalty/members/${id}/history?order=points`, any())).status,
        ).toBe(400)
      })
    })

    describe("stores", () => {
      const found = async (query: string): Promise<string[]> => {
        const { stores, count } = await get<{ stores: AdminLoyaltyStore[]; count: number }>(
          `/stores?order=name&${query}`,
        )
        expect(count).toBe(stores.length)
        return stores.map(({ id }) => id)
      }

      it("are found by a part of their name, and by whether their loyalty is on", async () => {
        const [main, airport, prairie] = shop.sites.map(({ store_id }) => store_id)
        await stage.sql(
          "UPDATE loyalty_engine_store_config SET enabled = false WHERE store_id = ?",
          [airport],
        )

        expect(await found("q=AIRPORT")).toEqual([airport])
        expect(await found("q=%25")).toEqual([])
        expect(await found("state=on")).toEqual([main])
        expect(await found("state=off")).toEqual([airport])
        expect(await found("state=not_set_up")).toContain(prairie)
        expect(await found("state=not_set_up")).not.toContain(main)
        expect(await found("state=not_set_up&state=off")).toContain(airport)
        expect(await found("state=on&q=prairie")).toEqual([])
        expect((await http.get("/admin/loyalty/stores?state=maybe", any())).status).toBe(400)
      })
    })

    it("the overview says step by step what was given off", async () => {
      const shopper = await identified(JOHN)
      await shopper.select({ accept: ["PTS-500"] })
      const order = await shopper.placeOrder()
      await waitFor(() => stage.operation(order.id))
      const { overview } = await get<{ overview: AdminLoyaltyOverview }>("/overview")

      expect(overview.series.at(-1)?.discounts).toEqual(overview.discounts)
      expect(overview.discounts).toEqual([{ currency_code: "usd", amount: 3.87 }])
      expect(overview.series.slice(0, -1).every(({ discounts }) => discounts.length === 0)).toBe(
        true,
      )
    })

    it("health is told to admins as to everybody inside, and to nobody else", async () => {
      const inside = (await http.get("/loyalty/health/live", any())).data as { checks: object }
      const told = await get<{ status: string; checks: object }>("/health")

      expect(Object.keys(told.checks)).toEqual(Object.keys(inside.checks))
      expect(told.status).toBe("healthy")
      const nobody = { validateStatus: () => true }
      expect((await http.get("/admin/loyalty/health", nobody)).status).toBe(401)
    })
  },
})
