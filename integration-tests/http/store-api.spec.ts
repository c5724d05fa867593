import { createHash } from "node:crypto"

import type { StoreLoyaltySession } from "../../src/types/http/store"
import { describeShop, JOHN, refusal, Shopper, type HttpReply } from "../helpers"

const MARIA = "415-555-0101"
const INACTIVE = "5550100198"
const BLOCKED = "5550100199"
const UNKNOWN = "4155550177"
const BASKET = { COF16: 2, CANDY: 3 }

/** What no reply may show: numbers as typed, as sent and as stored, and the store's secret. */
const SECRETS = /415-?555-?010|\+1415|55501001|demo-secret|sealed|blind_index/

describeShop({
  sites: 1,
  testSuite: ({ http, simulator, shop, stage }) => {
    let shopper: Shopper
    const replies: string[] = []

    const keep = async (reply: Promise<HttpReply>): Promise<HttpReply> => {
      const answered = await reply
      replies.push(JSON.stringify(answered.data))
      return answered
    }
    const identify = (body: object) =>
      keep(shopper.post("/store/loyalty/identify", { cart_id: shopper.cart_id, ...body }))
    const asked = (endpoint?: "identify" | "calculateRewards"): number =>
      simulator.requests(endpoint && { endpoint }).length
    const sessionIn = (reply: HttpReply): StoreLoyaltySession =>
      (reply.data as { loyalty_session: StoreLoyaltySession }).loyalty_session

    beforeEach(async () => {
      shopper = new Shopper(http, shop)
      await shopper.fill(BASKET)
      simulator.clearRequests()
    })

    describe("a publishable key of another channel", () => {
      const identifyWith = (cart_id: string, site: number) =>
        http.post(
          "/store/loyalty/identify",
          { cart_id, phone: JOHN },
          {
            headers: { "x-publishable-api-key": shop.sites[site]?.publishable_key ?? "" },
            validateStatus: () => true,
          },
        )

      it("chooses no other store: the cart's own one counts", async () => {
        const elsewhere = new Shopper(http, shop, 1)
        await elsewhere.fill(BASKET)

        // Loyalty is on at the first store alone.
        const refused = await keep(identifyWith(elsewhere.cart_id, 0))
        expect(refusal(refused)).toEqual([400, "loyalty_disabled"])
        const { status, data } = await keep(identifyWith(shopper.cart_id, 1))
        expect(status).toBe(200)
        const { loyalty_session } = data as { loyalty_session: { id: string } }
        expect(await stage.service.sessionById(loyalty_session.id)).toMatchObject({
          store_id: shop.sites[0]?.store_id,
        })
      })
    })

    afterAll(() => {
      // Every reply of this file was kept; the check is here so that none can be forgotten.
      expect(replies.length).toBeGreaterThan(40)
      expect(replies.filter((reply) => SECRETS.test(reply))).toEqual([])
    })

    describe("what a request must look like", () => {
      it("needs the publishable key on every route", async () => {
        const bare = { headers: {}, validateStatus: () => true }
        const answers = [
          await http.post("/store/loyalty/identify", {}, bare),
          await http.post("/store/loyalty/session", {}, bare),
          await http.get("/store/loyalty/session/lses_1?cart_id=cart_1", bare),
          await http.delete("/store/loyalty/session/lses_1?cart_id=cart_1", bare),
          await http.post("/store/loyalty/rewards", {}, bare),
          await http.post("/store/loyalty/rewards/select", {}, bare),
          await http.get("/store/loyalty/orders/order_1/summary", bare),
          await http.get("/store/customers/me/loyalty", bare),
        ]

        expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 400))
        for (const { data } of answers) {
          expect(data).toMatchObject({ message: expect.stringContaining("ublishable API key") })
        }
      })

      const keys = { cart_id: "cart_1", session_id: "lses_1" }
      const MALFORMED: [string, unknown, string][] = [
        ["identify", {}, "cart_id"],
        ["identify", { cart_id: "", phone: JOHN }, "cart_id"],
        ["identify", { cart_id: "c".repeat(101), phone: JOHN }, "cart_id"],
        ["identify", { cart_id: "cart_\u0000", phone: JOHN }, "no control characters"],
        ["identify", { cart_id: "cart_1", phone: 4155550100 }, "phone"],
        ["identify", { cart_id: "cart_1", phone: "1".repeat(321) }, "phone"],
        [
          "identify",
          { cart_id: "cart_1", phone: JOHN, country_code: "usa" },
          "two-letter country code",
        ],
        ["identify", { cart_id: "cart_1", phone: JOHN, entry_method: "guess" }, "entry_method"],
        ["identify", { cart_id: "cart_1", phone: JOHN, points: 9_999 }, "points"],
        ["rewards", { cart_id: "cart_1" }, "session_id"],
        ["rewards", { ...keys, status: "active" }, "status"],
        ["rewards", { ...keys, session_id: "lses_\u0000" }, "no control characters"],
        ["rewards/select", { ...keys, accept: "PTS-500" }, "accept"],
        ["rewards/select", { ...keys, accept: Array(51).fill("x") }, "accept"],
        ["rewards/select", { ...keys, redeem_points: -1 }, "redeem_points"],
        ["rewards/select", { ...keys, redeem_points: 0.5 }, "redeem_points"],
        ["rewards/select", { ...keys, redeem_points: 1e12 }, "redeem_points"],
        ["rewards/select", { ...keys, discount_total: 5 }, "discount_total"],
      ]

      it("names the field that is wrong, and refuses fields nobody knows", async () => {
        const answers = []
        for (const [route, body] of MALFORMED) {
          const { status, data } = await keep(shopper.post(`/store/loyalty/${route}`, body))
          answers.push([route, body, status, data])
        }

        expect(answers).toEqual(
          MALFORMED.map(([route, body, told]) => [
            route,
            body,
            400,
            { type: "invalid_data", message: expect.stringContaining(told) as string },
          ]),
        )
        expect(asked()).toBe(0)
      })

      it("answers ids that no database can hold as not found", async () => {
        const answers = [
          await shopper.get("/store/loyalty/session/lses_%00?cart_id=cart_1"),
          await shopper.get("/store/loyalty/session/lses_1?cart_id=%00"),
          await shopper.delete("/store/loyalty/session/%00?cart_id=%00"),
          await shopper.get("/store/loyalty/orders/%00/summary"),
          await shopper.get(`/store/loyalty/orders/${"o".repeat(5_000)}/summary`),
        ]

        expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404))
      })

      it("refuses a body beyond its limit", async () => {
        const { status } = await identify({ phone: "1".repeat(30_000) })

        expect(status).toBe(413)
        expect(asked()).toBe(0)
      })
    })

    describe("identify", () => {
      it("reads one phone number however it is written", async () => {
        const written = [
          JOHN,
          "+1 (415) 555-0100",
          "1-415-555-0100",
          "4155550100",
          "415.555.0100 ext. 7",
          "+１ (４１５) ５５５‐０１００",
          "٤١٥٥٥٥٠١٠٠",
          "\u202a415\u200b5550100\u202c",
        ]
        const sessions = []
        for (const phone of written) {
          sessions.push(sessionIn(await identify({ phone })).id)
        }

        expect(new Set(sessions).size).toBe(1)
        expect(simulator.requests({ endpoint: "identify" }).map(({ body }) => body)).toEqual([
          expect.objectContaining({
            loyaltyId: { kind: "phone", value: "4155550100", entryMethod: "manual" },
          }),
        ])
      })

      it("refuses what is no identifier without asking the engine", async () => {
        const given = [
          { phone: "******0100" },
          { phone: "555-0100" },
          { phone: "24155550100" },
          { phone: "415555\u00000100" },
          { phone: "4155550100\ud800" },
          { phone: "4".repeat(41) },
          { phone: "call me" },
          {},
          { phone: "   " },
          { phone: JOHN, email: "john.doe@example.com" },
          { email: "john.doe" },
          { card: "12345" },
          { phone: JOHN, country_code: "zz" },
        ]
        const answers = []
        for (const body of given) {
          const { status, data } = await identify(body)
          answers.push([body, status, data])
        }

        const message = expect.any(String) as string
        const refused = { type: "invalid_data", code: "invalid_identifier", message }
        expect(answers).toEqual(given.map((body) => [body, 400, refused]))
        expect(asked()).toBe(0)
      })

      it("takes an e-mail and a card too", async () => {
        const byMail = sessionIn(await identify({ email: " John.Doe@Example.com " }))
        expect(byMail.member).toMatchObject({ masked_id: "j***@e***.com", points_balance: 5000 })

        const byCard = sessionIn(await identify({ card: "6006 4900 0001 2345" }))
        expect(byCard.member).toMatchObject({ masked_id: "******2345", tier: "Gold" })
      })

      it("answers unknown, inactive and blocked members with the same bytes", async () => {
        const answers = []
        for (const phone of [UNKNOWN, INACTIVE, BLOCKED]) {
          const { status, data, headers } = await identify({ phone })
          answers.push(JSON.stringify([status, data, headers["content-length"]]))
        }

        expect(answers[0]).toContain('[400,{"type":"invalid_data","code":"member_not_found"')
        expect(new Set(answers).size).toBe(1)
        expect(asked("identify")).toBe(3)
      })

      it("says that a store has no loyalty", async () => {
        const elsewhere = new Shopper(http, shop, 1)
        await elsewhere.fill({ COF16: 1 })
        const { cart_id } = elsewhere
        const reply = await elsewhere.post("/store/loyalty/identify", { cart_id, phone: JOHN })

        expect([reply.status, reply.data]).toEqual([
          400,
          expect.objectContaining({ type: "not_allowed", code: "loyalty_disabled" }),
        ])
        expect(asked()).toBe(0)
      })

      it("knows no cart that does not exist", async () => {
        const { status, data } = await identify({ cart_id: "cart_none", phone: JOHN })

        expect([status, data]).toEqual([
          404,
          expect.objectContaining({ type: "not_found", code: "session_not_found" }),
        ])
      })

      it("limits tries per cart, with the wait in header and body", async () => {
        const limits = stage.service.options().identify_rate_limit
        const { per_cart } = limits
        limits.per_cart = { points: 2, duration_s: 60 }
        try {
          expect((await identify({ phone: UNKNOWN })).status).toBe(400)
          expect((await identify({ phone: UNKNOWN })).status).toBe(400)
          const { status, data, headers } = await identify({ phone: JOHN })

          const { retry_after } = data as { retry_after: number }
          expect([status, data]).toEqual([
            429,
            expect.objectContaining({ type: "rate_limited", code: "rate_limited" }),
          ])
          expect(retry_after).toBeGreaterThan(0)
          expect(retry_after).toBeLessThanOrEqual(60)
          expect(headers["retry-after"]).toBe(String(retry_after))
          expect(asked("identify")).toBe(2)
        } finally {
          limits.per_cart = per_cart
        }
      })

      it("keeps nothing of a number that trying all numbers would find", async () => {
        await stage.sql("DELETE FROM loyalty_engine_rate_limit")
        await identify({ phone: JOHN })
        const rows = await stage.sql<{ key: string }>("SELECT key FROM loyalty_engine_rate_limit")
        const kept = rows.map(({ key }) => key)

        expect(kept).toHaveLength(3)
        const numbers = [JOHN, "+14155550100", "14155550100", "4155550100"]
        for (const written of numbers.flatMap((number) => [number, `phone:${number}`])) {
          const hashed = createHash("sha256").update(written).digest("hex")
          expect(kept.join()).not.toContain(written)
          expect(kept.join()).not.toContain(hashed)
        }
      })

      it("limits tries of one phone number from any cart, however it is typed", async () => {
        const limits = stage.service.options().identify_rate_limit
        const { per_identifier } = limits
        limits.per_identifier = { points: 2, duration_s: 60 }
        try {
          const tries = []
          for (const phone of [UNKNOWN, "(415) 555-0177", UNKNOWN, JOHN]) {
            const shopper = new Shopper(http, shop)
            await shopper.fill({ COF16: 1 })
            const body = { cart_id: shopper.cart_id, phone }
            tries.push((await shopper.post("/store/loyalty/identify", body)).status)
          }
          expect(tries).toEqual([400, 400, 429, 200])
        } finally {
          limits.per_identifier = per_identifier
        }
      })

      it("gives the same session to the same phone, and its token works each time", async () => {
        const first = sessionIn(await identify({ phone: JOHN }))
        const second = sessionIn(await identify({ phone: JOHN }))

        expect(second.id).toBe(first.id)
        expect(second.token).toBe(first.token)
        expect(asked("identify")).toBe(1)
      })

      it("opens one session for eight identifies at once", async () => {
        const answers = await Promise.all(
          Array.from({ length: 8 }, () => identify({ phone: JOHN })),
        )
        const opened = answers.filter(({ status }) => status === 200).map(sessionIn)

        expect(new Set(opened.map(({ id }) => id)).size).toBe(1)
        expect(opened).toHaveLength(8)
        const live = await stage.sql(
          "SELECT id FROM loyalty_engine_session WHERE cart_id = ? AND status = 'active'",
          [shopper.cart_id],
        )
        expect(live).toHaveLength(1)
      })

      describe("twice at once for one cart", () => {
        /** Both are with the engine before either is answered. */
        const race = async (phones: readonly [string, string]): Promise<HttpReply[]> => {
          const slow = { kind: "latency", endpoint: "identify", params: { ms: 1_000 } } as const
          simulator.addFault({ ...slow, times: 2 })
          const answers = await Promise.all(phones.map((phone) => identify({ phone })))
          expect(asked("identify")).toBe(2)
          return answers
        }
        const live = () =>
          stage.service.listLoyaltySessions({ cart_id: shopper.cart_id, status: "active" })

        it("answers the loser with the winner's session, token and all", async () => {
          const answers = await race([JOHN, JOHN])

          expect(answers.map(({ status }) => status)).toEqual([200, 200])
          const [first, second] = answers.map(sessionIn)
          expect(second).toEqual(first)
          expect((await live()).map(({ id }) => id)).toEqual([first?.id])
          for (const { token } of [first!, second!]) {
            const path = `/store/loyalty/session/${first?.id}?cart_id=${shopper.cart_id}`
            const reply = await shopper.get(path, { "x-loyalty-token": token ?? "" })
            expect(reply.status).toBe(200)
          }
          shopper.session = second!
          expect(await shopper.rewards()).toMatchObject({ id: first?.id, discount_total: 2.87 })
        })

        it("tells the loser of another member to ask again, and nothing of the winner", async () => {
          const answers = await race([JOHN, MARIA])

          const [won, lost] = [...answers].sort((left, right) => left.status - right.status)
          expect([won?.status, lost?.status]).toEqual([200, 409])
          expect(lost?.data).toEqual({
            type: "conflict",
            code: "version_conflict",
            message: "This cart got a loyalty session in the meantime; ask again",
          })
          const session = sessionIn(won!)
          expect((await live()).map(({ id }) => id)).toEqual([session.id])

          // Who asks again is the one that the cart is for now, as with any later identify.
          const loser = answers[0] === lost ? JOHN : MARIA
          const again = sessionIn(await identify({ phone: loser }))
          expect(again.id).not.toBe(session.id)
          expect((await live()).map(({ id }) => id)).toEqual([again.id])
        })
      })

      it("releases the first member before the second is shown", async () => {
        const john = sessionIn(await identify({ phone: JOHN }))
        shopper.session = john
        await shopper.rewards()
        expect((await shopper.cart()).discount_subtotal).toBe(2.87)

        const maria = sessionIn(await identify({ phone: MARIA }))

        expect(maria.id).not.toBe(john.id)
        expect(maria).toMatchObject({ rewards: [], discount_total: 0, member: { tier: "Silver" } })
        expect((await shopper.cart()).discount_subtotal).toBe(0)
        expect(await stage.service.sessionById(john.id)).toMatchObject({
          status: "failed",
          failure_reason: "replaced",
        })
        const [order] = await stage.sql<{ released_first: boolean }>(
          `SELECT (SELECT at FROM loyalty_engine_session_transition
                    WHERE session_id = ? AND "to" = 'failed')
                < (SELECT at FROM loyalty_engine_session_transition
                    WHERE session_id = ? AND "to" = 'active') AS released_first`,
          [john.id, maria.id],
        )
        expect(order?.released_first).toBe(true)
        const sequences = simulator
          .requests({ endpoint: "identify" })
          .map(({ body }) => (body as { posSequenceId: string }).posSequenceId)
        expect(new Set(sequences).size).toBe(2)
        for (const sequence of sequences) {
          expect(sequence).toMatch(/^0300-\d{8}-[A-Z0-9]{26}$/)
        }
      })

      it("survives eight replacements at once", async () => {
        await shopper.identify()
        await shopper.rewards()
        const answers = await Promise.all(
          Array.from({ length: 8 }, () => identify({ phone: MARIA })),
        )

        expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
        expect(new Set(answers.map((answer) => sessionIn(answer).id)).size).toBe(1)
        expect((await shopper.cart()).discount_subtotal).toBe(0)
      })

      it("keeps the session when a second identifier is nobody's", async () => {
        await shopper.identify()
        await shopper.rewards()

        expect((await identify({ phone: UNKNOWN })).status).toBe(400)
        expect((await shopper.cart()).discount_subtotal).toBe(2.87)
        expect((await identify({ phone: JOHN })).data).toMatchObject({
          loyalty_session: { id: shopper.session?.id },
        })
      })
    })
  },
})
