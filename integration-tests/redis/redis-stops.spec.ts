import { setTimeout as sleep } from "node:timers/promises"

import { startSimulator, type Simulator } from "../../packages/pdi-simulator/src/index"
import { fulfil, Shopper, waitFor, type HttpClient, type HttpReply, type Order } from "../helpers"
import { clientOf, signedIn, startCluster, type Cluster } from "./support/processes"

const BASKET = { COF16: 2, CANDY: 3 }
const READY_MS = 400_000
const TIME_LIMIT_MS = 400_000
/** How long a shopper waits for a shop that has lost its Redis. */
const PATIENCE_MS = 20_000
const COMPLETION_MS = 90_000
/**
 * Beyond what bare Medusa takes until it gives up: eight seconds for the engine and eight for the
 * locks (`guard_timeout_ms`), and what is read meanwhile.
 */
const GUARD_MS = 2 * 8_000 + 4_000
const SHOPPERS = 4

type Answer = number | "no answer"

/** Redis carries a shop's events, locks, workflows and cache: what remains when it dies under load. */
describe("a server and a worker whose Redis stops while shoppers buy", () => {
  let cluster: Cluster
  let simulator: Simulator
  let http: HttpClient
  let admin: { headers: Record<string, string> }

  const commits = (order_id: string) => simulator.books().commitsByTransaction[order_id] ?? 0
  const reaches = (order_id: string, status: string) =>
    waitFor(
      async () => {
        const [row] = await cluster.sql<{ status: string }>(
          "SELECT status FROM loyalty_engine_session WHERE order_id = $1",
          [order_id],
        )
        return row?.status === status
      },
      { timeout_ms: 90_000 },
    )
  const patiently = async (
    request: Promise<HttpReply>,
  ): Promise<{ answer: Answer; after_ms: number }> => {
    const started = performance.now()
    const answer = await Promise.race([
      request.then(
        ({ status }): Answer => status,
        (): Answer => "no answer",
      ),
      sleep<Answer>(COMPLETION_MS, "no answer"),
    ])
    return { answer, after_ms: performance.now() - started }
  }
  const paying = async (withLoyalty: boolean): Promise<Shopper> => {
    const shopper = new Shopper(http, cluster.shop)
    await shopper.fill(BASKET)
    if (withLoyalty) {
      await shopper.identify()
      await shopper.rewards()
    }
    await shopper.beginPayment()
    return shopper
  }
  /** As soon as the shop can, whatever became of the first try. */
  const completed = (shopper: Shopper): Promise<Order> =>
    waitFor(
      async () => {
        const { status, data } = await shopper.complete()
        if (status === 409 || status === 400) {
          // Its discounts went, and the payment of the lower price with them.
          await shopper.beginPayment()
        }
        return (data as { order?: Order }).order
      },
      { timeout_ms: 120_000, interval_ms: 500 },
    )

  beforeAll(async () => {
    simulator = await startSimulator()
    cluster = await startCluster({
      LOYALTY_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64")}`,
    })
    const [server] = await Promise.all([
      cluster.start("server", "server"),
      cluster.start("worker", "worker"),
    ])
    http = clientOf(server)
    admin = await signedIn(server)
    const { store_id, site_id, sales_channel_id } = cluster.shop.sites[0]!
    const { status } = await http.post(
      `/admin/loyalty/stores/${store_id}/config`,
      {
        enabled: true,
        provider_id: "pdi",
        participant_id: "ACME",
        site_id,
        sales_channel_ids: [sales_channel_id],
        settings: { api_url: simulator.url },
        credentials: { client_id: "demo-client", client_secret: "demo-secret" },
      },
      admin,
    )
    expect(status).toBe(200)
  }, READY_MS)

  afterAll(async () => {
    await cluster?.stop()
    await simulator?.close()
  })

  it(
    "answers a cart with loyalty as one without, loses no order, and finalizes each once",
    async () => {
      const waiting = await completed(await paying(true))
      await reaches(waiting.id, "pending_finalization")
      const [bare, loyal] = [await paying(false), await paying(true)]
      // Approved for another basket: the guard of its completion has work to do, and no locks for it.
      await cluster.sql(
        "UPDATE loyalty_engine_session SET basket_fingerprint = 'older' WHERE cart_id = $1",
        [loyal.cart_id],
      )
      let isOver = false
      const load = Array.from({ length: SHOPPERS }, async () => {
        while (!isOver) {
          const shopper = new Shopper(http, cluster.shop)
          const buying = async () => {
            await shopper.fill(BASKET)
            await shopper.identify()
            await shopper.rewards()
          }
          await Promise.race([buying().catch(() => undefined), sleep(PATIENCE_MS)])
        }
      })

      await cluster.redis.crash()
      const [without, withLoyalty] = await Promise.all([
        patiently(bare.complete()),
        patiently(loyal.complete()),
      ])
      expect(withLoyalty.answer).toBe(without.answer)
      expect(withLoyalty.after_ms).toBeLessThan(without.after_ms + GUARD_MS)
      // The event about this may never be heard of; the goods have left all the same.
      const handed = fulfil(http, admin, waiting).catch(() => undefined)
      await Promise.race([handed, sleep(PATIENCE_MS)])
      isOver = true
      await cluster.redis.restart()
      await Promise.all(load)

      const orders = [await completed(bare), await completed(loyal)]
      for (const order of [waiting, orders[1]!]) {
        const [left] = await cluster.sql<{ left: number }>(
          `SELECT coalesce(sum(quantity - fulfilled_quantity), 0)::int AS left FROM order_item
            WHERE order_id = $1 AND version = (SELECT version FROM "order" WHERE id = $1)`,
          [order.id],
        )
        if (left!.left > 0) {
          await fulfil(http, admin, order)
        }
      }
      // A new worker sweeps when it starts: what events did not tell, the rows do.
      await cluster.start("second-worker", "worker")
      for (const { id } of [waiting, orders[1]!]) {
        await reaches(id, "finalized")
        expect(commits(id)).toBe(1)
      }
      const gone = await cluster.sql(
        `SELECT id FROM "order" WHERE canceled_at IS NOT NULL OR status = 'canceled'`,
      )
      expect(gone).toEqual([])
      const twice = await cluster.sql(
        "SELECT order_id FROM loyalty_engine_operation GROUP BY order_id, kind HAVING count(*) > 1",
      )
      expect(twice).toEqual([])
      expect(cluster.logs()).toContain("ECONNREFUSED")
    },
    TIME_LIMIT_MS,
  )
})
