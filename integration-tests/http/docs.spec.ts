import { execFile } from "node:child_process"
import { promisify } from "node:util"
import vm from "node:vm"

import Medusa from "@medusajs/js-sdk"
import { transpileModule } from "typescript"

import { blockNamed, commandsIn, inLanguages } from "../../unit-tests/docs/support/blocks"
import { RUN_AGAINST_A_SHOP as HERE } from "../../unit-tests/docs/support/run-against-a-shop"
import { Clerk, describeShop, fulfil, Shopper, waitFor } from "../helpers"

/** The pages that say how to call a shop. */
const PAGES = ["README.md", "docs/getting-started.md", "docs/http-api.md", "docs/operations.md"]

/** Blocks of those pages that do not call a shop, or cannot call this one, and who runs them. */
const NOT_HERE: Record<string, string> = {
  "README.md: npm ci && npm run demo": "unit-tests/docs/commands.spec.ts says where",
  "README.md: npm run demo:walkthrough": "unit-tests/docs/commands.spec.ts says where",
  "README.md: npm ci && npm test": "unit-tests/docs/commands.spec.ts says where",
  "README.md: npm install medusa-plugin-loyalty": "unit-tests/docs/commands.spec.ts says where",
  "README.md: node -e \"console.log('k1:'+require('crypto').randomBytes(32).toString('base64'))\"":
    "run by unit-tests/docs/commands.spec.ts",
  "README.md: LOYALTY_ENCRYPTION_KEYS=k1:…": "a line of an environment, not a command",
  "README.md: module.exports = defineConfig({": "read by unit-tests/docs/commands.spec.ts",
  "README.md: npx medusa db:migrate": "unit-tests/docs/commands.spec.ts says where",
  'README.md: import { completeCartWorkflow } from "@medusajs/medusa/core-flows"':
    "a handler of a shop's own, which Medusa takes at its start only; the function it calls is what the plugin's own handler calls (src/workflows/loyalty), tried by guards.spec.ts",
  "docs/getting-started.md: npm install medusa-plugin-loyalty":
    "unit-tests/docs/commands.spec.ts says where, and runs the second command",
  "docs/getting-started.md: plugins: [": "read by unit-tests/docs/commands.spec.ts",
  "docs/getting-started.md: npx medusa db:migrate": "unit-tests/docs/commands.spec.ts says where",
  "docs/getting-started.md: npx loyalty doctor": "unit-tests/docs/commands.spec.ts says where",
  "docs/operations.md: npx loyalty doctor # in the shop's project; --json for machines":
    "unit-tests/docs/commands.spec.ts says where",
  "docs/operations.md: k2:…,k1:…": "a value, not a command",
}

/** What the pages leave out of an id, by the letters before the dots. */
type Values = Record<string, string | undefined>

/** Puts real values where a page has dots; dots that nobody explained are an error. */
const filled = (text: string, values: Values): string =>
  text.replace(/\b(client_id|client_secret)": "…"|([a-z_]+)_(?:01H)?…/g, (match, key, prefix) => {
    const value = values[(key ?? prefix) as string]
    if (value === undefined) {
      throw new Error(`Nobody says what ${match} stands for`)
    }
    return key ? `${key as string}": "${value}"` : value
  })

const exec = promisify(execFile)

/** Runs shell text as a reader would, but that a refused request fails; answers what it printed. */
const shell = async (text: string, env: Record<string, string>): Promise<unknown> => {
  const failing = 'curl() { command curl --silent --show-error --fail-with-body "$@"; }'
  const { stdout } = await exec("bash", ["-euo", "pipefail", "-c", `${failing}\n${text}`], {
    env: { ...process.env, ...env },
    timeout: 20_000,
  })
  return JSON.parse(stdout) as unknown
}

/** Runs TypeScript of a page; answers the value of `result` after it. */
const run = (code: string, result: string, names: Record<string, unknown>): Promise<unknown> => {
  const text = `globalThis.answer = (async () => {\n${code}\nreturn ${result}\n})()`
  const { outputText } = transpileModule(text, { compilerOptions: { target: 9 } })
  const context = vm.createContext({ ...names })
  vm.runInContext(outputText, context, { timeout: 5_000 })
  return context["answer"] as Promise<unknown>
}

describe("the list of blocks", () => {
  it("names every block of code of these pages once, as run here or not", () => {
    const all = inLanguages("sh", "bash", "ts", "tsx", "js")
      .filter(({ page }) => PAGES.includes(page))
      .map(({ name }) => name.replace(/ {2,}/g, " "))

    expect([...Object.values(HERE), ...Object.keys(NOT_HERE)].sort()).toEqual(all.sort())
  })

  it("does not let dots through", () => {
    expect(() => filled("/store/carts/cart_…", {})).toThrow("cart_…")
    expect(filled("cart_01H…", { cart: "cart_1" })).toBe("cart_1")
  })
})

describeShop({
  testSuite: ({ http, shop, stage, admin, simulator }) => {
    const base = () => (http as unknown as { defaults: { baseURL: string } }).defaults.baseURL
    const here = (text: string) => text.replaceAll("http://localhost:9000", base())
    const site = () => shop.sites[0]!
    const env = () => {
      const token = (admin.headers["authorization"] ?? "").replace("Bearer ", "")
      return {
        BACKEND: base(),
        KEY: site().publishable_key,
        STORE_ID: site().store_id,
        ADMIN_TOKEN: token,
      }
    }
    const command = (name: string, values: Values = {}) =>
      shell(here(filled(blockNamed(name).code, values)), env())

    const filledCart = async (): Promise<Shopper> => {
      const shopper = new Shopper(http, shop)
      await shopper.fill({ COF16: 2, CANDY: 3, ENERGY: 1 })
      return shopper
    }

    const configValues = (): Values => ({
      sc: site().sales_channel_id,
      store: site().store_id,
      client_id: "demo-client",
      client_secret: "demo-secret",
    })

    describe("README", () => {
      it("switches a store on, and the engine takes the credentials", async () => {
        expect(await command(HERE.switchOn, configValues())).toMatchObject({
          store_config: {
            enabled: true,
            provider_id: "pdi",
            participant_id: "ACME",
            site_id: "0300",
            finalize_on: "fulfillment",
            sales_channel_ids: [site().sales_channel_id],
            has_credentials: true,
          },
        })
        const url = `/admin/loyalty/stores/${site().store_id}/test-connection`
        expect((await http.post(url, {}, admin)).data).toMatchObject({ ok: true })
      })

      /** Runs the storefront's code; `pays` happens where a page of Medusa's own would. */
      const shopIn = async (code: string, result: string) => {
        const shopper = await filledCart()
        const statuses: number[] = []
        const call = async (url: string, init?: RequestInit) => {
          if (url.endsWith("/complete")) {
            await shopper.beginPayment()
          }
          const body = init?.body as string | undefined
          const reply = await fetch(url, {
            ...init,
            ...(body !== undefined && { body: filled(body, { lrew: "PTS-500" }) }),
          })
          statuses.push(reply.status)
          return reply
        }
        const { BACKEND, KEY } = env()
        const names = { fetch: call, BACKEND, KEY, cart_id: shopper.cart_id }
        const answer = (await run(code, result, names)) as Record<string, unknown>
        return { shopper, statuses, answer }
      }
      const paragraphs = () => blockNamed(HERE.storefront).code.split("\n\n")
      const LEAVES = "// The shopper changes their mind"

      it("buys with the code of the storefront", async () => {
        const staying = paragraphs().filter((text) => !text.startsWith(LEAVES))
        expect(staying.length).toBe(paragraphs().length - 1)

        const { shopper, statuses, answer } = await shopIn(
          staying.join("\n\n"),
          "{ token, session_id, order_id, done }",
        )
        expect(statuses).toEqual([200, 200, 200, 200, 200])
        expect(answer["token"]).toMatch(/^lst_/)
        shopper.token = answer["token"] as string
        expect(await shopper.summary(answer["order_id"] as string)).toMatchObject({
          status: "pending_finalization",
          redeemed_points: 500,
          discount_total: 3.87,
        })
      })

      it("lets the shopper change their mind", async () => {
        const all = paragraphs()
        const until = all.findIndex((text) => text.startsWith(LEAVES))
        const before = all.slice(0, until).join("\n\n")
        const { shopper } = await shopIn(before, "{ token }")
        expect((await shopper.cart()).discount_subtotal).toBe(3.87)

        const { shopper: leaving, statuses } = await shopIn(
          all.slice(0, until + 1).join("\n\n"),
          "{ token }",
        )
        expect(statuses).toEqual([200, 200, 200, 200])
        expect((await leaving.cart()).discount_subtotal).toBe(0)
      })
    })

    describe("getting started", () => {
      it("shows that the plugin is there and has its hook", async () => {
        expect(await command(HERE.live)).toMatchObject({
          checks: { completion_guard: { state: "held" } },
        })
      })

      it("identifies with Medusa's SDK", async () => {
        const { cart_id } = await filledCart()
        const sdk = new Medusa({ baseUrl: base(), publishableKey: env().KEY })
        const { code } = blockNamed(HERE.sdk)

        expect(await run(code, "loyalty_session", { sdk, cart_id })).toMatchObject({
          status: "active",
          member: { points_balance: 5000, tier: "Gold" },
        })
      })

      it("buys with curl, and shows the points once all is handed over", async () => {
        const shopper = await filledCart()
        const values: Values = {
          cart: shopper.cart_id,
          lrew: "PTS-500",
          so: shop.shipping_option_id,
        }
        const [definition = "", ...commands] = commandsIn(blockNamed(HERE.order).code)
        expect(commands).toHaveLength(7)
        const replies: Record<string, Record<string, unknown>>[] = []
        for (const line of commands) {
          const text = here(`${definition}\n${filled(line, values)}`)
          const reply = (await shell(text, env())) as Record<string, { id: string; token?: string }>
          replies.push(reply)
          values["lses"] ??= reply["loyalty_session"]?.id
          values["lst"] ??= reply["loyalty_session"]?.token
          values["pay_col"] ??= reply["payment_collection"]?.id
        }
        expect(replies[0]?.["loyalty_session"]).toMatchObject({ member: { tier: "Gold" } })
        expect(replies[2]?.["loyalty_session"]).toMatchObject({ discount_total: 3.87 })
        expect(replies[6]).toMatchObject({ type: "order" })

        const order_id = replies[6]?.["order"]?.["id"] as string
        values["order"] = order_id
        expect(await command(HERE.summary, values)).toMatchObject({
          loyalty_summary: { status: "pending_finalization", expected: true },
        })
        const fields = "fields=id,*items"
        const { data } = await http.get(`/admin/orders/${order_id}?${fields}`, admin)
        await fulfil(http, admin, (data as { order: Parameters<typeof fulfil>[2] }).order)
        const summary = await waitFor(async () => {
          const reply = (await command(HERE.summary, values)) as {
            loyalty_summary: { status: string }
          }
          return reply.loyalty_summary.status === "finalized" ? reply.loyalty_summary : undefined
        })
        expect(summary).toMatchObject({ earned_points: 30, redeemed_points: 500 })
        expect(simulator.books().commitsByTransaction[order_id]).toBe(1)
      })
    })

    describe("the HTTP API", () => {
      it("identifies", async () => {
        const { cart_id } = await filledCart()

        expect(await command(HERE.identify, { cart: cart_id })).toMatchObject({
          loyalty_session: { cart_id, member: { masked_id: "******0100", points_balance: 5000 } },
        })
      })

      it("changes a store's settings key by key, null removing one", async () => {
        const url = `/admin/loyalty/stores/${site().store_id}/config`
        await http.post(url, { settings: { age_gate: false } }, admin)

        const { store_config } = (await command(HERE.config, configValues())) as {
          store_config: { settings: Record<string, unknown> }
        }
        expect(store_config).toMatchObject({
          finalize_on: "delivery",
          settings: { time_zone: "America/Chicago", api_url: simulator.url },
        })
        expect(store_config.settings).not.toHaveProperty("age_gate")
      })
    })

    describe("operations", () => {
      it("settles what is due", async () => {
        const shopper = await filledCart()
        await shopper.identify()
        await shopper.rewards()
        const order = await shopper.placeOrder()
        await waitFor(() => stage.operation(order.id))
        await fulfil(http, admin, order)
        await stage.finalized(order.id)
        await new Clerk(http, admin, shop.location_id).takeBack(order, { ENERGY: 1 })
        const ladj = await waitFor(async () => {
          const { data } = await http.get(`/admin/loyalty/adjustments?order_id=${order.id}`, admin)
          return (data as { adjustments: { id: string }[] }).adjustments[0]?.id
        })

        expect(await command(HERE.settle, { ladj })).toMatchObject({
          adjustment: {
            id: ladj,
            settle_reason: "139 points credited by the engine operator, ticket 4711",
          },
        })
      })
    })
  },
})
