import dns from "node:dns/promises"
import { connect, createServer, type AddressInfo, type Server } from "node:net"

import { ContainerRegistrationKeys, generateJwtToken } from "@medusajs/framework/utils"
import type { AxiosInstance, AxiosResponse } from "axios"
import { vi } from "vitest"

import { describeShop, JOHN, Shopper, waitFor } from "../helpers"
import { documentedOperations, leastBody, type DocumentedOperation } from "../helpers/documented"

const FOREIGN = "https://evil.example"

/** Nothing here may become the address of an engine, and nobody is asked at any of them. */
const ADDRESSES = [
  ...["http://pdi.example", "file:///etc/passwd", "gopher://pdi.example", "ftp://pdi.example"],
  ...["https://user:secret@pdi.example", "https://pdi.example@127.0.0.1", "https://pdi.example:22"],
  ...["https://localhost", "https://a.localhost", "https://127.0.0.1", "https://127.1"],
  ...[
    "https://2130706433",
    "https://0x7f000001",
    "https://0177.0.0.1",
    "https://0",
    "https://[::]",
  ],
  ...["https://[::1]", "https://[::ffff:10.0.0.1]", "https://[64:ff9b::a00:1]"],
  ...["https://[2002:a00:1::]", "https://[fe80::1]", "https://10.0.0.1", "https://192.168.1.1"],
  ...[
    "https://169.254.169.254",
    "https://100.64.0.1",
    "https://224.0.0.1",
    "https://pdi.example/#x",
  ],
]

describeShop({
  // No engine is allowed on this machine, as in a shop.
  configure: () => Promise.resolve(),
  sites: 0,
  testSuite: ({ http, shop, stage, admin, getContainer }) => {
    const client = http as unknown as AxiosInstance
    const key = (site = 0) => ({
      "x-publishable-api-key": shop.sites[site]?.publishable_key ?? "",
    })
    const ask = (
      { method, path }: Pick<DocumentedOperation, "method" | "path">,
      headers: Record<string, string>,
      data?: unknown,
    ): Promise<AxiosResponse<{ message?: string } | undefined>> =>
      client.request({
        method,
        url: path.replace("{id}", "none_1"),
        headers,
        data,
        validateStatus: () => true,
      })
    const statusesOf = async (
      operations: DocumentedOperation[],
      headers: () => Record<string, string>,
    ): Promise<string[]> => {
      const answers = []
      for (const operation of operations) {
        const body = operation.body ? leastBody(operation.body) : undefined
        const { status } = await ask(operation, headers(), body)
        answers.push(`${operation.method} ${operation.path} ${status}`)
      }
      return answers
    }
    const all = (operations: DocumentedOperation[], status: number): string[] =>
      operations.map(({ method, path }) => `${method} ${path} ${status}`)

    const operations = documentedOperations()
    const ofAdmins = operations.filter(({ caller }) => caller === "admin")
    const ofCustomers = operations.filter(({ caller }) => caller === "customer")
    const ofShops = operations.filter(({ caller }) => caller === "shop")

    describe("a page of another origin", () => {
      /** Medusa answers a preflight only where the route has the method. */
      const allowedFor = async (path: string, origin: string, method = "POST") => {
        const preflight = await client.request({
          method: "options",
          url: path,
          headers: {
            origin,
            "access-control-request-method": method,
            "access-control-request-headers": "content-type,authorization",
          },
          validateStatus: () => true,
        })
        return preflight.headers["access-control-allow-origin"] as string | undefined
      }

      it("is let in nowhere, and the shop's own pages only where they belong", async () => {
        const { http: allowed } = getContainer().resolve(
          ContainerRegistrationKeys.CONFIG_MODULE,
        ).projectConfig
        const [store = "", back = ""] = [allowed.storeCors, allowed.adminCors].map((origins) =>
          origins.split(",").find((origin) => origin.startsWith("http")),
        )
        const seen: string[] = []
        for (const { method, path, caller } of [...ofShops, ...ofCustomers, ...ofAdmins]) {
          const url = path.replace("{id}", "none_1")
          const origins = [FOREIGN, store, back]
          const answers = await Promise.all(
            origins.map((origin) => allowedFor(url, origin, method.toUpperCase())),
          )
          const own = caller === "admin" ? back : store
          const wanted = origins.map((origin) => (origin === own ? own : undefined))
          expect(`${method} ${path}: ${answers.join()}`).toBe(`${method} ${path}: ${wanted.join()}`)
          seen.push(caller)
        }
        expect(new Set(seen)).toEqual(new Set(["shop", "customer", "admin"]))
        for (const path of ["/loyalty/health", "/loyalty/metrics"]) {
          expect(await allowedFor(path, FOREIGN, "GET")).toBeUndefined()
          const { headers } = await client.get(path, { headers: { origin: FOREIGN } })
          expect(headers["access-control-allow-origin"]).toBeUndefined()
        }
      })
    })

    describe("a token that proves nothing", () => {
      const secret = () =>
        getContainer().resolve(ContainerRegistrationKeys.CONFIG_MODULE).projectConfig.http
          .jwtSecret as string
      const claims = (actor_type: "user" | "customer") => ({
        actor_id: `${actor_type === "user" ? "user" : "cus"}_1`,
        actor_type,
        auth_identity_id: "authid_1",
        app_metadata: {},
      })
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url")
      const tokens = (actor: "user" | "customer", other: "user" | "customer") => {
        const signed = generateJwtToken(claims(actor), { secret: secret(), expiresIn: "1d" })
        const [head, body, signature] = signed.split(".")
        const never = { ...claims(actor), exp: 4_102_444_800 }
        return {
          expired: generateJwtToken(claims(actor), { secret: secret(), expiresIn: "-1s" }),
          forged: generateJwtToken(claims(actor), { secret: "guessed", expiresIn: "1d" }),
          changed: `${head}.${part({ ...never, actor_id: "user_2" })}.${signature}`,
          unsigned: `${part({ alg: "none", typ: "JWT" })}.${body}.`,
          "of another kind": generateJwtToken(claims(other), {
            secret: secret(),
            expiresIn: "1d",
          }),
        }
      }

      it("opens no route of an admin", async () => {
        for (const [kind, token] of Object.entries(tokens("user", "customer"))) {
          const headers = () => ({ authorization: `Bearer ${token}` })
          expect([kind, ...(await statusesOf(ofAdmins, headers))]).toEqual([
            kind,
            ...all(ofAdmins, 401),
          ])
        }
      })

      it("opens no route of a customer", async () => {
        expect(ofCustomers.length).toBeGreaterThan(3)
        for (const [kind, token] of Object.entries(tokens("customer", "user"))) {
          const headers = () => ({ ...key(), authorization: `Bearer ${token}` })
          expect([kind, ...(await statusesOf(ofCustomers, headers))]).toEqual([
            kind,
            ...all(ofCustomers, 401),
          ])
        }
      })
    })

    describe("a publishable key", () => {
      it("is needed on every store route, and a made-up one is none", async () => {
        const ofStore = [...ofShops, ...ofCustomers]
        const madeUp = { "x-publishable-api-key": `pk_${"0".repeat(64)}` }
        for (const headers of [{}, madeUp] as Record<string, string>[]) {
          const statuses = await statusesOf(ofStore, () => headers)
          expect(statuses).toEqual(all(ofStore, 400))
        }
      })
    })

    describe("an id that was guessed", () => {
      it("is not found, whatever is asked about it", async () => {
        const withId = ofAdmins.filter(({ path }) => path.includes("{id}"))
        expect(withId.length).toBeGreaterThan(12)
        const bodyOf = ({ path, body }: DocumentedOperation) =>
          path.endsWith("/config") ? { enabled: false } : body && leastBody(body)
        for (const operation of withId) {
          const { status, data } = await ask(operation, admin.headers, bodyOf(operation))
          expect([operation.method, operation.path, status, data?.message]).toEqual([
            operation.method,
            operation.path,
            // Who asks for a retry hears that there is nothing to retry, as for an order without one.
            operation.path.endsWith("/operations/{id}/replay") ? 400 : 404,
            expect.stringMatching(/\w+ \w+/),
          ])
        }
      })
    })

    describe("a field that nobody may set", () => {
      it("is refused by name on every route that takes a body", async () => {
        const withBody = [...ofAdmins, ...ofShops].filter(({ body }) => body)
        expect(withBody.length).toBeGreaterThan(12)
        for (const operation of withBody) {
          const headers = operation.caller === "admin" ? admin.headers : key()
          for (const field of ["state", "points_balance", "order_id", "actor"]) {
            const least = leastBody(operation.body ?? {}) as object
            const { status, data } = await ask(operation, headers, { ...least, [field]: "x" })
            expect([operation.path, field, status, data?.message]).toEqual([
              operation.path,
              field,
              400,
              expect.stringContaining(field),
            ])
          }
        }
      })
    })

    describe("credentials that are no texts", () => {
      it("are refused without being repeated", async () => {
        const store_id = shop.sites[0]?.store_id ?? ""
        const secret = 8_675_309_112_233
        for (const credentials of [{ client_secret: secret }, String(secret), [secret], secret]) {
          const { status, data } = await client.post<{ message: string }>(
            `/admin/loyalty/stores/${store_id}/config`,
            { credentials },
            { ...admin, validateStatus: () => true },
          )
          expect([status, data.message]).toEqual([400, expect.stringContaining("credentials")])
          expect(data.message).not.toContain(String(secret))
        }
      })
    })

    describe("an address inside", () => {
      it("is refused when it is saved, and nothing is stored", async () => {
        const store_id = shop.sites[0]?.store_id ?? ""
        for (const name of ["api_url", "token_url"]) {
          for (const address of ADDRESSES) {
            const settings = { api_url: "https://pdi.example", [name]: address }
            const { status, data } = await client.post<{ code?: string; message: string }>(
              `/admin/loyalty/stores/${store_id}/config`,
              { settings },
              { ...admin, validateStatus: () => true },
            )
            expect([address, status, data.code]).toEqual([address, 400, "invalid_settings"])
            expect(data.message).toContain(name)
          }
        }
        expect(await stage.service.listLoyaltyStoreConfigs({})).toEqual([])
      })
    })

    describe("an engine's name that leads inside", () => {
      const PUBLIC = ["93.184.216.34"]
      let inside: Server
      let visits = 0

      beforeAll(async () => {
        inside = createServer((socket) => {
          visits += 1
          socket.destroy()
        })
        await new Promise<void>((resolve) => inside.listen(0, "127.0.0.1", resolve))
      })
      beforeEach(() => {
        visits = 0
      })
      afterEach(() => {
        vi.restoreAllMocks()
      })
      afterAll(() => new Promise((resolve) => inside.close(resolve)))

      const port = () => (inside.address() as AddressInfo).port
      /** What the domain name system says of every name from now on. */
      const resolvesTo = (addresses: readonly string[]) =>
        vi
          .spyOn(dns, "lookup")
          .mockImplementation(((): Promise<unknown> =>
            Promise.resolve(
              addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
            )) as typeof dns.lookup)
      const save = () => {
        const { store_id, site_id, sales_channel_id } = shop.sites[0]!
        return client.post<{ code?: string; message?: string }>(
          `/admin/loyalty/stores/${store_id}/config`,
          {
            enabled: true,
            provider_id: "pdi",
            participant_id: "ACME",
            site_id,
            sales_channel_ids: [sales_channel_id],
            settings: { api_url: `https://engine.example:${port()}` },
            credentials: { client_id: "demo-client", client_secret: "demo-secret" },
          },
          { ...admin, validateStatus: () => true },
        )
      }
      const test = async () => {
        const path = `/admin/loyalty/stores/${shop.sites[0]?.store_id}/test-connection`
        return (await client.post<unknown>(path, {}, admin)).data
      }

      it("is refused when it is saved", async () => {
        for (const address of ["127.0.0.1", "10.0.0.1", "::ffff:127.0.0.1", "169.254.169.254"]) {
          resolvesTo([...PUBLIC, address])
          const { status, data } = await save()
          expect([address, status, data.code]).toEqual([address, 400, "invalid_settings"])
        }
      })

      it("and did not when it was saved is refused at every connection, and the shop sells on", async () => {
        resolvesTo(PUBLIC)
        expect((await save()).status).toBe(200)

        for (const addresses of [["127.0.0.1"], ["::ffff:127.0.0.1"], ["127.0.0.1", ...PUBLIC]]) {
          resolvesTo(addresses)
          expect([addresses, await test()]).toEqual([
            addresses,
            { ok: false, steps: [expect.objectContaining({ step: "token", code: "forbidden" })] },
          ])
        }
        const shopper = new Shopper(http, shop)
        await shopper.fill({ COF16: 1 })
        const { status } = await shopper.post("/store/loyalty/identify", {
          cart_id: shopper.cart_id,
          phone: JOHN,
        })
        expect(status).toBe(503)
        expect((await shopper.placeOrder()).id).toMatch(/^order_/)
        expect(visits).toBe(0)

        // Whoever does connect there is seen.
        connect(port(), "127.0.0.1").on("error", () => undefined)
        await waitFor(() => visits === 1)
      })
    })
  },
})
