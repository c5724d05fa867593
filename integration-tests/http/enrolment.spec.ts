import { Modules } from "@medusajs/framework/utils"

import type { enrolCustomer as enrolCustomerType } from "../../src/workflows/loyalty/flows/enrol-customer"
import { describeShop, waitFor } from "../helpers"

const NEW_PHONE = "+14155550142"

interface Enrol {
  enrolCustomer: typeof enrolCustomerType
}

/** What becomes of customers whose registration nobody heard of, and of stores nobody can read. */
describeShop({
  sites: 2,
  settings: () => ({ auto_enroll: true, supports_enroll: true }),
  testSuite: ({ http, admin, simulator, stage, getContainer }) => {
    /** Registers behind the event bus: `customer.created` is lost. */
    const registerUnheard = async (over: object = {}): Promise<string> => {
      const customer = await getContainer()
        .resolve(Modules.CUSTOMER)
        .createCustomers({
          email: "ann@example.com",
          first_name: "Ann",
          last_name: "Lee",
          phone: NEW_PHONE,
          has_account: true,
          ...over,
        })
      return customer.id
    }

    const enrolments = (customer_id: string) =>
      stage.service.listLoyaltyOperations({ kind: "enrol", customer_id })

    const accounts = () => simulator.books().members.filter(({ name }) => name === "Ann Lee")

    const enrolledBySweep = async () => (await stage.lastRun("sweep-orders"))?.figures?.["enrolled"]

    const linkByHand = async (customer_id: string): Promise<string> => {
      const identified = { provider_member_id: "CUST-ANN", masked_identifier: null, name: null }
      const { id } = await stage.service.upsertMember({
        provider_id: "pdi",
        participant_id: "ACME",
        identifier: null,
        identified: { ...identified, tier: null, points_balance: 0 },
      })
      await stage.sql("UPDATE loyalty_engine_member SET customer_id = ? WHERE id = ?", [
        customer_id,
        id,
      ])
      return id
    }

    const storeIds = async () =>
      (await stage.service.listStoreConfigsWithChannels()).map(({ store_id }) => store_id)

    const save = (store_id: string, change: object) =>
      stage.service.saveStoreConfig(
        { store_id, ...change },
        { actor_id: "test", correlation_id: "test" },
      )

    /** A seal is bound to its row: one copied over another does not open. */
    const makeUnreadable = async (store_id: string) => {
      const changed = await stage.sql(
        `UPDATE loyalty_engine_store_credential a SET sealed = b.sealed
           FROM loyalty_engine_store_credential b, loyalty_engine_store_config c
          WHERE a.id <> b.id AND c.id = a.store_config_id AND c.store_id = ? RETURNING a.id`,
        [store_id],
      )
      expect(changed).toHaveLength(1)
      // What was opened before is remembered under its version, and an earlier test, whose rows are
      // gone, has had the next ones.
      await stage.sql(
        "UPDATE loyalty_engine_store_config SET config_version = config_version + 100 WHERE store_id = ?",
        [store_id],
      )
    }

    describe("the sweeper", () => {
      it("enrols a customer whose event was lost, once, however often it comes", async () => {
        const customer_id = await registerUnheard()
        await stage.sweep()
        expect(await enrolledBySweep()).toBe(1)
        await stage.drain()
        await waitFor(async () => (await enrolments(customer_id))[0]?.status === "done")
        await stage.sweep()

        expect(await enrolledBySweep()).toBe(0)
        expect(await enrolments(customer_id)).toHaveLength(1)
        expect(accounts()).toHaveLength(1)
        expect(await stage.service.listLoyaltyMembers({ customer_id })).toHaveLength(1)
      })

      it("enrols no guest, and nobody who registered before the store wanted it", async () => {
        const early = await registerUnheard()
        for (const store_id of await storeIds()) {
          await save(store_id, { settings: { auto_enroll: true, supports_enroll: true } })
        }
        const guest = await registerUnheard({ has_account: false })
        const late = await registerUnheard({ email: "bob@example.com", phone: "+14155550143" })
        await stage.sweep()

        expect(await enrolments(early)).toEqual([])
        expect(await enrolments(guest)).toEqual([])
        expect(await enrolments(late)).toHaveLength(1)
      })

      it("enrols nobody where no store wants it", async () => {
        for (const store_id of await storeIds()) {
          await save(store_id, { settings: { auto_enroll: false } })
        }
        const customer_id = await registerUnheard()
        await stage.sweep()
        expect(await enrolments(customer_id)).toEqual([])
      })
    })

    describe("an answer about somebody else", () => {
      it("gives a customer no account of theirs, and the next one brings the right one", async () => {
        const bob = { email: "bob@example.com", first_name: "Bob", phone: "+14155550143" }
        await registerUnheard(bob)
        await stage.sweep()
        await stage.drain()
        simulator.addFault({ kind: "swapped_reply", endpoint: "enroll", times: 1 })
        const customer_id = await registerUnheard()
        await stage.sweep()
        await stage.drain()

        const [refused] = await enrolments(customer_id)
        expect(refused).toMatchObject({ status: "unknown", last_error_code: "protocol_error" })
        expect(await stage.service.listLoyaltyMembers({ customer_id })).toEqual([])

        await stage.sql(
          "UPDATE loyalty_engine_operation SET next_attempt_at = now() WHERE id = ?",
          [refused!.id],
        )
        await stage.drain()
        const [account] = accounts()
        expect(await stage.service.listLoyaltyMembers({ customer_id })).toMatchObject([
          { provider_member_id: account?.memberId },
        ])
      })
    })

    describe("an enrolment whose answer was lost", () => {
      it.each([
        ["another site", { site_id: "0302" }],
        ["other settings", { settings: { channel_id: "POS-009", phone_format: "e164" } }],
      ])("before the store got %s is repeated to the letter", async (_what, change) => {
        simulator.addFault({ kind: "apply_then_reset", endpoint: "enroll", times: 1 })
        const customer_id = await registerUnheard()
        await stage.sweep()
        await stage.drain()
        const [lost] = await enrolments(customer_id)
        expect(lost).toMatchObject({ status: "unknown" })
        await save(lost!.store_id, change)
        await stage.sql(
          "UPDATE loyalty_engine_operation SET next_attempt_at = now() WHERE id = ?",
          [lost!.id],
        )
        await stage.drain()

        const [first, second] = simulator.requests({ endpoint: "enroll" })
        expect(second!.body).toEqual(first!.body)
        expect(await enrolments(customer_id)).toMatchObject([{ status: "done" }])
        const [account] = accounts()
        expect(await stage.service.listLoyaltyMembers({ customer_id })).toMatchObject([
          { provider_member_id: account?.memberId },
        ])
      })
    })

    describe("an enrolment that the engine refused", () => {
      it("is sent with the settings that were mended since", async () => {
        simulator.addFault({
          kind: "status",
          endpoint: "enroll",
          times: 1,
          params: { status: 400 },
        })
        const customer_id = await registerUnheard()
        await stage.sweep()
        await stage.drain()
        const [refused] = await enrolments(customer_id)
        expect(refused).toMatchObject({ status: "dead" })
        await save(refused!.store_id, { settings: { phone_format: "e164" } })
        const path = `/admin/loyalty/operations/${refused!.id}/replay`
        await http.post(path, { reason: "Settings mended" }, admin)
        await stage.drain()

        const sent = simulator
          .requests({ endpoint: "enroll" })
          .map(({ body }) => (body as { loyaltyId: { value: string } }).loyaltyId.value)
        expect(sent).toEqual([NEW_PHONE.slice(2), NEW_PHONE])
        expect(await enrolments(customer_id)).toMatchObject([{ status: "done" }])
        expect(accounts()).toHaveLength(1)
      })

      it("stays listed, and calls nobody: no points are missing because of it", async () => {
        simulator.addFault({ kind: "status", endpoint: "enroll", params: { status: 400 } })
        const customer_id = await registerUnheard()
        await stage.sweep()
        await stage.drain()
        expect(await enrolments(customer_id)).toMatchObject([{ status: "dead" }])

        const listed = await http.get("/admin/loyalty/operations?status=dead", admin)
        const overview = await http.get("/admin/loyalty/overview", admin)
        const metrics = await http.get("/loyalty/metrics")

        expect(listed.data).toMatchObject({ operations: [{ kind: "enrol", customer_id }] })
        expect(overview.data).toMatchObject({ overview: { operations: { dead: 0 } } })
        expect(metrics.data).toContain('loyalty_outbox_operations{state="dead"} 0\n')
      })
    })

    describe("a customer whom a merchant typed in", () => {
      it("is not enrolled, so that the person who registers later is, and is linked", async () => {
        const { enrolCustomer } = stage.load<Enrol>("workflows/loyalty/flows/enrol-customer")
        const typed = { email: "ann@example.com", first_name: "Ann", last_name: "Lee" }
        const { data } = await http.post("/admin/customers", { ...typed, phone: NEW_PHONE }, admin)
        const { id } = (data as { customer: { id: string } }).customer
        await enrolCustomer(getContainer(), id)
        expect(await enrolments(id)).toEqual([])

        const registered = await registerUnheard()
        await enrolCustomer(getContainer(), registered)
        expect(accounts()).toHaveLength(1)
        expect(await stage.service.listLoyaltyMembers({ customer_id: registered })).toHaveLength(1)
      })
    })

    describe("a person whose data is erased", () => {
      it("is not enrolled any more, and nothing is left of what the engine refused", async () => {
        simulator.addFault({ kind: "status", endpoint: "enroll", params: { status: 400 } })
        const customer_id = await registerUnheard()
        await stage.sweep()
        await stage.drain()
        const [refused] = await enrolments(customer_id)
        expect(refused).toMatchObject({ status: "dead", sealed_body: expect.any(String) as string })
        const member_id = await linkByHand(customer_id)

        const cause = { reason: "asked for it", actor: "test", correlation_id: "test" }
        await stage.service.requestErasure(member_id, cause)

        const [left] = await stage.service.listLoyaltyOperations({ id: refused!.id })
        expect(left).toMatchObject({ status: "done", sealed_body: null, customer_id: null })
        await stage.sweep()
        await stage.drain()
        expect(accounts()).toEqual([])
      })

      it("leaves nothing here of an enrolment that was on its way meanwhile", async () => {
        simulator.addFault({ kind: "latency", endpoint: "enroll", params: { ms: 1500 } })
        const customer_id = await registerUnheard()
        await stage.sweep()
        const sent = stage.drain()
        await waitFor(() => simulator.requests({ endpoint: "enroll" }).length === 1)
        const member_id = await linkByHand(customer_id)
        const cause = { reason: "asked for it", actor: "test", correlation_id: "test" }
        await stage.service.requestErasure(member_id, cause)
        await sent

        expect(accounts()).toHaveLength(1)
        const members = await stage.service.listLoyaltyMembers({})
        expect(members.map(({ id }) => id)).toEqual([member_id])
        expect(await stage.service.listLoyaltyMembers({ customer_id })).toEqual([])
      })
    })

    describe("a store whose credentials do not open", () => {
      it("leaves its account to another store of it", async () => {
        const [first = "", second] = await storeIds()
        await makeUnreadable(first)
        const customer_id = await registerUnheard()
        await stage.sweep()

        expect(await enrolments(customer_id)).toMatchObject([{ store_id: second }])
      })

      it("keeps no other account from enrolling, by event or by the sweeper", async () => {
        const [first = "", second] = await storeIds()
        await save(first, { participant_id: "OTHER" })
        await makeUnreadable(first)
        const heard = await registerUnheard()
        const { enrolCustomer } = stage.load<Enrol>("workflows/loyalty/flows/enrol-customer")
        await enrolCustomer(getContainer(), heard)
        const unheard = await registerUnheard({ email: "bob@example.com", phone: "+14155550143" })
        await stage.sweep()

        expect(await enrolments(heard)).toMatchObject([{ store_id: second, status: "done" }])
        expect(await enrolments(unheard)).toMatchObject([{ store_id: second }])
      })
    })
  },
})
