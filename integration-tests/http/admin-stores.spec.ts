import { readFileSync } from "node:fs"

import { Modules } from "@medusajs/framework/utils"
import { deleteSalesChannelsWorkflow, deleteStoresWorkflow } from "@medusajs/medusa/core-flows"
import { medusaIntegrationTestRunner } from "@medusajs/test-utils"

import { startSimulator, type Simulator } from "../../packages/pdi-simulator/src/index"
import type { LoyaltyModuleService } from "../../src/modules/loyalty/service"
import { Keyring } from "../../src/modules/loyalty/utils/keyring"
import type { AdminLoyaltyStore, AdminLoyaltyStoreConfig } from "../../src/types/http/admin"
import type { LoyaltyProvider } from "../../src/types/provider"
import { adminHeaders, allowLoopbackEngine, waitFor, type RequestOptions } from "../helpers"

/** The ring of this file: what the old key sealed opens, what is written uses the new one. */
const KEY_BYTES = 32
const OLD_KEY = { id: "old", key: Buffer.alloc(KEY_BYTES, 7) }
const NEW_KEY = { id: "new", key: Buffer.alloc(KEY_BYTES, 8) }
process.env.LOYALTY_ENCRYPTION_KEYS = [NEW_KEY, OLD_KEY]
  .map(({ id, key }) => `${id}:${key.toString("base64")}`)
  .join(",")

const SECRET = "demo-secret"
const CREDENTIALS = { client_id: "demo-client", client_secret: SECRET }

medusaIntegrationTestRunner({
  inApp: true,
  hooks: { beforeServerStart: allowLoopbackEngine },
  testSuite: ({ api, getContainer, dbConnection }) => {
    let admin: RequestOptions
    let simulator: Simulator
    let service: LoyaltyModuleService
    let stores: { id: string }[]
    let channels: { id: string }[]
    const replies: string[] = []

    /** Every reply is kept: none may show a secret. */
    const call = async (method: "get" | "post", path: string, body?: unknown) => {
      const options = { ...admin, validateStatus: () => true }
      const reply =
        method === "get"
          ? await api.get(`/admin/loyalty/${path}`, options)
          : await api.post(`/admin/loyalty/${path}`, body ?? {}, options)
      replies.push(JSON.stringify([reply.data, reply.headers]))
      return reply
    }
    const storeId = (index: number): string => stores[index]?.id ?? ""
    const channelId = (index: number): string => channels[index]?.id ?? ""
    const save = (index: number, body: unknown) =>
      call("post", `stores/${storeId(index)}/config`, body)
    const complete = (index: number) => ({
      participant_id: "ACME",
      site_id: "0300",
      sales_channel_ids: [channelId(index)],
      settings: { api_url: simulator.url },
      credentials: CREDENTIALS,
    })

    beforeAll(async () => {
      simulator = await startSimulator()
      const container = getContainer()
      admin = await adminHeaders(container)
      service = container.resolve<LoyaltyModuleService>("loyalty_engine")
      stores = await container
        .resolve(Modules.STORE)
        .createStores([{ name: "North" }, { name: "South" }, { name: "West" }])
      channels = await container
        .resolve(Modules.SALES_CHANNEL)
        .createSalesChannels([{ name: "N" }, { name: "S" }, { name: "W" }])
    })

    beforeEach(() => {
      service.setCompletionGuardState("held")
      simulator.clearFaults()
    })

    afterAll(() => simulator.close())

    describe("who may call", () => {
      /** Every one that the OpenAPI document knows, and that document is made from the files. */
      const { paths } = JSON.parse(readFileSync("docs/openapi.json", "utf8")) as {
        paths: Record<string, Record<string, { security?: object[] }>>
      }
      const routes = Object.entries(paths)
        .filter(([path]) => path.startsWith("/admin/"))
        .flatMap(([path, methods]) => Object.keys(methods).map((method) => ({ method, path })))

      it("is an admin, on every route", async () => {
        expect(routes.length).toBeGreaterThan(20)
        expect(routes).toContainEqual({ method: "post", path: "/admin/loyalty/members/lookup" })
        for (const { method, path } of routes) {
          const url = path.replace(/\{\w+\}/g, "some_1")
          for (const headers of [{}, { authorization: "Bearer no" }]) {
            const data = method === "get" ? undefined : {}
            const reply = await api.request({
              method,
              url,
              headers,
              data,
              validateStatus: () => true,
            })

            expect([method, path, reply.status]).toEqual([method, path, 401])
          }
        }
      })
    })

    describe("reading", () => {
      it("lists stores without loyalty with null beside them", async () => {
        const { status, data } = await call("get", "stores?limit=2&order=name&offset=1")

        expect(status).toBe(200)
        expect(data).toMatchObject({ count: 4, offset: 1, limit: 2, provider_ids: ["pdi"] })
        expect(data.completion_guard).toBe("held")
        expect(data.stores).toEqual([
          { id: storeId(0), name: "North", deleted: false, config: null, health: null },
          { id: storeId(1), name: "South", deleted: false, config: null, health: null },
        ])
      })

      it("answers null for a store without loyalty and 404 for no store", async () => {
        expect((await call("get", `stores/${storeId(0)}/config`)).data).toEqual({
          store_config: null,
        })
        expect((await call("get", "stores/store_none/config")).status).toBe(404)
        expect((await call("post", "stores/store_none/config", { enabled: false })).status).toBe(
          404,
        )
      })
    })

    describe("saving", () => {
      it("switches a store on and keeps the secret to itself", async () => {
        const heard: unknown[] = []
        getContainer()
          .resolve(Modules.EVENT_BUS)
          .subscribe("loyalty.config_changed", (event) => {
            heard.push(event.data)
            return Promise.resolve()
          })

        const { status, data } = await save(0, { ...complete(0), enabled: true })

        expect(data).toEqual({
          store_config: {
            id: expect.stringMatching(/^lcfg_/) as string,
            store_id: storeId(0),
            provider_id: "pdi",
            enabled: true,
            participant_id: "ACME",
            site_id: "0300",
            finalize_on: "fulfillment",
            sales_channel_ids: [channelId(0)],
            settings: { api_url: simulator.url },
            has_credentials: true,
            client_id_hint: "…ient",
            config_version: 1,
            created_at: expect.any(String) as string,
            updated_at: expect.any(String) as string,
          },
        })
        expect(status).toBe(200)
        expect((await call("get", `stores/${storeId(0)}/config`)).data).toEqual(data)
        await waitFor(() => heard.length > 0)
        expect(heard).toEqual([{ store_id: storeId(0), config_version: 1 }])
      })

      it("raises the version with each change, merges settings and keeps credentials", async () => {
        await save(0, complete(0))
        await save(0, { settings: { channel_id: "POS-?-$1", age_gate: true } })
        const { data } = await save(0, { settings: { age_gate: null }, finalize_on: "delivery" })

        expect(data.store_config).toMatchObject({
          config_version: 3,
          finalize_on: "delivery",
          settings: { api_url: simulator.url, channel_id: "POS-?-$1" },
          has_credentials: true,
          sales_channel_ids: [channelId(0)],
        })
        expect(data.store_config.settings).not.toHaveProperty("age_gate")
      })

      it("saves a half filled form while the store is off", async () => {
        const { status, data } = await save(0, { participant_id: "ACME" })

        expect(status).toBe(200)
        expect(data.store_config).toMatchObject({ enabled: false, has_credentials: false })
      })

      const MALFORMED = [
        [{}, "at least one field"],
        [{ api_url: "https://x.example" }, "api_url"],
        [{ enabled: "yes" }, "enabled"],
        [{ finalize_on: "never" }, "finalize_on"],
        [{ sales_channel_ids: "sc_1" }, "sales_channel_ids"],
        [{ credentials: { client_secret: 5 } }, "credentials must be texts"],
        [{ settings: [] }, "settings"],
      ] as const

      it("refuses a malformed body and names what is wrong", async () => {
        for (const [body, told] of MALFORMED) {
          const { status, data } = await save(0, body)

          expect([body, status, data.type]).toEqual([body, 400, "invalid_data"])
          expect(data.message).toContain(told)
        }
      })

      it("names every setting that is wrong", async () => {
        const { status, data } = await save(0, {
          ...complete(0),
          settings: { api_url: "ftp://engine.example", colour: "red" },
        })

        expect(status).toBe(400)
        expect(data).toMatchObject({ type: "invalid_data", code: "invalid_settings" })
        expect(data.message).toContain("colour is not a setting of this engine")
        expect(data.details.issues).toContainEqual({
          path: "colour",
          message: "is not a setting of this engine",
        })
      })

      it("refuses an engine that is not registered, and names those that are", async () => {
        const { status, data } = await save(0, { provider_id: "nobody" })

        expect(status).toBe(400)
        expect(data.message).toContain('No loyalty provider "nobody" is registered')
        expect(data.message).toContain("pdi")
      })

      it("refuses to switch on what is not complete", async () => {
        const { status, data } = await save(0, { enabled: true, settings: {} })

        expect(status).toBe(400)
        expect(data.message).toContain("participant_id is required")
        expect(data.message).toContain("site_id is required")
        expect((await call("get", `stores/${storeId(0)}/config`)).data.store_config).toBeNull()
      })

      it("refuses a sales channel that does not exist", async () => {
        const { status, data } = await save(0, { sales_channel_ids: ["sc_none"] })

        expect(status).toBe(400)
        expect(data.message).toContain("no such sales channel: sc_none")
      })

      it("keeps a sales channel that was deleted since, and still changes the others", async () => {
        await save(0, { ...complete(0), sales_channel_ids: [channelId(0), channelId(1)] })
        await deleteSalesChannelsWorkflow(getContainer()).run({ input: { ids: [channelId(1)] } })

        const others = [channelId(0), channelId(1), channelId(2)]
        const changed = await save(0, { sales_channel_ids: others })
        const taken_out = await save(0, { sales_channel_ids: [channelId(0), channelId(2)] })
        const put_back = await save(0, { sales_channel_ids: others })

        expect(changed.status).toBe(200)
        expect(changed.data.store_config.sales_channel_ids).toEqual([...others].sort())
        expect(taken_out.status).toBe(200)
        expect(put_back.status).toBe(400)
        expect(put_back.data.message).toContain(`no such sales channel: ${channelId(1)}`)
      })

      it("refuses a sales channel of another store and names the store", async () => {
        await save(0, complete(0))
        const { status, data } = await save(1, {
          ...complete(1),
          sales_channel_ids: [channelId(1), channelId(0)],
        })

        expect(status).toBe(400)
        expect(data.message).toContain(`${channelId(0)} belongs to store ${storeId(0)}`)
        expect((await call("get", `stores/${storeId(1)}/config`)).data.store_config).toBeNull()
      })

      it("moves a sales channel once the other store let go of it", async () => {
        await save(0, complete(0))
        await save(0, { sales_channel_ids: [] })
        const { data } = await save(1, { ...complete(1), sales_channel_ids: [channelId(0)] })

        expect(data.store_config.sales_channel_ids).toEqual([channelId(0)])
      })

      it("lets one of several simultaneous changes win and tells the others", async () => {
        await save(0, complete(0))

        const answers = await Promise.all(
          ["a", "b", "c", "d"].map((channel_id) => save(0, { settings: { channel_id } })),
        )

        const won = answers.filter(({ status }) => status === 200)
        const lost = answers.filter(({ status }) => status === 409)
        expect(won.length).toBeGreaterThan(0)
        expect(won.length + lost.length).toBe(4)
        for (const { data } of lost) {
          expect(data.code).toBe("version_conflict")
        }
        const { store_config } = (await call("get", `stores/${storeId(0)}/config`)).data
        expect(store_config.config_version).toBe(1 + won.length)
      })
    })

    describe("an engine of the shop's own", () => {
      /** Stands for every registered engine, for one test. */
      const engineThat = (checkSettings: LoyaltyProvider["checkSettings"]) => {
        const provider = { checkSettings, secretBoundSettings: () => [] }
        vi.spyOn(service, "provider").mockReturnValue(provider as unknown as LoyaltyProvider)
      }
      const own = {
        auto_enroll: true,
        age_gate: true,
        notification: { channel: "email", template: "points" },
      }

      afterEach(() => {
        vi.restoreAllMocks()
      })

      it("is asked about its own settings, and those of every store stay beside its answer", async () => {
        const asked: unknown[] = []
        engineThat(({ settings }) => {
          asked.push(settings)
          return Promise.resolve({ ok: true, settings: { colour: "blue" } })
        })

        const { data } = await save(0, { ...complete(0), settings: { colour: "red", ...own } })

        expect(asked).toEqual([{ colour: "red" }])
        expect(data.store_config.settings).toEqual({ colour: "blue", ...own })
        vi.restoreAllMocks()
        const config = await service.storeConfig(storeId(0))
        expect((await service.connectionFor(config!)).settings).toEqual({ colour: "blue" })
      })

      it("keeps them for an engine that has no settings", async () => {
        engineThat(() => Promise.resolve({ ok: true, settings: {} }))

        await save(0, { ...complete(0), settings: own })
        const { data } = await save(0, { settings: { auto_enroll: null } })

        expect(data.store_config.settings).toEqual({ ...own, auto_enroll: undefined })
      })

      it("is not reached by two accounts without names, whose members would be mixed", async () => {
        engineThat(() => Promise.resolve({ ok: true, settings: {} }))
        const account = (api_key: string) => ({ credentials: { api_key } })
        await save(0, { enabled: true, ...account("north") })

        const refused = await save(1, { enabled: true, ...account("south") })
        expect(refused.status).toBe(400)
        expect(refused.data.message).toContain("participant_id is needed")
        expect((await save(1, { enabled: true, ...account("north") })).status).toBe(200)
        const named = { participant_id: "WEST", enabled: true, ...account("west") }
        expect((await save(2, named)).status).toBe(200)
      })

      it("may do without participant and site, and says so by not asking for them", async () => {
        engineThat(() => Promise.resolve({ ok: true, settings: {} }))

        const { status, data } = await save(0, { enabled: true })

        expect(status).toBe(200)
        expect(data.store_config).toMatchObject({
          enabled: true,
          participant_id: null,
          site_id: null,
        })
      })
    })

    describe("credentials", () => {
      it("must be sent again when the address changes", async () => {
        await save(0, complete(0))
        const other = { settings: { api_url: `${simulator.url}/v2` } }

        const refused = await save(0, other)
        const accepted = await save(0, { ...other, credentials: CREDENTIALS })

        expect(refused.status).toBe(400)
        expect(refused.data.message).toContain("Changing api_url changes where the credentials")
        expect(accepted.status).toBe(200)
        expect(accepted.data.store_config).toMatchObject({ config_version: 2, ...other })
      })

      it("must be sent again when a token address is added", async () => {
        await save(0, complete(0))

        const { status, data } = await save(0, {
          settings: { token_url: `${simulator.url}/other/token` },
        })

        expect(status).toBe(400)
        expect(data.message).toContain("Changing token_url")
      })

      it("go when null is sent, but not from a store that is on", async () => {
        await save(0, { ...complete(0), enabled: true })

        const refused = await save(0, { credentials: null })
        const accepted = await save(0, { enabled: false, credentials: null })

        expect(refused.status).toBe(400)
        expect(refused.data.message).toContain("credentials.client_id is required")
        expect(accepted.data.store_config).toMatchObject({
          has_credentials: false,
          client_id_hint: null,
        })
      })

      it("that an old key sealed are sealed anew with the next change of their store", async () => {
        const { data } = await save(0, { ...complete(0), enabled: true })
        const aad = `store-credential:${data.store_config.id}`
        const old = new Keyring([OLD_KEY]).seal(JSON.stringify(CREDENTIALS), aad)
        const sealed = async (): Promise<string> =>
          (await dbConnection.raw(`SELECT sealed FROM loyalty_engine_store_credential`)).rows[0]
            .sealed
        await dbConnection.raw(`UPDATE loyalty_engine_store_credential SET sealed = ?`, [old])

        // Switching off must work without any key, so it leaves the seal alone.
        await save(0, { enabled: false })
        expect(await sealed()).toBe(old)

        const { data: changed } = await save(0, { finalize_on: "delivery" })
        expect(await sealed()).toMatch(/^v1\.new\./)
        expect(changed.store_config).toMatchObject({
          has_credentials: true,
          client_id_hint: "…ient",
          config_version: 3,
        })
        const tested = await call("post", `stores/${storeId(0)}/test-connection`)
        expect(tested.data.ok).toBe(true)

        const resealed = await sealed()
        await save(0, { finalize_on: "fulfillment" })
        expect(await sealed()).toBe(resealed)
      })

      it("that do not open stop nothing but themselves", async () => {
        await save(0, { ...complete(0), enabled: true })
        await save(1, complete(1))
        // A row copied over another: the seal is bound to its own row.
        await dbConnection.raw(
          `UPDATE loyalty_engine_store_credential a SET sealed = b.sealed
             FROM loyalty_engine_store_credential b WHERE a.id <> b.id`,
        )
        await dbConnection.raw(
          `UPDATE loyalty_engine_store_config SET config_version = config_version + 1`,
        )

        const listed = await call("get", "stores")
        const tested = await call("post", `stores/${storeId(0)}/test-connection`)
        const saved = await save(0, { site_id: "0301" })
        const off = await save(0, { enabled: false })

        const north = listed.data.stores.find(({ id }: { id: string }) => id === storeId(0))
        expect(north.health).toMatchObject({ status: "degraded", code: "credentials_unreadable" })
        expect(tested.data).toEqual({
          ok: false,
          steps: [{ step: "token", ok: false, latency_ms: 0, code: "credentials_unreadable" }],
        })
        expect(saved.data.code).toBe("credentials_unreadable")
        expect(off.data.store_config.enabled).toBe(false)
      })

      it("are in no reply, no workflow record and no plain column", async () => {
        await save(0, { ...complete(0), enabled: true })
        await call("get", "stores")
        await call("post", `stores/${storeId(0)}/test-connection`)

        const { rows } = await dbConnection.raw(
          `SELECT (SELECT json_agg(w)::text FROM workflow_execution w) AS runs,
                  (SELECT json_agg(c)::text FROM loyalty_engine_store_config c) AS configs,
                  (SELECT json_agg(c)::text FROM loyalty_engine_store_credential c) AS credentials`,
        )

        expect(replies.length).toBeGreaterThan(20)
        expect(replies.join()).not.toContain(SECRET)
        expect(replies.join()).not.toContain("v1.k1.")
        expect(JSON.stringify(rows)).not.toContain(SECRET)
      })
    })

    describe("the guard at completion", () => {
      it.each([
        ["taken", "assertLoyaltyDiscounts"],
        ["failed", "server's log"],
        ["pending", "still starting"],
      ] as const)("that is %s keeps stores off and says why", async (state, told) => {
        service.setCompletionGuardState(state)

        const { status, data } = await save(0, { ...complete(0), enabled: true })

        expect(status).toBe(400)
        expect(data).toMatchObject({ code: "not_allowed", details: { completion_guard: state } })
        expect(data.message).toContain(told)
      })

      it("that is lost later does not keep a store from being changed or switched off", async () => {
        await save(0, { ...complete(0), enabled: true })
        service.setCompletionGuardState("taken")

        expect((await call("get", "stores")).data.completion_guard).toBe("taken")
        expect((await save(0, { finalize_on: "delivery" })).status).toBe(200)
        expect((await save(0, { enabled: false })).status).toBe(200)
        expect((await save(0, { enabled: true })).status).toBe(400)
      })
    })

    describe("switching stores", () => {
      const enabledOf = (configs: AdminLoyaltyStoreConfig[]) =>
        configs.map(({ store_id, enabled, config_version }) => [store_id, enabled, config_version])

      it("switches all of them", async () => {
        await save(0, complete(0))
        await save(1, complete(1))
        const ids = [storeId(0), storeId(1)]

        const on = await call("post", "stores/switch", { ids, enabled: true })
        const off = await call("post", "stores/switch", { ids: [...ids, ...ids], enabled: false })

        const sorted = [...ids].sort()
        expect(enabledOf(on.data.store_configs)).toEqual(sorted.map((id) => [id, true, 2]))
        expect(enabledOf(off.data.store_configs)).toEqual(sorted.map((id) => [id, false, 3]))
        for (const id of sorted) {
          const lines = await service.listLoyaltyAuditEntries(
            { subject_id: id },
            { order: { at: "ASC" } },
          )
          expect(lines.map(({ action }) => action)).toEqual([
            "store.save",
            "store.switch_on",
            "store.switch_off",
          ])
          expect(new Set(lines.map(({ actor }) => actor))).toEqual(
            new Set([expect.stringMatching(/^user_/) as string]),
          )
          expect(lines[0]?.details).toMatchObject({ config_version: 1 })
          expect(JSON.stringify(lines)).not.toContain(SECRET)
        }
      })

      it("switches none when one cannot be, and says which", async () => {
        await save(0, complete(0))

        const { status, data } = await call("post", "stores/switch", {
          ids: [storeId(0), storeId(2)],
          enabled: true,
        })

        expect(status).toBe(400)
        expect(data.message).toContain(`Store ${storeId(2)}: participant_id is required`)
        expect(data.message).not.toContain(storeId(0))
        expect((await call("get", `stores/${storeId(0)}/config`)).data.store_config).toMatchObject({
          enabled: false,
          config_version: 1,
        })
      })

      it.each([
        [{ ids: [], enabled: true }],
        [{ ids: ["store_1"] }],
        [{ ids: ["store_1"], enabled: true, force: true }],
      ])("refuses the body %j", async (body) => {
        expect((await call("post", "stores/switch", body)).status).toBe(400)
      })

      it("switches a store off that was deleted since, and lists it until nothing is left", async () => {
        await save(0, { ...complete(0), enabled: true })
        await save(1, { ...complete(1), sales_channel_ids: [] })
        const ids = [storeId(0), storeId(1)]
        await deleteStoresWorkflow(getContainer()).run({ input: { ids: [...ids, storeId(2)] } })
        const listed = async (query = ""): Promise<AdminLoyaltyStore[]> => {
          const { data } = await call("get", `stores?limit=200${query}`)
          return data.stores.filter(({ deleted }: AdminLoyaltyStore) => deleted)
        }

        const before = [await listed(), await listed("&state=on"), await listed("&state=off")]
        const off = await call("post", "stores/switch", { ids, enabled: false })
        const on = await call("post", "stores/switch", { ids, enabled: true })
        const shown = await listed("&q=north")
        const read = await call("get", `stores/${storeId(0)}/config`)
        const freed = await save(0, { sales_channel_ids: [] })

        expect(before.map((stores) => stores.map(({ id }) => id))).toEqual([
          [storeId(0)],
          [storeId(0)],
          [],
        ])
        expect(off.status).toBe(200)
        expect(on.status).toBe(404)
        expect(shown).toMatchObject([{ name: "North", config: { enabled: false } }])
        expect(read.data.store_config).toMatchObject({ enabled: false, has_credentials: true })
        expect(freed.status).toBe(200)
        expect(await listed()).toEqual([])
      })

      it("answers 404 for a store that does not exist", async () => {
        const body = { ids: ["store_none"], enabled: false }

        expect((await call("post", "stores/switch", body)).status).toBe(404)
      })
    })

    describe("testing a connection", () => {
      it("walks through token and status", async () => {
        await save(0, complete(0))

        const { status, data } = await call("post", `stores/${storeId(0)}/test-connection`)

        expect(status).toBe(200)
        expect(data).toEqual({
          ok: true,
          steps: [
            { step: "token", ok: true, latency_ms: expect.any(Number) as number },
            { step: "status", ok: true, latency_ms: expect.any(Number) as number },
          ],
        })
        const [, tested] = await service.auditOf([storeId(0)])
        expect(tested).toMatchObject({
          action: "store.test_connection",
          actor: expect.stringMatching(/^user_/) as string,
        })
      })

      it("says where a wrong secret fails", async () => {
        const wrong = { client_id: "demo-client", client_secret: `${SECRET}-wrong` }
        await save(0, { ...complete(0), credentials: wrong })

        const { status, data } = await call("post", `stores/${storeId(0)}/test-connection`)

        expect(status).toBe(200)
        expect(data).toMatchObject({
          ok: false,
          steps: [{ step: "token", ok: false, code: "auth_failed" }],
        })
      })

      it("answers for an engine that is away", async () => {
        const away = await startSimulator()
        await save(0, { ...complete(0), settings: { api_url: away.url } })
        await away.close()

        const { status, data } = await call("post", `stores/${storeId(0)}/test-connection`)

        expect(status).toBe(200)
        expect(data).toMatchObject({
          ok: false,
          steps: [{ step: "token", ok: false, code: "unavailable" }],
        })
      })

      it("answers 404 where there is nothing to test", async () => {
        const { status } = await call("post", `stores/${storeId(2)}/test-connection`)

        expect(status).toBe(404)
      })
    })

    describe("the store of a cart", () => {
      it("is the one that owns the channel, or the default one, or none", async () => {
        await save(0, complete(0))
        await save(1, { ...complete(1), sales_channel_ids: [], enabled: true })
        const lookup = vi.fn(() =>
          Promise.resolve([
            { id: storeId(0), default_sales_channel_id: null },
            { id: storeId(1), default_sales_channel_id: channelId(2) },
          ]),
        )

        const owned = await service.storeConfigForChannel(channelId(0), lookup)
        expect(owned).toMatchObject({ store_id: storeId(0), enabled: false })
        expect(lookup).not.toHaveBeenCalled()
        const by_default = await service.storeConfigForChannel(channelId(2), lookup)
        expect(by_default).toMatchObject({ store_id: storeId(1), config_version: 1 })
        expect(await service.storeConfigForChannel(channelId(1), lookup)).toBeNull()
        expect(await service.storeConfigForChannel(null, lookup)).toBeNull()
        expect(await service.storeConfigForChannel(channelId(2))).toBeNull()
      })

      it("needs no look at the stores while none is on", async () => {
        const lookup = vi.fn(() => Promise.resolve([]))

        expect(await service.storeConfigForChannel(channelId(0), lookup)).toBeNull()
        expect(lookup).not.toHaveBeenCalled()
      })
    })

    describe("health", () => {
      it("answers for the process without looking at anything", async () => {
        const { status, data } = await api.get("/loyalty/health")

        expect(status).toBe(200)
        expect(data).toEqual({
          status: "healthy",
          timestamp: expect.stringMatching(/^\d{4}-.*Z$/) as string,
          uptime: expect.any(Number) as number,
          checks: {},
        })
      })

      it("is ready with a database", async () => {
        const { status, data } = await api.get("/loyalty/health/ready")

        expect(status).toBe(200)
        expect(data.checks).toEqual({
          database: { status: "healthy", latency: expect.any(Number) as number },
          engines: [],
        })
      })

      it("shows engines, guard and jobs", async () => {
        await save(0, { ...complete(0), enabled: true })
        await service.startJob({ job: "loyalty-drain", lease_s: 60, owner: "test" })

        const { status, data } = await api.get("/loyalty/health/live")

        expect(status).toBe(200)
        expect(data.status).toBe("healthy")
        expect(data.checks.engines).toEqual([
          {
            store_id: storeId(0),
            status: "healthy",
            circuit_breaker: "CLOSED",
            latency: expect.any(Number) as number,
          },
        ])
        expect(data.checks.completion_guard).toEqual({ state: "held", detail: null })
        expect(data.checks.jobs).toContainEqual(
          expect.objectContaining({ job: "loyalty-drain", running: true }),
        )
      })

      it("is degraded and still 200 when an engine is away, and asks it once in a while", async () => {
        const away = await startSimulator()
        await save(0, { ...complete(0), settings: { api_url: away.url }, enabled: true })
        await away.close()

        const [first, second] = await Promise.all([
          api.get("/loyalty/health/live"),
          api.get("/loyalty/health/live"),
        ])

        expect(first.status).toBe(200)
        expect(first.data.status).toBe("degraded")
        expect(first.data.checks.engines[0]).toMatchObject({
          store_id: storeId(0),
          status: "degraded",
          code: "unavailable",
        })
        expect(second.data.checks.engines[0].latency).toBe(first.data.checks.engines[0].latency)
      })

      it("is degraded when the guard is not held", async () => {
        service.setCompletionGuardState("failed", "hook is taken")

        const { data } = await api.get("/loyalty/health/live")

        expect(data.status).toBe("degraded")
        expect(data.checks.completion_guard).toEqual({ state: "failed", detail: "hook is taken" })
      })
    })
  },
})
