import { Modules } from "@medusajs/framework/utils"
import { deleteCustomersWorkflow } from "@medusajs/medusa/core-flows"

import type customerDeleted from "../../src/subscribers/customer-deleted"
import type {
  StoreCustomerLoyaltyResponse,
  StoreLoyaltySessionResponse,
} from "../../src/types/http/store"
import {
  describeShop,
  fulfil,
  JOHN,
  refusal,
  Shopper,
  waitFor,
  type HttpReply,
  type Order,
} from "../helpers"
import { columnsHolding } from "../helpers/columns-holding"
import { documentedOperations } from "../helpers/documented"

const BASKET = { COF16: 2, CANDY: 3, ENERGY: 1 }
/** The address that a shopper's carts carry. */
const EMAIL = "shopper@example.com"
const NEW_PHONE = "415-555-0142"
const MINE = "/store/customers/me/loyalty"
const SESSION = "/store/loyalty/session"
/** What the rows of a member and of a session say of it, and no request may. */
const NOT_THEIRS = [
  ...["customer_id", "member_id", "provider_member_id", "participant_id", "points_balance"],
  ...["tier", "linked_at", "state", "status", "store_id", "discount_total", "metadata", "actor"],
]

describeShop({
  sites: 1,
  settings: () => ({ auto_enroll: true, supports_enroll: true, supports_history: true }),
  testSuite: ({ http, simulator, shop, stage, admin, getContainer }) => {
    /** Registers and logs in as a storefront does. */
    const register = async (email: string, phone?: string): Promise<Shopper> => {
      const credentials = { email, password: "supersecret" }
      const headers = { "x-publishable-api-key": shop.sites[0]?.publishable_key ?? "" }
      const tokenOf = ({ data }: HttpReply): Record<string, string> => ({
        ...headers,
        authorization: `Bearer ${(data as { token: string }).token}`,
      })
      const registered = await http.post("/auth/customer/emailpass/register", credentials, {
        headers,
      })
      await http.post(
        "/store/customers",
        { email, first_name: "Ann", last_name: "Lee", ...(phone && { phone }) },
        { headers: tokenOf(registered) },
      )
      const login = await http.post("/auth/customer/emailpass", credentials, { headers })
      const { authorization = "" } = tokenOf(login)
      return new Shopper(http, shop, 0, { authorization })
    }
    const enrolled = () =>
      waitFor(async () => {
        const [operation] = await stage.service.listLoyaltyOperations({ kind: "enrol" })
        return operation?.status === "done"
      })
    const mine = async (shopper: Shopper, query = ""): Promise<StoreCustomerLoyaltyResponse> =>
      (await shopper.get(`${MINE}${query}`)).data as StoreCustomerLoyaltyResponse
    const openSession = (shopper: Shopper, cart_id = shopper.cart_id) =>
      shopper.post(SESSION, { cart_id })
    const link = (shopper: Shopper, proof: object, phone = JOHN) =>
      shopper.post(MINE, { phone, proof })
    const proofOf = ({ session, token }: Shopper) => ({ session_id: session?.id ?? "", token })
    /** Buys with John's number typed in, and returns the order. */
    const buyAsJohn = (shopper: Shopper) => stage.bought(shopper, BASKET, ["PTS-500"])

    describe("a customer who asks for more than is offered", () => {
      const rows = async (): Promise<unknown[]> =>
        stage.sql(
          `SELECT to_jsonb(m) - 'updated_at' AS row FROM loyalty_engine_member m
           UNION ALL SELECT to_jsonb(s) - 'updated_at' FROM loyalty_engine_session s
           UNION ALL SELECT to_jsonb(o) - 'updated_at' FROM loyalty_engine_operation o
           UNION ALL SELECT to_jsonb(a) FROM loyalty_engine_audit_entry a ORDER BY 1`,
        )

      it("is refused by name on every route of a customer that takes a body, and nothing is stored", async () => {
        await stage.service.saveStoreConfig(
          { store_id: shop.sites[0]?.store_id ?? "", settings: { auto_enroll: false } },
          { actor_id: "test", correlation_id: "test" },
        )
        const ann = await register(EMAIL)
        await buyAsJohn(ann)
        // What the routes take as it is, so that only the field too many can be refused.
        const proof = proofOf(ann)
        const asked: Record<string, object> = {
          [MINE]: { phone: JOHN, proof },
          [SESSION]: { cart_id: ann.cart_id },
        }
        const withBody = documentedOperations().filter(
          ({ caller, body }) => caller === "customer" && body !== undefined,
        )
        expect(withBody.map(({ path }) => path).sort()).toEqual(Object.keys(asked).sort())
        const before = await rows()
        for (const { path } of withBody) {
          for (const field of NOT_THEIRS) {
            const reply = await ann.post(path, { ...asked[path], [field]: "x" })
            const { message } = reply.data as { message: string }
            expect([path, field, reply.status, message]).toEqual([
              path,
              field,
              400,
              expect.stringContaining(field),
            ])
          }
        }
        const nested = await ann.post(MINE, { phone: JOHN, proof: { ...proof, customer_id: "x" } })
        expect([nested.status, (nested.data as { message: string }).message]).toEqual([
          400,
          expect.stringContaining("customer_id"),
        ])
        expect(await rows()).toEqual(before)

        expect((await link(ann, proof)).status).toBe(200)
      })

      it("changes nothing of another customer with what an address or a DELETE says", async () => {
        const ann = await register(EMAIL, NEW_PHONE)
        const bob = await register("bob@example.com", "415-555-0143")
        await waitFor(async () => (await mine(bob)).loyalty_member !== null)
        await waitFor(async () => (await mine(ann)).loyalty_member !== null)
        const his = (await mine(bob)).loyalty_member!
        const { customer_id } = (await stage.service.memberById(his.id))!
        const more = `?customer_id=${customer_id}&member_id=${his.id}`

        const own = await mine(ann, more)
        expect(own.loyalty_member).toMatchObject({ masked_id: "******0142" })
        const gone = await ann.delete(`${MINE}${more}`, { customer_id, member_id: his.id })
        expect(gone.status).toBeLessThan(500)

        expect((await mine(bob)).loyalty_member).toEqual(his)
        expect(await stage.service.memberById(his.id)).toMatchObject({ customer_id })
      })
    })

    describe("a customer whose loyalty data is erased", () => {
      it("is named by no column of any table of ours, whatever was done before", async () => {
        const ann = await register(EMAIL, NEW_PHONE)
        await enrolled()
        const linkedCart = async (): Promise<void> => {
          await ann.fill(BASKET)
          const { loyalty_session } = (await openSession(ann)).data as StoreLoyaltySessionResponse
          ann.session = loyalty_session
          await ann.rewards()
        }
        const booked = async (order: Order): Promise<Order> => {
          await waitFor(() => stage.operation(order.id))
          await fulfil(http, admin, order)
          await stage.finalized(order.id)
          return order
        }
        await linkedCart()
        await booked(await ann.placeOrder())
        // The same member without an account of the shop.
        const guest = new Shopper(http, shop)
        await guest.fill(BASKET)
        await guest.identify(NEW_PHONE)
        await guest.rewards()
        await booked(await guest.placeOrder())
        await stage.sql("UPDATE loyalty_engine_session SET updated_at = now() - interval '31 days'")
        await stage.archive()
        await linkedCart()
        const last = await booked(await ann.placeOrder())
        await linkedCart()
        await stage.drain()

        const { member_id } = (await stage.service.sessionOfOrder(last.id))!
        const member = (await stage.service.memberById(member_id))!
        const account = simulator.books().members.find(({ name }) => name === "Ann Lee")!
        const sessions = simulator
          .books()
          .sessions.filter((one) => one.memberId === account.memberId)
        const person = {
          // In full, masked, or its last four digits alone.
          "phone number": /415\D{0,3}555\D{0,3}0142|\*0142|^0142$/,
          "e-mail address": new RegExp(EMAIL, "i"),
          "first name": /\bann\b/i,
          "last name": /\blee\b/i,
          "member of the engine": new RegExp(account.memberId),
          customer: new RegExp(member.customer_id!),
          "session of the engine": new RegExp(sessions.map(({ sessionId }) => sessionId).join("|")),
          "sealed text": /\bv1\.k1\./,
        }
        // Whoever looks for a person finds one: otherwise the search would prove nothing.
        const before = (await columnsHolding(stage.sql, person)).join("\n")
        for (const what of ["phone number", "first name", "member of the engine", "customer"]) {
          expect(before).toContain(what)
        }
        expect(before).toContain("loyalty_engine_session_transition.actor: customer")
        expect(before).toContain("loyalty_engine_session_archive.transitions: customer")
        expect(before).toContain(
          "loyalty_engine_session.provider_session_id: session of the engine",
        )
        expect(before).toContain("loyalty_engine_member_identifier.sealed: sealed text")

        const path = `/admin/loyalty/members/${member_id}/erase`
        const { data } = await http.post(path, { reason: "asked for it" }, admin)
        expect(data).toMatchObject({ erasure: { status: "erased" } })

        expect(await columnsHolding(stage.sql, person)).toEqual([
          // That a customer of Medusa's was enrolled once, and as which member is not said.
          "loyalty_engine_operation.subject_id: customer",
          "loyalty_engine_operation.idempotency_key: customer",
          // The store's own.
          "loyalty_engine_store_credential.sealed: sealed text",
        ])
        const [enrolment] = await stage.service.listLoyaltyOperations({ kind: "enrol" })
        expect(enrolment).toMatchObject({ customer_id: null, member_id: null, session_id: null })
      })
    })

    describe("a customer who registers", () => {
      it("gets an account with the engine, linked, in the background", async () => {
        const ann = await register(EMAIL, NEW_PHONE)
        await enrolled()

        const { loyalty_member } = await mine(ann)
        expect(loyalty_member).toMatchObject({ masked_id: "******0142", display_name: "Ann L." })
        expect(loyalty_member?.linked_at).toEqual(expect.any(String))
        expect(simulator.requests({ endpoint: "enroll" })).toHaveLength(1)
        const accounts = simulator.books().members.filter(({ name }) => name === "Ann Lee")
        expect(accounts).toHaveLength(1)
        expect(accounts[0]?.phones).toEqual(["4155550142"])
      })

      it("is asked for again with the same words, whatever the customer changes meanwhile", async () => {
        simulator.addFault({ kind: "apply_then_reset", endpoint: "enroll", times: 1 })
        const ann = await register(EMAIL, NEW_PHONE)
        const [operation] = await waitFor(async () => {
          const found = await stage.service.listLoyaltyOperations({ kind: "enrol" })
          return found[0]?.attempts === 1 && found[0].status !== "in_flight" && found
        })
        await ann.post("/store/customers/me", { first_name: "Anna", phone: "415-555-0147" })
        await stage.sql(
          `UPDATE loyalty_engine_operation SET next_attempt_at = now() WHERE id = ?`,
          [operation?.id],
        )
        await stage.drain()
        await enrolled()

        const bodies = simulator.requests({ endpoint: "enroll" }).map(({ body }) => body)
        expect(bodies).toHaveLength(2)
        expect(bodies[1]).toEqual(bodies[0])
        const [row] = await stage.service.listLoyaltyOperations({ kind: "enrol" })
        expect(row?.sealed_body).toBeNull()
      })

      it("is enrolled once, whatever the bus repeats and the engine drops", async () => {
        simulator.addFault({ kind: "apply_then_reset", endpoint: "enroll", times: 1 })
        const ann = await register(EMAIL, NEW_PHONE)
        const [operation] = await waitFor(async () => {
          const found = await stage.service.listLoyaltyOperations({ kind: "enrol" })
          return found[0]?.attempts === 1 && found[0].status !== "in_flight" && found
        })
        await stage.emit("customer.created", { id: operation?.customer_id ?? "" }, 3)
        await stage.sql("UPDATE loyalty_engine_operation SET next_attempt_at = now()")
        await stage.drain()
        // One of the events may have been faster than the drain.
        await enrolled()

        expect(await stage.service.listLoyaltyOperations({ kind: "enrol" })).toHaveLength(1)
        expect(
          simulator.books().members.filter(({ phones }) => phones.includes("4155550142")),
        ).toHaveLength(1)
        // The engine made the account and its answer was lost: the repetition links it all the same.
        const { loyalty_member, transactions } = await mine(ann)
        expect(loyalty_member).toMatchObject({ masked_id: "******0142" })
        expect(transactions).toEqual([])
        const [lost, again] = simulator.requests({ endpoint: "enroll" })
        expect(again?.body).toEqual(lost?.body)
      })

      it("is not given an account that was there before: a number proves nothing", async () => {
        const thief = await register(EMAIL, JOHN)
        await enrolled()

        expect(await mine(thief)).toEqual({
          loyalty_member: null,
          transactions: [],
          count: 0,
          offset: 0,
          limit: 20,
        })
        await thief.fill(BASKET)
        expect(refusal(await openSession(thief))).toEqual([404, "not_linked"])
        expect(simulator.requests({ endpoint: "identify" })).toEqual([])
      })
    })

    describe("a linked customer", () => {
      it("gets a session without typing, and the engine no number", async () => {
        const ann = await register(EMAIL, NEW_PHONE)
        await enrolled()
        await ann.fill(BASKET)
        const reply = await openSession(ann)

        const { loyalty_session } = reply.data as StoreLoyaltySessionResponse
        expect(loyalty_session).toMatchObject({
          status: "active",
          member: { masked_id: "******0142" },
        })
        expect(loyalty_session.token).toMatch(/^lst_/)
        const [asked] = simulator.requests({ endpoint: "identify" })
        const [account] = simulator.books().members.filter(({ name }) => name === "Ann Lee")
        expect(asked?.body).toMatchObject({ customerId: account?.memberId })

        ann.session = loyalty_session
        expect((await ann.rewards()).discount_total).toBe(2.87)
        const again = (await openSession(ann)).data as StoreLoyaltySessionResponse
        expect(again.loyalty_session.id).toBe(loyalty_session.id)
        expect(simulator.requests({ endpoint: "identify" })).toHaveLength(1)
      })

      it("opens none for another customer's cart, and a guest opens none at all", async () => {
        const ann = await register(EMAIL, NEW_PHONE)
        await enrolled()
        await ann.fill(BASKET)
        const bob = await register("bob@example.com", "415-555-0143")
        await waitFor(async () => (await mine(bob)).loyalty_member !== null)

        expect(refusal(await openSession(bob, ann.cart_id))).toEqual([404, "session_not_found"])
        expect(refusal(await openSession(bob, "cart_none"))).toEqual([404, "session_not_found"])
        const guest = new Shopper(http, shop)
        expect((await openSession(guest, ann.cart_id)).status).toBe(401)
        expect((await guest.get(MINE)).status).toBe(401)
        expect((await guest.delete(MINE)).status).toBe(401)
        expect(await stage.service.listLoyaltySessions({ cart_id: ann.cart_id })).toEqual([])
      })

      it("reads the summary of an own order without a token; nobody else does", async () => {
        const ann = await register(EMAIL, NEW_PHONE)
        const order = await buyAsJohn(ann)
        const bob = await register("bob@example.com")
        const summary = `/store/loyalty/orders/${order.id}/summary`

        expect((await ann.get(summary)).data).toMatchObject({
          loyalty_summary: { order_id: order.id, discount_total: 3.87, expected: true },
        })
        expect(refusal(await bob.get(summary))).toEqual([404, "session_not_found"])
        expect(refusal(await new Shopper(http, shop).get(summary))).toEqual([
          404,
          "session_not_found",
        ])
      })
    })

    describe("linking an existing account", () => {
      beforeEach(() =>
        stage.service.saveStoreConfig(
          { store_id: shop.sites[0]?.store_id ?? "", settings: { auto_enroll: false } },
          { actor_id: "test", correlation_id: "test" },
        ),
      )

      it("takes an own paid order with that number, and nothing less", async () => {
        const ann = await register(EMAIL)
        const bob = await register("bob@example.com")
        await ann.fill(BASKET)
        await ann.identify()
        const unpaid = proofOf(ann)
        expect(refusal(await link(ann, unpaid))).toEqual([400, "not_allowed"])
        await buyAsJohn(ann)
        const proof = proofOf(ann)
        const answers = [
          await link(ann, { ...proof, token: `${proof.token.slice(0, -3)}AAA` }),
          await link(ann, { ...proof, session_id: "lses_none" }),
          await link(ann, { ...unpaid, token: proof.token }),
          await link(ann, proof, "415-555-0101"),
          await link(bob, proof),
        ]
        expect(answers.map(refusal)).toEqual(answers.map(() => [400, "not_allowed"]))
        expect((await ann.post(MINE, { phone: JOHN })).data).toMatchObject({
          type: "invalid_data",
          message: expect.stringContaining("proof") as string,
        })
        expect((await link(new Shopper(http, shop), proof)).status).toBe(401)
        expect((await mine(ann)).loyalty_member).toBeNull()

        expect((await link(ann, proof)).data).toMatchObject({
          loyalty_member: { masked_id: "******0100", tier: "Gold" },
        })
        // A second time is no fault; another customer comes too late.
        expect((await link(ann, proof)).status).toBe(200)
        expect((await mine(bob)).loyalty_member).toBeNull()
      })

      it("brings the balance and the history, page by page", async () => {
        const ann = await register(EMAIL)
        const order = await buyAsJohn(ann)
        await fulfil(http, admin, order)
        await waitFor(async () => (await ann.summary(order.id)).status === "finalized")
        await link(ann, proofOf(ann))
        await stage.drain()

        const all = await mine(ann)
        expect(all).toMatchObject({ count: 2, offset: 0, limit: 20 })
        expect(all.loyalty_member?.points_balance).toBe(4_530)
        expect(all.transactions.map(({ type, points }) => [type, Math.abs(points)]).sort()).toEqual(
          [
            ["earn", 30],
            ["redeem", 500],
          ],
        )
        const first = await mine(ann, "?limit=1")
        const second = await mine(ann, "?limit=1&offset=1")
        expect([...first.transactions, ...second.transactions]).toEqual(all.transactions)
        expect(second).toMatchObject({ count: 2, offset: 1, limit: 1 })
        expect(await mine(ann, "?limit=1000&offset=-1")).toMatchObject({ limit: 100, offset: 0 })
        expect(await mine(ann, "?limit=x&offset=5")).toMatchObject({
          transactions: [],
          count: 2,
          limit: 20,
        })
        expect(JSON.stringify(all)).not.toMatch(/415-?555-?0100|CUST-12345/)
      })

      it("brings what later orders earn and redeem as well", async () => {
        const ann = await register(EMAIL)
        await buyAsJohn(ann)
        await link(ann, proofOf(ann))
        await stage.drain()
        // An engine without entries says nothing of points and tier: what was known stays.
        expect(await mine(ann)).toMatchObject({
          count: 0,
          loyalty_member: { points_balance: 5000, tier: "Gold" },
        })

        const order = await buyAsJohn(ann)
        await fulfil(http, admin, order)
        await stage.finalized(order.id)
        await stage.drain()
        const { transactions } = await mine(ann)
        expect(transactions.map(({ type, points }) => [type, Math.abs(points)]).sort()).toEqual([
          ["earn", 30],
          ["redeem", 500],
        ])
      })

      it("is undone with DELETE, and may be done again", async () => {
        const ann = await register(EMAIL)
        await buyAsJohn(ann)
        const proof = proofOf(ann)
        await link(ann, proof)
        const gone = await ann.delete(MINE)

        expect(gone.data).toMatchObject({ loyalty_member: null, transactions: [], count: 0 })
        expect((await mine(ann)).loyalty_member).toBeNull()
        await ann.fill(BASKET)
        expect(refusal(await openSession(ann))).toEqual([404, "not_linked"])
        expect((await ann.delete(MINE)).status).toBe(200)

        expect((await link(ann, proof)).status).toBe(200)
        expect((await openSession(ann)).status).toBe(200)
      })

      describe("of a customer who was deleted", () => {
        const linked = async (): Promise<string> => {
          const ann = await register(EMAIL)
          await buyAsJohn(ann)
          const { data } = await link(ann, proofOf(ann))
          const member_id = (data as StoreCustomerLoyaltyResponse).loyalty_member?.id ?? ""
          return (await stage.service.memberById(member_id))?.customer_id ?? ""
        }
        const membersOf = (customer_id: string) => stage.service.listLoyaltyMembers({ customer_id })

        it("lets go of the membership, and of nobody's who is still there", async () => {
          const customer_id = await linked()
          const [member] = await membersOf(customer_id)
          const subscriber = stage.load<{ default: typeof customerDeleted }>(
            "subscribers/customer-deleted",
          )
          const event = { name: "customer.deleted", data: { id: customer_id } }
          await subscriber.default({ event, container: getContainer(), pluginOptions: {} })
          expect(await membersOf(customer_id)).toHaveLength(1)

          await deleteCustomersWorkflow(getContainer()).run({ input: { ids: [customer_id] } })
          await waitFor(async () => (await membersOf(customer_id)).length === 0)
          expect(await stage.service.auditOf([member?.id ?? ""])).toMatchObject([
            { action: "member.unlink", actor: "system", reason: "customer.deleted" },
          ])
        })

        it("keeps it from nobody where the event was lost", async () => {
          const customer_id = await linked()
          const again = await register("ann.lee@example.com")
          await buyAsJohn(again)
          expect(refusal(await link(again, proofOf(again)))).toEqual([400, "not_allowed"])

          await getContainer().resolve(Modules.CUSTOMER).softDeleteCustomers([customer_id])

          expect((await link(again, proofOf(again))).data).toMatchObject({
            loyalty_member: { masked_id: "******0100", tier: "Gold" },
          })
          expect(await membersOf(customer_id)).toEqual([])
        })
      })
    })
  },
})
