import { readFileSync } from "node:fs"
import path from "node:path"

import { parseAllDocuments } from "yaml"

import type { Simulator } from "../../packages/pdi-simulator/src/index"
import { startSimulator } from "../../packages/pdi-simulator/src/index"
import type { LoyaltyHealthResponse } from "../../src/types/http/health"
import { fulfil, JOHN, Shopper, waitFor, type HttpClient, type Order } from "../helpers"
import {
  clientOf,
  freePort,
  signedIn,
  startCluster,
  type Cluster,
  type Instance,
} from "./support/processes"

const KEY = (byte: number) => Buffer.alloc(32, byte).toString("base64")
const CREDENTIALS = { client_id: "demo-client", client_secret: "demo-secret" }
const BASKET = { COF16: 2, CANDY: 3 }
const METRICS_TOKEN = "a-token-of-a-scraper"
/** Tries of one address in ten minutes by default; fewer of one cart than the ten it may have. */
const PER_ADDRESS = 60
const TRIES_A_CART = 8
/** Tries of one phone number in ten minutes by default. */
const PER_NUMBER = 10
const READY_MS = 400_000
/** A second for the news, and what a slow machine takes for two requests on top of it. */
const KNOWN_WITHIN_MS = 1_000

/** The paths that Kubernetes asks a pod of the example for. */
const probesOf = (component: string): string[] => {
  const text = readFileSync(path.join("deploy", "kubernetes", `${component}.yaml`), "utf8")
  const paths = parseAllDocuments(text)
    .flatMap((document) => JSON.stringify(document.toJS()).match(/"path":"[^"]+"/g) ?? [])
    .map((match) => match.slice('"path":"'.length, -1))
  return [...new Set(paths)]
}

describe("two servers and a worker on one Postgres and one Redis", () => {
  let cluster: Cluster
  let simulator: Simulator
  let worker: Instance
  /** Where the worker answers probes and scrapers. */
  let probed: string
  let one: HttpClient
  let other: HttpClient
  let admin: { headers: Record<string, string> }

  const store = () => cluster.shop.sites[0]!
  const shopperAt = (http: HttpClient) => new Shopper(http, cluster.shop)
  const bought = async (http: HttpClient): Promise<{ shopper: Shopper; order: Order }> => {
    const shopper = shopperAt(http)
    await shopper.fill(BASKET)
    await shopper.identify()
    await shopper.rewards()
    return { shopper, order: await shopper.placeOrder() }
  }
  const statusOf = async (order_id: string) =>
    (
      await cluster.sql<{ status: string }>(
        "SELECT status FROM loyalty_engine_session WHERE order_id = $1",
        [order_id],
      )
    )[0]?.status
  const reaches = (order_id: string, status: string) =>
    waitFor(async () => (await statusOf(order_id)) === status, { timeout_ms: 60_000 })
  const commits = (order_id: string) => simulator.books().commitsByTransaction[order_id] ?? 0
  const configure = async (change: Record<string, unknown>): Promise<void> => {
    const url = `/admin/loyalty/stores/${store().store_id}/config`
    const { status, data } = await one.post(url, change, admin)
    expect(`${status} ${JSON.stringify(data)}`).toMatch(/^200 /)
  }
  const breakerAt = async (http: HttpClient) => {
    const { data } = await http.get("/loyalty/health/live")
    const [engine] = (data as LoyaltyHealthResponse).checks.engines ?? []
    return engine?.circuit_breaker
  }

  beforeAll(async () => {
    simulator = await startSimulator()
    cluster = await startCluster({ LOYALTY_ENCRYPTION_KEYS: `k1:${KEY(7)}` })
    const port = await freePort()
    probed = `http://127.0.0.1:${port}`
    const [server, second, background] = await Promise.all([
      cluster.start("server", "server"),
      // A server has its own routes; the option must change nothing for it.
      cluster.start("second", "server", { LOYALTY_WORKER_PORT: String(port) }),
      cluster.start("worker", "worker", {
        LOYALTY_WORKER_PORT: String(port),
        LOYALTY_METRICS_TOKEN: METRICS_TOKEN,
      }),
    ])
    worker = background
    one = clientOf(server)
    other = clientOf(second)
    admin = await signedIn(server)
    await configure({
      enabled: true,
      provider_id: "pdi",
      participant_id: "ACME",
      site_id: store().site_id,
      sales_channel_ids: [store().sales_channel_id],
      settings: { api_url: simulator.url },
      credentials: CREDENTIALS,
    })
  }, READY_MS)

  afterAll(async () => {
    await cluster?.stop()
    await simulator?.close()
  })

  beforeEach(() => {
    simulator.clearFaults()
    simulator.clearRequests()
  })

  it("finalizes every order once, through events and jobs of the worker", async () => {
    // The first one makes the guest's customer: Medusa refuses two at once with the same e-mail.
    const made = [await bought(one), ...(await Promise.all([bought(one), bought(other)]))]
    for (const { order } of made) {
      await reaches(order.id, "pending_finalization")
      await fulfil(one, admin, order)
    }
    for (const { order } of made) {
      await reaches(order.id, "finalized")
      expect(commits(order.id)).toBe(1)
    }
    const finalizes = simulator.requests({ endpoint: "finalize" })
    expect(finalizes).toHaveLength(made.length)
    const twice = await cluster.sql(
      `SELECT order_id FROM loyalty_engine_operation GROUP BY order_id HAVING count(*) > 1`,
    )
    expect(twice).toEqual([])
    const moves = await cluster.sql(
      `SELECT session_id FROM loyalty_engine_session_transition
        GROUP BY session_id, "to" HAVING count(*) > 1`,
    )
    expect(moves).toEqual([])
  })

  it("asks the engine once for two servers that evaluate one cart at a time", async () => {
    const shopper = shopperAt(one)
    await shopper.fill(BASKET)
    await shopper.identify()
    simulator.addFault({ kind: "latency", endpoint: "calculateRewards", params: { ms: 800 } })
    const elsewhere = Object.assign(shopperAt(other), {
      cart_id: shopper.cart_id,
      session: shopper.session,
    })
    const [here, there] = await Promise.all([shopper.rewards(), elsewhere.rewards()])
    expect(here.discount_total).toBe(there.discount_total)
    expect(here.discount_total).toBeGreaterThan(0)
    expect(simulator.requests({ endpoint: "calculateRewards" })).toHaveLength(1)
  })

  it("uses changed settings in every process at the next call", async () => {
    const shopper = shopperAt(other)
    await shopper.fill(BASKET)
    await configure({ enabled: false })
    const refused = await shopper.post("/store/loyalty/identify", {
      cart_id: shopper.cart_id,
      phone: JOHN,
    })
    expect(refused.data).toMatchObject({ code: "loyalty_disabled" })
    await configure({ enabled: true, finalize_on: "order_placed" })
    const { order } = await bought(other)
    // The worker follows the new policy without anything being handed over.
    await reaches(order.id, "finalized")
    expect(commits(order.id)).toBe(1)
    await configure({ finalize_on: "fulfillment" })
  })

  it("counts tries to identify over all servers", async () => {
    const shopper = shopperAt(one)
    await shopper.fill({ COF16: 1 })
    const attempt = (http: HttpClient) =>
      http.post(
        "/store/loyalty/identify",
        { cart_id: shopper.cart_id, phone: "415-555-0199" },
        { headers: { "x-publishable-api-key": store().publishable_key } },
      )
    const answers: number[] = []
    for (let index = 0; index < 12; index++) {
      answers.push((await attempt(index % 2 === 0 ? one : other)).status)
    }
    expect(answers.filter((status) => status === 429)).toHaveLength(2)
    expect(answers.slice(0, 10)).not.toContain(429)
  })

  it("counts tries of one number over all servers, whatever cart and address they come from", async () => {
    const attempt = async (http: HttpClient, phone: string, index: number) => {
      const shopper = shopperAt(http)
      await shopper.fill({ COF16: 1 })
      const { status } = await http.post(
        "/store/loyalty/identify",
        { cart_id: shopper.cart_id, phone },
        {
          headers: {
            "x-publishable-api-key": store().publishable_key,
            "x-forwarded-for": `203.0.113.${100 + index}`,
          },
        },
      )
      return status
    }
    const answers: number[] = []
    for (let index = 0; index < PER_NUMBER + 2; index++) {
      // The same number, however it is written.
      const phone = index % 3 === 0 ? "+1 (415) 555-0198" : "415-555-0198"
      answers.push(await attempt(index % 2 === 0 ? one : other, phone, index))
    }
    expect(answers.slice(0, PER_NUMBER)).not.toContain(429)
    expect(answers.slice(PER_NUMBER)).toEqual([429, 429])
    expect(await attempt(one, "415-555-0197", PER_NUMBER + 2)).not.toBe(429)
  })

  it("counts the tries of one address over all servers, whatever cart and number they name", async () => {
    // As the proxy before the servers tells it, and no other test's: it stays blocked in the
    // servers' memory for ten minutes.
    const attempt = async (http: HttpClient, index: number, address: string) => {
      const { status } = await http.post(
        "/store/loyalty/identify",
        { cart_id: shopper.cart_id, phone: `415-555-${2000 + index}` },
        {
          headers: {
            "x-publishable-api-key": store().publishable_key,
            "x-forwarded-for": address,
          },
        },
      )
      return status
    }
    const answers: number[] = []
    let shopper = shopperAt(one)
    for (let index = 0; index < PER_ADDRESS + 2; index++) {
      if (index % TRIES_A_CART === 0) {
        shopper = shopperAt(one)
        await shopper.fill({ COF16: 1 })
      }
      answers.push(await attempt(index % 2 === 0 ? one : other, index, "203.0.113.7"))
    }
    expect(answers.slice(0, PER_ADDRESS)).not.toContain(429)
    expect(answers.slice(PER_ADDRESS)).toEqual([429, 429])
    // The neighbour with the same cart is let through.
    expect(await attempt(one, PER_ADDRESS, "203.0.113.8")).not.toBe(429)
  })

  it("tells every process within a second that one found the engine down", async () => {
    const { order } = await bought(one)
    await reaches(order.id, "pending_finalization")
    const shopper = shopperAt(one)
    await shopper.fill(BASKET)
    for (const endpoint of ["identify", "finalize", "getSessionStatus"] as const) {
      simulator.addFault({ kind: "status", endpoint, params: { status: 503 } })
    }
    await waitFor(async () => {
      await shopper.post("/store/loyalty/identify", {
        cart_id: shopper.cart_id,
        phone: "415-555-0101",
      })
      return (await breakerAt(one)) === "OPEN"
    })
    const opened = performance.now()
    expect(await breakerAt(other)).toBe("OPEN")
    expect(performance.now() - opened).toBeLessThan(KNOWN_WITHIN_MS)

    // The worker has not called the engine yet, and does not try.
    simulator.clearRequests()
    await fulfil(one, admin, order)
    await waitFor(
      async () => {
        const [operation] = await cluster.sql<{ last_error_code: string | null }>(
          "SELECT last_error_code FROM loyalty_engine_operation WHERE order_id = $1",
          [order.id],
        )
        return operation?.last_error_code === "circuit_open"
      },
      { timeout_ms: 30_000 },
    )
    expect(simulator.requests({ endpoint: "finalize" })).toEqual([])
  })

  it("runs every job in the worker alone, once a tick", async () => {
    const drained = await waitFor(
      async () => {
        const [run] = await cluster.sql<{ lease_owner: string; outcome: string }>(
          `SELECT lease_owner, outcome FROM loyalty_engine_job_run
            WHERE job = 'drain-operations' AND finished_at IS NOT NULL`,
        )
        return run
      },
      { timeout_ms: 75_000 },
    )
    expect(drained).toMatchObject({ outcome: "ok" })
    const runs = await cluster.sql<{ job: string; lease_owner: string }>(
      "SELECT job, lease_owner FROM loyalty_engine_job_run",
    )
    const pids = new Set(runs.map(({ lease_owner }) => lease_owner.split("-")[0]))
    expect([...pids]).toEqual([String(worker.child.pid)])
    // At boot, and nowhere else.
    expect(runs.map(({ job }) => job)).toContain("sweep-orders")
  })

  it("answers probes and scrapers of the worker, where Medusa mounts no routes", async () => {
    const ask = (url: string, init?: RequestInit) => fetch(url, init)
    expect((await ask(`${worker.url}/loyalty/health`)).status).toBe(404)

    for (const probe of probesOf("worker")) {
      expect(`${probe} ${(await ask(`${probed}${probe}`)).status}`).toBe(`${probe} 200`)
    }
    const ready = (await (await ask(`${probed}/loyalty/health/ready`)).json()) as unknown
    expect(ready).toMatchObject({
      checks: { database: { status: "healthy" }, redis: { status: "healthy" } },
    })
    const deep = (await (await ask(`${probed}/loyalty/health/live`)).json()) as unknown
    expect(deep).toMatchObject({
      checks: {
        completion_guard: { state: "held" },
        jobs: expect.arrayContaining([expect.objectContaining({ job: "sweep-orders" })]),
      },
    })

    const metrics = `${probed}/loyalty/metrics`
    expect((await ask(metrics)).status).toBe(401)
    const scraped = await ask(metrics, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } })
    expect(scraped.headers.get("content-type")).toMatch(/^text\/plain;.*version=0\.0\.4/)
    const [{ finalized } = { finalized: -1 }] = await cluster.sql<{ finalized: number }>(
      "SELECT count(*)::int AS finalized FROM loyalty_engine_session WHERE status = 'finalized'",
    )
    const text = await scraped.text()
    expect(text).toContain(`loyalty_sessions{status="finalized"} ${finalized}`)
    // Only the worker sends finalizes, so only its counters have them.
    expect(text).toMatch(
      /loyalty_engine_calls_total\{[^}]*endpoint="finalize",outcome="ok"\} [1-9]/,
    )

    expect((await ask(`${probed}/store/products`)).status).toBe(404)
    expect((await ask(`${probed}/loyalty/health`, { method: "POST" })).status).toBe(405)
    const head = await ask(`${probed}/loyalty/health`, { method: "HEAD" })
    expect([head.status, await head.text()]).toEqual([200, ""])
  })

  it("leaves no phone, token or secret in logs, in Redis or in Medusa's workflows", async () => {
    const workflows = await cluster.sql<{ row: string }>(
      "SELECT to_jsonb(w)::text AS row FROM workflow_execution w WHERE workflow_id LIKE 'loyalty-%'",
    )
    const written = {
      logs: cluster.logs(),
      redis: cluster.redis.written(),
      workflows: workflows.map(({ row }) => row).join("\n"),
    }
    expect(written.logs.length).toBeGreaterThan(1_000)
    // What the bus carried is in there, so a needle would be, too.
    expect(written.redis.includes("loyalty.session_pending")).toBe(true)
    const secrets = [CREDENTIALS.client_secret, KEY(7), "lst_k1_"]
    const phones = ["5550100", "555-0100", "5550101", "555-0101", "5550199", "555-0199"]
    for (const [place, text] of Object.entries(written)) {
      for (const needle of [...secrets, ...phones]) {
        expect(`${needle} in ${place}: ${text.includes(needle)}`).toBe(
          `${needle} in ${place}: false`,
        )
      }
    }
  })
})
