import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"

import { Crowd } from "../../bench/load/journeys/crowd"
import { flood } from "../../bench/load/journeys/flood"
import type { CrowdPlan, JourneyPlace, SideName, Tally } from "../../bench/load/journeys/types"
import { median } from "../../bench/lib/stats"

/** A shop over real HTTP that knows just enough of the replies for a journey. */
class Shop {
  readonly paths: string[] = []
  answer: (path: string) => { status: number; body: unknown } | undefined = () => undefined
  slow_ms = 1
  private orders = 0
  private readonly server: Server

  constructor() {
    this.server = createServer((request, response) => void this.serve(request, response))
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve))
  }

  close(): void {
    this.server.closeAllConnections()
    this.server.close()
  }

  place(side: SideName): JourneyPlace {
    const { port } = this.server.address() as AddressInfo
    const shop = { region_id: "r", shipping_option_id: "s", variants: {}, phones: ["1"] }
    return { side, origin: `http://127.0.0.1:${port}`, headers: {}, shop }
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? ""
    this.paths.push(path)
    request.resume()
    await sleep(this.slow_ms)
    const { status, body } = this.answer(path) ?? { status: 200, body: this.reply(path) }
    response.writeHead(status).end(JSON.stringify(body))
  }

  private reply(path: string): unknown {
    const rewards = [{ id: "reward", state: "offered" }]
    return {
      cart: { id: "cart" },
      payment_collection: { id: "collection" },
      ...(path.endsWith("/complete") && { type: "order", order: { id: `order_${++this.orders}` } }),
      loyalty_session: { id: "session", availability: "ok", token: "t", rewards },
    }
  }
}

const CROWD: CrowdPlan = {
  seed: 1,
  per_minute: 1_200,
  shoppers_max: 50,
  seated: 4,
  think_mean_ms: 5,
}

const SLICES_MAX = 40

describe("a crowd of shoppers", () => {
  let shop: Shop

  beforeEach(async () => {
    shop = new Shop()
    await shop.open()
  })

  afterEach(() => shop.close())

  const crowdAt = async (side: SideName, plan: Partial<CrowdPlan> = {}): Promise<Crowd> => {
    const crowd = new Crowd(shop.place(side), { ...CROWD, ...plan })
    await crowd.seat()
    return crowd
  }

  /** Slice after slice until something has come of it: a busy machine takes longer. */
  const slicesUntil = async (crowd: Crowd, isEnough: (tally: Tally) => boolean): Promise<Tally> => {
    for (let slice = 0; slice < SLICES_MAX && !isEnough(crowd.tally()); slice++) {
      await crowd.slice(200)
    }
    return crowd.tally()
  }

  it("goes whole ways at the rate that was asked for, and nothing goes wrong", async () => {
    const crowd = await crowdAt("plugin")
    const isEnough = ({ begun, orders, left }: Tally): boolean =>
      begun > 20 &&
      left > 0 &&
      orders.some(({ has_session }) => has_session) &&
      orders.some(({ has_session }) => !has_session)
    const tally = await slicesUntil(crowd, isEnough)
    const { begun, faults, minutes, gave_up } = tally
    expect(faults).toEqual([])
    expect(gave_up).toBe(0)
    expect(begun / minutes).toBeGreaterThan(600)
    expect(begun / minutes).toBeLessThan(2_000)
    expect(isEnough(tally)).toBe(true)
    expect(shop.paths).toContain("/store/loyalty/rewards/select")
  })

  it("asks bare Medusa for nothing of ours", async () => {
    const crowd = await crowdAt("bare")
    const { orders } = await slicesUntil(crowd, (tally) => tally.orders.length > 0)
    expect(orders.length).toBeGreaterThan(0)
    expect(shop.paths.filter((path) => path.startsWith("/store/loyalty"))).toEqual([])
  })

  it("stands still between its slices, in the midst of journeys", async () => {
    const crowd = await crowdAt("bare", { think_mean_ms: 40 })
    await crowd.slice(300)
    const [sent, { minutes }] = [shop.paths.length, crowd.tally()]
    await sleep(200)
    expect(shop.paths).toHaveLength(sent)
    expect(crowd.tally().minutes).toBe(minutes)
    await crowd.slice(300)
    expect(shop.paths.length).toBeGreaterThan(sent)
  })

  it("counts latency from when a request was due, not from when it could be sent", async () => {
    shop.slow_ms = 40
    const crowd = await crowdAt("bare", { seated: 0, per_minute: 600 })
    const { latencies } = await slicesUntil(crowd, ({ orders }) => orders.length > 2)
    const [first, last] = [latencies["create cart"] ?? [], latencies["complete"] ?? []]
    // Each step was due 5 ms after the one before, and every one of them took 40 ms.
    expect(median(last) - median(first)).toBeGreaterThan(150)
  })

  it("turns away whom the shop has no room for", async () => {
    shop.slow_ms = 50
    const crowd = await crowdAt("bare", { shoppers_max: 2, seated: 0 })
    const tally = await slicesUntil(crowd, ({ turned_away }) => turned_away > 0)
    const { turned_away, present_most } = tally
    expect(turned_away).toBeGreaterThan(0)
    expect(present_most).toBe(2)
  })

  it.each([
    ["/store/carts", 500, {}, { what: "create cart: 500", is_error: true, is_ours: false }],
    [
      "/store/loyalty/identify",
      429,
      { code: "rate_limited" },
      { what: "identify: 429 rate_limited", is_error: false, is_ours: true },
    ],
    [
      "/store/carts/cart/complete",
      409,
      { code: "loyalty_total_changed" },
      { what: "complete: 409 loyalty_total_changed", is_error: false, is_ours: true },
    ],
    [
      "/store/carts/cart/complete",
      200,
      { type: "cart", error: { message: "no stock" } },
      { what: "complete: no order (no stock)", is_error: false, is_ours: false },
    ],
    [
      "/store/loyalty/rewards",
      200,
      { loyalty_session: { id: "session", availability: "unavailable", rewards: [] } },
      { what: "see rewards: loyalty unavailable", is_error: false, is_ours: true },
    ],
  ])("tells what went wrong and whose it is: %s answers %i", async (path, status, body, fault) => {
    shop.answer = (asked) => (asked === path ? { status, body } : undefined)
    const crowd = await crowdAt("plugin", { seated: 0 })
    const { faults } = await slicesUntil(crowd, (tally) => tally.faults.length > 0)
    const [{ count = 0, ...found } = {}, ...more] = faults
    expect(more).toEqual([])
    expect(found).toEqual(fault)
    expect(count).toBeGreaterThan(0)
  })

  it("tells of a server that answers nobody", async () => {
    const crowd = await crowdAt("bare", { seated: 0 })
    shop.close()
    const { faults } = await slicesUntil(crowd, (tally) => tally.faults.length > 0)
    const [fault] = faults
    expect(fault?.what).toMatch(/^create cart: no answer \(/)
    expect(fault).toMatchObject({ is_error: true, is_ours: false })
    expect(crowd.tally().gave_up).toBe(fault?.count)
  })

  it("a flood tells how many journeys a server can do, and stops", async () => {
    shop.slow_ms = 20
    const job = { place: shop.place("bare"), seed: 1, levels: [1, 4], level_ms: 400 }
    const isMore = ([few = 0, more = 0]: number[]): boolean => more > few * 2
    let told = await flood({ kind: "flood", ...job })
    // A machine that does something else for a moment answers four shoppers no faster than one.
    for (let again = 0; again < 5 && !isMore(told.per_minute); again++) {
      told = await flood({ kind: "flood", ...job })
    }
    expect(told.errors).toBe(0)
    expect(isMore(told.per_minute)).toBe(true)
    const sent = shop.paths.length
    await sleep(100)
    expect(shop.paths).toHaveLength(sent)
  })
})
