import { asValue } from "@medusajs/framework/awilix"

import type {
  AdminLoyaltyErasureResponse,
  AdminLoyaltyMemberExportResponse,
} from "../../src/types/http"
import type { LoyaltyModuleService } from "../../src/modules/loyalty/service"
import { Keyring } from "../../src/modules/loyalty/utils/keyring"
import type * as published from "../../src/workflows"
import { describeShop, fulfil, JOHN, refusal, Shopper, waitFor, type Order } from "../helpers"

const BASKET = { COF16: 2, CANDY: 3 }
/** John's, as it may be written. */
const PHONES = ["415-555-0100", "4155550100", "5550100"]

describeShop({
  sites: 1,
  testSuite: ({ http, simulator, shop, stage, admin, getContainer, commits }) => {
    let shopper: Shopper

    const bought = (): Promise<Order> => stage.bought(shopper, BASKET)
    const finalized = async (): Promise<Order> => {
      const order = await bought()
      await fulfil(http, admin, order)
      await stage.finalized(order.id)
      return order
    }
    /** Handed over while the engine refuses one call: its finalize waits for another try. */
    const handedOverInVain = async (order: Order): Promise<void> => {
      const params = { status: 503 }
      simulator.addFault({ kind: "status", endpoint: "finalize", times: 1, params })
      await fulfil(http, admin, order)
      await waitFor(async () => (await stage.operation(order.id)).last_error_code !== null)
    }
    const memberId = async (): Promise<string> =>
      (await stage.service.sessionById(shopper.keys().session_id))!.member_id
    const erase = async (member_id: string) => {
      const path = `/admin/loyalty/members/${member_id}/erase`
      const { data } = await http.post(path, { reason: "asked for it" }, admin)
      return (data as AdminLoyaltyErasureResponse).erasure.status
    }
    const exported = async (member_id: string) => {
      const path = `/admin/loyalty/members/${member_id}/export`
      const { data } = await http.post(path, { reason: "wants to see it" }, admin)
      return (data as AdminLoyaltyMemberExportResponse).member_export
    }
    /** Every row of every table of ours, as text. */
    const dump = async (): Promise<string> => {
      const tables = await stage.sql<{ name: string }>(
        `SELECT table_name AS name FROM information_schema.tables
          WHERE table_name LIKE 'loyalty\\_engine\\_%'`,
      )
      const texts = await Promise.all(
        tables.map(async ({ name }) =>
          (await stage.sql<{ row: string }>(`SELECT to_jsonb(t)::text AS row FROM ${name} t`))
            .map(({ row }) => `${name}: ${row}`)
            .join("\n"),
        ),
      )
      return texts.join("\n")
    }
    const net = (order_id: string) =>
      stage.sql(
        `SELECT sum(earned_points) AS earned, sum(redeemed_points) AS redeemed
           FROM loyalty_engine_transaction WHERE order_id = ?`,
        [order_id],
      )

    beforeEach(() => {
      shopper = new Shopper(http, shop)
    })

    describe("the erasure of a person's loyalty data", () => {
      it("leaves nothing that names the person, and every booking", async () => {
        const order = await finalized()
        const old = await finalized()
        await stage.sql(
          "UPDATE loyalty_engine_session SET updated_at = now() - interval '31 days' WHERE order_id = ?",
          [old.id],
        )
        await stage.archive()
        const member_id = await memberId()
        const member = (await stage.service.memberById(member_id))!
        const session = (await stage.service.sessionOfOrder(old.id))!
        const before = await net(order.id)

        expect(await erase(member_id)).toBe("erased")

        const rest = await dump()
        const personal = [
          ...PHONES,
          member.provider_member_id,
          member.display_name!,
          member.masked_identifier!,
          session.provider_session_id!,
        ]
        for (const needle of personal) {
          expect(`${needle}: ${rest.includes(needle)}`).toBe(`${needle}: false`)
        }
        expect(await stage.service.listLoyaltyMemberIdentifiers({ member_id })).toEqual([])
        const operations = await stage.operations(order.id)
        expect(operations[0]).toMatchObject({ status: "done", sealed_body: null })
        expect(operations[0]!.idempotency_key).not.toBeNull()

        expect(await net(order.id)).toEqual(before)
        expect(commits(order.id)).toBe(1)
        expect(await stage.statusOf(old.id)).toBe("finalized")
        await stage.sweep()
        await stage.reconcile()
        expect(await stage.service.listLoyaltyReconciliationDifferences({})).toEqual([])
      })

      it("resolves what differs from the engine's books, which nobody can compare any more", async () => {
        const old = await finalized()
        await stage.sql(
          "UPDATE loyalty_engine_session SET updated_at = now() - interval '31 days' WHERE order_id = ?",
          [old.id],
        )
        const order = await finalized()
        for (const { id: order_id } of [old, order]) {
          const { id: session_id } = (await stage.service.sessionOfOrder(order_id))!
          const differences = [{ field: "earned_points" as const, ours: "9", theirs: "90" }]
          await stage.service.recordDifferences({ order_id, session_id, differences })
        }
        await stage.archive()
        const open = () => stage.service.listLoyaltyReconciliationDifferences({ resolved_at: null })
        expect(await open()).toHaveLength(2)

        expect(await erase(await memberId())).toBe("erased")
        expect(await open()).toEqual([])

        // A comparison that had asked the engine before the erasure comes too late.
        const { id: session_id } = (await stage.service.sessionOfOrder(order.id))!
        const late = [{ field: "receipt_id" as const, ours: "RCP-1", theirs: "RCP-2" }]
        const found = await stage.service.recordDifferences({
          order_id: order.id,
          session_id,
          differences: late,
        })
        expect([found, await open()]).toEqual([0, []])
      })

      it("and an export are there for another plugin's code as well, without a route", async () => {
        const { eraseMemberWorkflow, exportMember, requestErasureWorkflow } =
          stage.load<typeof published>("workflows")
        const order = await finalized()
        const member_id = await memberId()
        const member = (await stage.service.memberById(member_id))!
        const cause = { reason: "asked for it", actor: "test", correlation_id: "test" }
        const { sessions } = await exportMember(getContainer(), { member_id, cause })
        expect(sessions.map(({ order_id }) => order_id)).toEqual([order.id])

        await requestErasureWorkflow(getContainer()).run({ input: { member_id, cause } })
        const { result } = await eraseMemberWorkflow(getContainer()).run({
          input: { member_id, cause },
        })
        expect(result).toBe("erased")
        const rest = await dump()
        expect([...PHONES, member.display_name!].filter((one) => rest.includes(one))).toEqual([])
        expect(commits(order.id)).toBe(1)
      })

      it("is the same when it is asked for twice, and the person may come back as somebody new", async () => {
        await finalized()
        const member_id = await memberId()
        expect(await erase(member_id)).toBe("erased")
        const { erased_at } = (await exported(member_id)).member
        expect(await erase(member_id)).toBe("erased")
        expect((await exported(member_id)).member.erased_at).toEqual(erased_at)
        expect((await stage.service.auditOf([member_id])).map(({ action }) => action)).toEqual([
          "member.erase_request",
          "member.erase",
          "member.export",
          "member.erase_request",
          "member.export",
        ])

        shopper = new Shopper(http, shop)
        await shopper.fill(BASKET)
        await shopper.identify(JOHN)
        expect(await memberId()).not.toBe(member_id)
      })

      it("takes the discounts off an open cart at once", async () => {
        await shopper.fill(BASKET)
        await shopper.identify(JOHN)
        await shopper.rewards()
        expect((await shopper.cart()).discount_subtotal).toBeGreaterThan(0)
        const member_id = await memberId()
        expect(await erase(member_id)).toBe("erased")
        expect((await shopper.cart()).discount_subtotal).toBe(0)
        expect(await stage.transitions(shopper.keys().session_id)).toEqual([
          ">active",
          "active>failed",
        ])
      })

      it("waits for an order that must still be booked, and then goes on by itself", async () => {
        const order = await bought()
        const member_id = await memberId()
        expect(await erase(member_id)).toBe("pending")
        await stage.erase()
        expect(await stage.lastRun("erase-members")).toMatchObject({
          figures: { erased: 0, waiting: 1 },
        })
        const meanwhile = await exported(member_id)
        expect(meanwhile.member).toMatchObject({ customer_id: null, erased_at: null })
        expect(meanwhile.member.erase_requested_at).not.toBeNull()

        await fulfil(http, admin, order)
        await stage.finalized(order.id)
        expect(commits(order.id)).toBe(1)
        await stage.erase()
        expect(await stage.lastRun("erase-members")).toMatchObject({ figures: { erased: 1 } })
        // The job erases in the name of who asked for it, not in its own.
        const lines = await stage.service.auditOf([member_id])
        const actor = expect.stringMatching(/^user_/) as string
        expect(lines.map(({ action }) => action)).toEqual([
          "member.erase_request",
          "member.export",
          "member.erase",
        ])
        expect(lines).toMatchObject([
          { actor, reason: "asked for it" },
          { actor, reason: "wants to see it" },
          { actor: lines[0]?.actor, reason: "asked for it" },
        ])
        expect(await stage.service.listLoyaltyMemberIdentifiers({ member_id })).toEqual([])
        for (const phone of PHONES) {
          expect(await dump()).not.toContain(phone)
        }
        // Nothing is left for the next run.
        await stage.erase()
        expect(await stage.lastRun("erase-members")).toMatchObject({
          figures: { erased: 0, waiting: 0 },
        })
      })

      it("lets an export and two erasures run at once", async () => {
        await finalized()
        const member_id = await memberId()
        const [file, ...outcomes] = await Promise.all([
          exported(member_id),
          erase(member_id),
          erase(member_id),
        ])
        expect(outcomes).toEqual(["erased", "erased"])
        expect(file.transactions).toHaveLength(1)
        expect(JSON.stringify(file)).not.toContain("5550100")
      })

      it("stops with its run", async () => {
        const order = await bought()
        expect(await erase(await memberId())).toBe("pending")
        const { eraseWaitingMembers } = stage.load<{
          eraseWaitingMembers: (container: unknown, run: { isOver(): boolean }) => Promise<unknown>
        }>("workflows/loyalty/flows/erase-member")
        expect(await eraseWaitingMembers(getContainer(), { isOver: () => true })).toEqual({
          erased: 0,
          waiting: 0,
          failed: 0,
        })
        expect(await stage.statusOf(order.id)).toBe("pending_finalization")
      })

      it("asks for a reason and an existing member", async () => {
        const refused = { ...admin, validateStatus: () => true }
        const post = async (path: string, body: unknown) =>
          (await http.post(`/admin/loyalty/members/${path}`, body, refused)).status
        expect(await post("lmem_none/erase", { reason: "x" })).toBe(404)
        expect(await post("lmem_none/erase", {})).toBe(400)
        expect(await post("lmem_none/export", { reason: "x" })).toBe(404)
        expect(await post("lmem_none/export", {})).toBe(404)
        expect(await post("lmem_none/export", { reason: " " })).toBe(400)
      })
    })

    describe("the export of a person's loyalty data", () => {
      it("holds sessions, bookings and history, identifiers masked", async () => {
        const old = await finalized()
        await stage.sql(
          "UPDATE loyalty_engine_session SET updated_at = now() - interval '31 days' WHERE order_id = ?",
          [old.id],
        )
        await stage.archive()
        shopper = new Shopper(http, shop)
        const order = await finalized()
        const member_id = await memberId()
        await stage.service.storeHistory(member_id, {
          points_balance: 5000,
          tier: "Gold",
          next_cursor: null,
          entries: [
            {
              key: "h1",
              at: "2026-01-01T00:00:00Z",
              type: "earn",
              points: 20,
              description: "Store 300",
              receipt_id: null,
            },
          ],
        })
        await stage.service.noteAdjustmentDue({
          key: "test",
          session_id: shopper.keys().session_id,
          order_id: order.id,
          member_id,
          kind: "order_canceled_after_finalize",
          points: 12,
          amount: 250,
          currency_code: "usd",
          details: {},
        })

        const file = await exported(member_id)
        expect(file.member).toMatchObject({ id: member_id, masked_id: "******0100", tier: "Gold" })
        expect(file.identifiers).toMatchObject([{ kind: "phone", masked: "******0100" }])
        expect(file.sessions.map(({ order_id }) => order_id)).toEqual([old.id, order.id])
        expect(file.sessions.every(({ discount_total }) => discount_total > 0)).toBe(true)
        const booked = simulator.books().commitsByTransaction
        expect(file.transactions.map(({ order_id }) => booked[order_id])).toEqual([1, 1])
        expect(file.history).toMatchObject([{ points: 20, description: "Store 300" }])
        expect(file.adjustments).toMatchObject([{ points: 12, amount: 2.5 }])
        for (const phone of PHONES) {
          expect(JSON.stringify(file)).not.toContain(phone)
        }
      })
    })

    describe("encryption keys", () => {
      const key = (byte: number) => ({ id: `k${byte}`, key: Buffer.alloc(32, byte) })
      /** As a restart with another LOYALTY_ENCRYPTION_KEYS; newest first. */
      const useKeys = (...keys: ReturnType<typeof key>[]): void => {
        Object.assign(stage.service, { keyring_: new Keyring(keys) })
      }
      const sealedBy = (prefix: string) =>
        stage.sql(
          `SELECT sealed FROM loyalty_engine_store_credential WHERE sealed LIKE '${prefix}.%'
           UNION ALL
           SELECT sealed FROM loyalty_engine_member_identifier WHERE sealed LIKE '${prefix}.%'
           UNION ALL
           SELECT sealed_body FROM loyalty_engine_operation
            WHERE status <> 'done' AND sealed_body LIKE '${prefix}.%'`,
        )
      const OLD = { ...key(7), id: "k1" }
      const NEW = key(8)

      afterEach(() => useKeys(OLD))

      it("are rotated while shoppers buy, and the old one can go afterwards", async () => {
        const waiting = await bought()
        const begin = async (): Promise<Shopper> => {
          const busy = new Shopper(http, shop)
          await busy.fill(BASKET)
          await busy.identify(JOHN)
          return busy
        }
        const finish = async (busy: Shopper): Promise<Order> => {
          expect((await busy.rewards()).availability).toBe("ok")
          return busy.placeOrder()
        }
        // One identified before, one meanwhile, one after; the first two pay while keys change.
        const early = await begin()
        const [first, meanwhile] = await Promise.all([
          finish(early),
          begin(),
          Promise.resolve().then(async () => {
            useKeys(NEW, OLD)
            await stage.reseal()
          }),
        ])
        const sold = [first, await finish(meanwhile), await finish(await begin())]
        await stage.reseal()

        expect(await stage.lastRun("reseal-secrets")).toMatchObject({
          outcome: "ok",
          figures: { resealed: 0, unreadable: 0 },
        })
        expect(await sealedBy("v1.k1")).toEqual([])
        useKeys(NEW)
        for (const order of [waiting, ...sold]) {
          await waitFor(() => stage.operation(order.id))
          await fulfil(http, admin, order)
          await stage.finalized(order.id)
          expect(commits(order.id)).toBe(1)
        }
        // The member is found again by the new key's index: no second row for the same number.
        expect(await stage.service.listLoyaltyMemberIdentifiers({})).toHaveLength(1)
      }, 240_000)

      it("seal a request anew that may still be sent, and send the same bytes", async () => {
        const order = await bought()
        await handedOverInVain(order)
        const [first] = simulator.requests({ endpoint: "finalize" })
        useKeys(NEW, OLD)
        await stage.reseal()
        useKeys(NEW)
        await stage.makeDue(order.id)
        await stage.drain()
        await stage.finalized(order.id)
        const last = simulator.requests({ endpoint: "finalize" }).at(-1)
        expect(last!.body).toEqual(first!.body)
      })

      it("leave a member one row for a number that was met again while its key was away", async () => {
        await finalized()
        const member = (await stage.service.memberById(await memberId()))!
        const { provider_id, participant_id, provider_member_id, tier } = member
        useKeys(NEW)
        await stage.service.upsertMember({
          ...{ provider_id, participant_id },
          identified: {
            ...{ provider_member_id, tier, name: null, masked_identifier: null },
            points_balance: null,
          },
          identifier: { kind: "phone", value: "+14155550100", entry_method: "manual" },
        })
        const twice = await stage.service.listLoyaltyMemberIdentifiers({})
        expect(twice).toHaveLength(2)

        useKeys(NEW, OLD)
        await stage.reseal()
        await stage.reseal()

        expect(await stage.lastRun("reseal-secrets")).toMatchObject({
          outcome: "ok",
          figures: { resealed: 0, unreadable: 0 },
        })
        const [left, ...others] = await stage.service.listLoyaltyMemberIdentifiers({})
        expect(others).toEqual([])
        expect(left?.sealed).toMatch(/^v1\.k8\./)
      })

      it("say how much does not open any more, and leave it as it is", async () => {
        await finalized()
        const [before] = await stage.service.listLoyaltyMemberIdentifiers({})
        useKeys(NEW)
        await stage.reseal()
        expect(await stage.lastRun("reseal-secrets")).toMatchObject({
          figures: { resealed: 0, unreadable: 2 },
        })
        const [after] = await stage.service.listLoyaltyMemberIdentifiers({})
        expect(after!.sealed).toBe(before!.sealed)
        const { resealSecrets } = stage.load<{
          resealSecrets: (container: unknown, run: { isOver(): boolean }) => Promise<unknown>
        }>("workflows/loyalty/flows/reseal-secrets")
        expect(await resealSecrets(getContainer(), { isOver: () => true })).toEqual({
          resealed: 0,
          unreadable: 0,
        })
      })

      describe("in several processes, while they are rotated", () => {
        const MARIA = "415-555-0101"

        /** What another process makes of the same rows with keys of its own; it has opened nothing yet. */
        const processWith = (...keys: ReturnType<typeof key>[]): LoyaltyModuleService => {
          const service = Object.create(stage.service) as LoyaltyModuleService
          Object.assign(service, { keyring_: new Keyring(keys), opened_: new Map() })
          return service
        }
        /** From now on that process serves requests, events and jobs. */
        const serve = (service: LoyaltyModuleService): void => {
          getContainer().register("loyalty_engine", asValue(service))
        }
        const identifyAt = async (service: LoyaltyModuleService, phone: string) => {
          serve(service)
          const one = new Shopper(http, shop)
          await one.fill(BASKET)
          await one.identify(phone)
          return one
        }
        const enterCredentials = (): Promise<unknown> =>
          http.post(
            `/admin/loyalty/stores/${shop.sites[0]?.store_id}/config`,
            { credentials: { client_id: "demo-client", client_secret: "demo-secret" } },
            admin,
          )

        afterEach(() => serve(stage.service))

        it("in the order of the guide each finds whom the other met, and opens what it sealed", async () => {
          const [behind, ahead] = [processWith(OLD, NEW), processWith(NEW, OLD)]
          await identifyAt(ahead, JOHN)
          await identifyAt(behind, JOHN)
          await identifyAt(behind, MARIA)
          const buyer = await identifyAt(ahead, MARIA)
          // One row for each of them, whoever of the two processes has met them first.
          expect(await stage.service.listLoyaltyMembers({})).toHaveLength(2)
          expect(await stage.service.listLoyaltyMemberIdentifiers({})).toHaveLength(2)

          await enterCredentials()
          expect(await sealedBy("v1.k8")).toHaveLength(2)
          serve(behind)
          const { id } = buyer.session!
          expect((await buyer.identify(MARIA)).id).toBe(id)
          expect((await buyer.rewards()).availability).toBe("ok")
          serve(ahead)
          const order = await buyer.placeOrder()
          await waitFor(() => stage.operation(order.id))
          serve(behind)
          expect((await buyer.summary(order.id)).status).toBe("pending_finalization")
          await fulfil(http, admin, order)
          await stage.finalized(order.id)
          expect(commits(order.id)).toBe(1)
        })

        it("one that does not know the new key goes on without loyalty, and loses nothing", async () => {
          const waiting = await bought()
          const buyer = await identifyAt(stage.service, MARIA)
          await buyer.rewards()
          serve(processWith(NEW, OLD))
          await handedOverInVain(waiting)
          await stage.holdBack(waiting.id)
          await stage.reseal()
          expect(await sealedBy("v1.k1")).toEqual([])

          serve(processWith(OLD))
          simulator.clearRequests()
          const approved = (await buyer.cart()).total
          const order = await buyer.placeOrder()
          expect(order.total).toBeCloseTo(approved, 5)
          const late = new Shopper(http, shop)
          await late.fill(BASKET)
          const body = { cart_id: late.cart_id, phone: JOHN }
          const reply = await late.post("/store/loyalty/identify", body)
          expect(refusal(reply)).toEqual([503, "loyalty_unavailable"])
          expect((await late.placeOrder()).total).toBeGreaterThan(order.total)
          await waitFor(() => stage.operation(order.id))
          await fulfil(http, admin, order)
          await stage.makeDue(waiting.id)
          await stage.drain()
          expect(simulator.requests()).toEqual([])
          expect(await stage.operation(waiting.id)).toMatchObject({
            status: "due",
            last_error_code: "unavailable",
          })

          serve(processWith(NEW, OLD))
          for (const { id } of [waiting, order]) {
            await waitFor(async () => {
              await stage.makeDue(id)
              await stage.drain()
              return (await stage.statusOf(id)) === "finalized"
            })
            expect(commits(id)).toBe(1)
          }
        })
      })

      describe("fail closed, and checkout goes on", () => {
        const checksOut = async (): Promise<void> => {
          simulator.clearRequests()
          const state = await shopper.rewards()
          expect(state.availability).not.toBe("ok")
          expect(simulator.requests({})).toEqual([])
          const order = await shopper.placeOrder()
          expect(order.total).toBeGreaterThan(0)
        }
        const begun = async (): Promise<void> => {
          await shopper.fill(BASKET)
          await shopper.identify(JOHN)
          await shopper.rewards()
          await shopper.add("ENERGY", 1)
        }

        it("when sealed credentials were changed", async () => {
          await begun()
          await stage.sql(
            "UPDATE loyalty_engine_store_credential SET sealed = overlay(sealed placing 'AAAA' from length(sealed) - 5)",
          )
          await checksOut()
        })

        it("when their key is gone", async () => {
          await begun()
          await stage.sql(
            "UPDATE loyalty_engine_store_credential SET sealed = replace(sealed, 'v1.k1.', 'v1.k9.')",
          )
          await checksOut()
        })

        it("when the key is gone before anybody is identified, which says nothing of keys", async () => {
          await stage.sql(
            `UPDATE loyalty_engine_store_credential SET sealed = replace(sealed, 'v1.k1.', 'v1.k9.')`,
          )
          await stage.sql(
            "UPDATE loyalty_engine_store_config SET config_version = config_version + 100",
          )
          await shopper.fill(BASKET)
          const reply = await shopper.post("/store/loyalty/identify", {
            cart_id: shopper.cart_id,
            phone: JOHN,
          })
          expect(refusal(reply)).toEqual([503, "loyalty_unavailable"])
          expect(reply.headers["retry-after"]).toBe("30")
          expect(JSON.stringify(reply.data)).not.toMatch(/key|k9|seal/i)
          expect((await shopper.placeOrder()).total).toBeGreaterThan(0)
        })

        it("when another row's were put in their place", async () => {
          const [config] = await stage.service.listStoreConfigsWithChannels()
          await stage.service.saveStoreConfig(
            {
              store_id: "store_other",
              provider_id: "pdi",
              participant_id: "ACME",
              site_id: "0301",
              settings: config!.settings,
              credentials: { client_id: "demo-client", client_secret: "demo-secret" },
            },
            { actor_id: "test", correlation_id: "test" },
          )
          await begun()
          await stage.sql(
            `UPDATE loyalty_engine_store_credential SET sealed =
               (SELECT c.sealed FROM loyalty_engine_store_credential c
                  JOIN loyalty_engine_store_config s ON s.id = c.store_config_id
                 WHERE s.store_id = 'store_other')`,
          )
          await checksOut()
        })

        const tamperWithRequest = (order: Order) =>
          stage.sql(
            `UPDATE loyalty_engine_operation
                SET sealed_body = overlay(sealed_body placing 'AAAA' from length(sealed_body) - 5)
              WHERE order_id = ? AND sealed_body IS NOT NULL RETURNING id`,
            [order.id],
          )
        const attempted = async (order: Order): Promise<void> => {
          await waitFor(async () => (await stage.operation(order.id)).last_error_code !== null)
          await stage.holdBack(order.id)
        }

        it("when a request was changed that must be sent again: nothing is sent in its place", async () => {
          const order = await bought()
          simulator.addFault({ kind: "status", endpoint: "finalize", params: { status: 503 } })
          await fulfil(http, admin, order)
          await attempted(order)
          simulator.clearFaults()
          simulator.clearRequests()
          expect(await tamperWithRequest(order)).toHaveLength(1)
          await stage.makeDue(order.id)
          await stage.drain()

          expect(simulator.requests({ endpoint: "finalize" })).toEqual([])
          expect(await stage.statusOf(order.id)).toBe("pending_finalization")
          expect((await stage.operation(order.id)).last_error_code).toBe("unavailable")
        })

        it("when a request was changed whose answer was lost: what the engine booked counts", async () => {
          const order = await bought()
          simulator.addFault({ kind: "apply_then_reset", endpoint: "finalize", times: 1 })
          await fulfil(http, admin, order)
          await attempted(order)
          expect(await tamperWithRequest(order)).toHaveLength(1)
          await stage.makeDue(order.id)
          await stage.drain()

          await stage.finalized(order.id)
          expect(commits(order.id)).toBe(1)
        })

        it("when a member's identifier was changed: the engine's own id names the member", async () => {
          const order = await bought()
          await stage.sql(
            "UPDATE loyalty_engine_member_identifier SET sealed = overlay(sealed placing 'AAAA' from length(sealed) - 5)",
          )
          await fulfil(http, admin, order)
          await stage.finalized(order.id)

          const bodies = simulator.requests({ endpoint: "finalize" }).map(({ body }) => body)
          expect(bodies).toMatchObject([{ customerId: "CUST-12345", loyaltyId: null }])
          expect(commits(order.id)).toBe(1)
        })
      })
    })
  },
})
