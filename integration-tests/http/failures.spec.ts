import {
  startSimulator,
  type FaultInput,
  type RecordedRequest,
  type Simulator,
} from "../../packages/pdi-simulator/src/index"
import type { LoyaltyHealthResponse } from "../../src/types/http/health"
import {
  describeShop,
  engineOptions,
  fulfil,
  JOHN,
  lockTable,
  refuseUpdates,
  Shopper,
  switchOn,
  TIMED_OUT,
  waitFor,
} from "../helpers"

const MARIA = "415-555-0101"
const BASKET = { COF16: 2, CANDY: 3 }
/** Two coffees for 4.00 and one candy bar free: 10.65 - 0.98 - 1.89, and Texas takes 8.25 %. */
const DISCOUNT = 2.87
const DISCOUNTED_TOTAL = 7.78 * 1.0825
/** One coffee less, at full price. */
const CHANGED_FULL_TOTAL = 8.16 * 1.0825
const CALCULATE_MS = 2_000
const LATENCY_MS = 9_000

/** Deadlines that a test can wait for, and a breaker that only trips where it is meant to. */
const impatient = engineOptions({
  timeouts_ms: { identify: 700, finalize: 900, status: 900, calculate: CALCULATE_MS },
  breaker: { consecutive_failures: 5, sample_size: 1_000, open_ms: 1_000 },
})

const broken = (kind: FaultInput["kind"], params?: FaultInput["params"]) => ({ kind, params })

describeShop({
  configure: impatient,
  sites: 0,
  testSuite: ({ http, shop, stage, admin, getContainer }) => {
    let simulator: Simulator
    let shopper: Shopper

    const identify = (phone: string) =>
      shopper.post("/store/loyalty/identify", { cart_id: shopper.cart_id, phone })
    const bitten = (kind: string): boolean =>
      simulator.requests().some(({ fault }) => fault?.kind === kind)
    const finalizes = (): RecordedRequest[] => simulator.requests({ endpoint: "finalize" })
    const commits = (order_id: string): number =>
      simulator.books().commitsByTransaction[order_id] ?? 0
    const isUp = () => waitFor(async () => (await shopper.rewards()).availability === "ok")
    const markStale = () =>
      stage.sql("UPDATE loyalty_engine_session SET stale = true WHERE cart_id = ?", [
        shopper.cart_id,
      ])
    const settled = (order_id: string) =>
      waitFor(async () => {
        const { attempts, status } = await stage.operation(order_id)
        return attempts > 0 && status !== "in_flight" && status
      })

    beforeEach(async () => {
      // A new address has a breaker and a token of its own.
      simulator = await startSimulator()
      const [site] = shop.sites
      if (site) {
        await switchOn(getContainer(), { site, simulator })
      }
      shopper = new Shopper(http, shop)
      await shopper.fill(BASKET)
    })

    afterEach(() => simulator.close())

    describe("identify", () => {
      it("answers 503 with the time to wait, whatever is wrong with the engine", async () => {
        const faults = [
          broken("reset"),
          broken("drop"),
          broken("hang"),
          broken("status", { status: 503 }),
          broken("status", { status: 500, shape: "text" }),
          broken("status", { status: 429, retryAfter: 7 }),
          broken("token_expired"),
          broken("malformed_json"),
          broken("html_200"),
          broken("empty_200"),
          broken("truncated_gzip"),
          broken("oversized_body"),
          broken("wrong_types", { field: "currentPoints", value: "many" }),
        ]
        const before = await shopper.cart()
        let phone = JOHN
        for (const fault of faults) {
          simulator.addFault({ ...fault, endpoint: "identify" })
          const { status, data, headers } = await identify(phone)

          const told = data as { retry_after: number }
          expect([fault.kind, status, data]).toEqual([
            fault.kind,
            503,
            {
              type: "unavailable",
              code: "loyalty_unavailable",
              message: expect.stringContaining("go on without it") as string,
              retry_after: expect.any(Number) as number,
            },
          ])
          expect(headers["retry-after"]).toBe(String(told.retry_after))
          expect([fault.kind, bitten(fault.kind)]).toEqual([fault.kind, true])

          simulator.clearFaults()
          await waitFor(async () => (await identify(phone)).status === 200)
          phone = phone === JOHN ? MARIA : JOHN
        }
        const after = await shopper.cart()
        expect([after.total, after.items.length]).toEqual([before.total, before.items.length])
      })

      it("does not refresh the token for each call of a refused burst", async () => {
        const carts = await Promise.all(
          Array.from({ length: 6 }, async () => {
            const one = new Shopper(http, shop)
            await one.fill({ CANDY: 1 })
            return one
          }),
        )
        await shopper.identify()
        simulator.clearRequests()
        simulator.addFault({ kind: "token_expired", endpoint: "identify", times: 6 })
        // Refused together, also on a busy machine: none is sent again before all have come.
        simulator.addFault({ kind: "latency", endpoint: "identify", times: 6, params: { ms: 450 } })
        const answers = await Promise.all(
          carts.map(({ cart_id }) =>
            shopper.post("/store/loyalty/identify", { cart_id, phone: MARIA }),
          ),
        )

        expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
        // One more where a call that began with the new token is refused as well.
        const refreshes = simulator.requests({ endpoint: "token" }).length
        expect(refreshes).toBeGreaterThan(0)
        expect(refreshes).toBeLessThanOrEqual(2)
      })
    })

    describe("rewards", () => {
      it("keep what was granted for the same basket, and lose it with another", async () => {
        const faults = [
          broken("reset"),
          broken("hang"),
          broken("status", { status: 503 }),
          broken("token_expired"),
          broken("malformed_json"),
          broken("html_200"),
          broken("oversized_body"),
          broken("wrong_basket_hash"),
          broken("wrong_session"),
          broken("other_currency"),
        ]
        await shopper.identify()
        await shopper.rewards()
        for (const fault of faults) {
          simulator.addFault({ ...fault, endpoint: "calculateRewards" })
          await markStale()
          const same = await shopper.rewards()
          expect([fault.kind, same.availability, same.discount_total]).toEqual([
            fault.kind,
            "stale",
            DISCOUNT,
          ])
          expect(same.retry_after).toBeGreaterThan(0)
          expect((await shopper.cart()).discount_subtotal).toBe(DISCOUNT)

          await shopper.setQuantity("COF16", 1)
          const changed = await shopper.rewards()
          expect([fault.kind, changed.availability, changed.discount_total]).toEqual([
            fault.kind,
            "unavailable",
            0,
          ])
          expect(changed.rewards.filter(({ amount }) => amount > 0)).toEqual([])
          const cart = await shopper.cart()
          expect([cart.discount_subtotal, cart.item_subtotal]).toEqual([0, 8.16])
          expect([fault.kind, bitten(fault.kind)]).toEqual([fault.kind, true])

          simulator.clearFaults()
          await shopper.setQuantity("COF16", 2)
          await isUp()
          expect((await shopper.cart()).discount_subtotal).toBe(DISCOUNT)
        }
      })

      it("come within their deadline from a slow engine, and carts do not wait", async () => {
        await shopper.identify()
        await shopper.rewards()
        simulator.addFault({
          kind: "latency",
          endpoint: "calculateRewards",
          params: { ms: LATENCY_MS },
        })
        const timed = async <T>(work: Promise<T>): Promise<[T, number]> => {
          const start = performance.now()
          return [await work, performance.now() - start]
        }

        const [cart, cart_ms] = await timed(shopper.setQuantity("CANDY", 2))
        expect(cart.item_subtotal).toBe(8.76)
        expect(cart_ms).toBeLessThan(CALCULATE_MS)

        const [state, rewards_ms] = await timed(shopper.rewards())
        expect(state.availability).toBe("unavailable")
        expect(rewards_ms).toBeGreaterThan(CALCULATE_MS / 2)
        expect(rewards_ms).toBeLessThan(3 * CALCULATE_MS)

        const [order, order_ms] = await timed(shopper.placeOrder())
        expect(order.total).toBeCloseTo(8.76 * 1.0825, 5)
        expect(order_ms).toBeLessThan(LATENCY_MS)
      })

      it("put a choice back that the engine never heard of", async () => {
        await shopper.identify()
        await shopper.rewards()
        simulator.addFault({ kind: "reset", endpoint: "calculateRewards" })
        const state = await shopper.select({ accept: ["PTS-500"] })
        expect(state).toMatchObject({ availability: "stale", discount_total: DISCOUNT })
        expect(state.points.redeem).toBe(0)

        simulator.clearFaults()
        await isUp()
        expect((await shopper.cart()).discount_subtotal).toBe(DISCOUNT)
      })
    })

    describe("checkout with the engine gone", () => {
      const cut = () => simulator.addFault({ kind: "reset", endpoint: "*" })

      it("sells at full price to whoever could not be identified", async () => {
        cut()
        expect((await identify(JOHN)).status).toBe(503)
        const order = await shopper.placeOrder()

        expect(order.total).toBeCloseTo(10.65 * 1.0825, 5)
        expect(await stage.operations(order.id)).toEqual([])
      })

      it("keeps the price of an approved basket, and finalizes when the engine is back", async () => {
        await shopper.identify()
        await shopper.rewards()
        cut()
        const order = await shopper.placeOrder()
        expect(order.total).toBeCloseTo(DISCOUNTED_TOTAL, 5)

        await fulfil(http, admin, order)
        expect(["due", "unknown"]).toContain(await settled(order.id))
        expect(commits(order.id)).toBe(0)
        expect(await shopper.summary(order.id)).toMatchObject({ status: "pending_finalization" })

        simulator.clearFaults()
        await waitFor(async () => {
          await stage.makeDue(order.id)
          await stage.drain()
          return (await shopper.summary(order.id)).status === "finalized"
        })
        expect(commits(order.id)).toBe(1)
        expect(await stage.service.transactionsOfOrder(order.id)).toHaveLength(1)
      })

      it("takes the discounts off a basket that changed, and the order has the price paid", async () => {
        await shopper.identify()
        await shopper.rewards()
        cut()
        await shopper.setQuantity("COF16", 1)
        const { amount } = await shopper.beginPayment()
        expect(amount).toBeCloseTo(CHANGED_FULL_TOTAL, 5)

        const { status, data } = await shopper.complete()
        expect([status, (data as { type: string }).type]).toEqual([200, "order"])
        const { order } = data as { order: { id: string; total: number } }
        expect(order.total).toBeCloseTo(CHANGED_FULL_TOTAL, 5)
        expect(await stage.adjustmentsDue(order.id)).toEqual([])
      })

      it("opens the breaker, says so in health, and closes it after one good answer", async () => {
        const health = async () => {
          const { data } = await shopper.get("/loyalty/health/live")
          return (data as LoyaltyHealthResponse).checks.engines?.[0]
        }
        await shopper.identify()
        await shopper.rewards()
        cut()
        for (let call = 0; call < 5; call++) {
          await markStale()
          await shopper.rewards()
        }
        expect(await health()).toMatchObject({ circuit_breaker: "OPEN", status: "degraded" })
        const asked = simulator.requests().length
        await markStale()
        expect((await shopper.rewards()).availability).toBe("stale")
        expect(simulator.requests()).toHaveLength(asked)

        simulator.clearFaults()
        await waitFor(async () => {
          await markStale()
          return (await shopper.rewards()).availability === "ok"
        })
        expect(await health()).toMatchObject({ circuit_breaker: "CLOSED" })
      })
    })

    const ordered = async () => {
      await shopper.identify()
      await shopper.rewards()
      const order = await shopper.placeOrder()
      await waitFor(() => stage.operation(order.id))
      return order
    }
    const later = async (order_id: string): Promise<void> => {
      await stage.makeDue(order_id)
      await stage.drain()
    }

    describe("a database that ends our statements", () => {
      const { statement, lock } = TIMED_OUT
      const SESSION = "loyalty_engine_session"
      const OPERATION = "loyalty_engine_operation"

      it.each([statement, lock])(
        "in an evaluation (%s) sells at full price, and grants again when it answers",
        async (code) => {
          await shopper.identify()
          await shopper.rewards()
          const when = "NEW.evaluated_at IS DISTINCT FROM OLD.evaluated_at"
          const refusal = await refuseUpdates(stage, { table: SESSION, when, code })
          await shopper.setQuantity("COF16", 1)
          expect((await shopper.rewards()).availability).toBe("stale")
          expect(await refusal.count()).toBeGreaterThan(0)
          expect((await shopper.beginPayment()).amount).toBeCloseTo(CHANGED_FULL_TOTAL, 5)

          await refusal.lift()
          expect((await shopper.rewards()).availability).toBe("ok")
          const order = await shopper.placeOrder()
          expect(order.total).toBeLessThan(CHANGED_FULL_TOTAL - 1)
          expect(await stage.adjustmentsDue(order.id)).toEqual([])
        },
      )

      it.each([statement, lock])(
        "whatever they change of a session (%s) keeps no approved cart from being sold",
        async (code) => {
          await shopper.identify()
          await shopper.rewards()
          await markStale()
          const refusal = await refuseUpdates(stage, { table: SESSION, when: "true", code })
          const order = await shopper.placeOrder()
          expect(order.total).toBeCloseTo(DISCOUNTED_TOTAL, 5)
          await fulfil(http, admin, order)
          await stage.sweep()
          expect(await stage.service.listLoyaltyUndecidedOrders({})).toMatchObject([
            { order_id: order.id, reason: "placement_failed" },
          ])
          expect(await refusal.count()).toBeGreaterThan(1)
          expect(commits(order.id)).toBe(0)

          await refusal.lift()
          await stage.sweep()
          await stage.finalized(order.id)
          expect(commits(order.id)).toBe(1)
          expect(await stage.adjustmentsDue(order.id)).toEqual([])
        },
      )

      it("because a table of ours is locked, sells to strangers, and to members afterwards", async () => {
        const stranger = new Shopper(http, shop)
        await stranger.fill(BASKET)
        await shopper.identify()
        await shopper.rewards()
        await shopper.beginPayment()
        const letGo = await lockTable(stage, SESSION)
        expect((await stranger.placeOrder()).total).toBeCloseTo(10.65 * 1.0825, 5)
        // As Medusa answers where its own tables are locked: nobody can tell whether it may be sold.
        expect((await shopper.complete()).status).toBe(500)

        await letGo()
        const { status, data } = await shopper.complete()
        expect([status, (data as { type: string }).type]).toEqual([200, "order"])
        const { order } = data as { order: { id: string; total: number } }
        expect(order.total).toBeCloseTo(DISCOUNTED_TOTAL, 5)
        await waitFor(() => stage.operation(order.id))
        expect(await stage.adjustmentsDue(order.id)).toEqual([])
      })

      it("that never does, because a table of ours is locked, hangs no checkout and takes no connections", async () => {
        const waiting = async () => {
          const [row] = await stage.sql<{ count: string }>(
            `SELECT count(*) FROM pg_stat_activity
              WHERE datname = current_database() AND wait_event_type = 'Lock'`,
          )
          return Number(row!.count)
        }
        const stranger = new Shopper(http, shop)
        await stranger.fill(BASKET)
        await shopper.identify()
        await shopper.rewards()
        await shopper.beginPayment()
        const letGo = await lockTable(stage, SESSION, 0)
        const begun = performance.now()
        for (let change = 0; change < 15; change++) {
          await stranger.setQuantity("COF16", 1 + (change % 2))
        }
        // Jobs and subscribers may wait as long as they like, and are few.
        expect(await waiting()).toBeLessThan(8)
        expect((await stranger.placeOrder()).total).toBeCloseTo(8.16 * 1.0825, 5)
        expect((await shopper.complete()).status).toBe(500)
        expect(performance.now() - begun).toBeLessThan(30_000)

        await letGo()
        const { status, data } = await shopper.complete()
        expect([status, (data as { type: string }).type]).toEqual([200, "order"])
        const { order } = data as { order: { id: string; total: number } }
        expect(order.total).toBeCloseTo(DISCOUNTED_TOTAL, 5)
        await waitFor(() => stage.operation(order.id))
      })

      it.each([
        ["the claim", statement, OPERATION, "NEW.status = 'in_flight'"],
        ["the freezing of what is sent", lock, OPERATION, "NEW.sealed_body IS NOT NULL"],
        ["the books", statement, SESSION, "NEW.status = 'finalized'"],
        [
          "every outcome",
          lock,
          OPERATION,
          "OLD.status = 'in_flight' AND NEW.status <> 'in_flight'",
        ],
      ])("in a finalize, at %s, books the order once, later", async (_at, code, table, when) => {
        const order = await ordered()
        const refusal = await refuseUpdates(stage, { table, when, code })
        await fulfil(http, admin, order)
        await waitFor(async () => (await refusal.count()) > 0)
        expect(await stage.statusOf(order.id)).toBe("pending_finalization")

        await refusal.lift()
        await waitFor(async () => {
          // A worker that could write nothing more keeps what it claimed until its lease ends.
          await stage.sql(
            `UPDATE loyalty_engine_operation SET lease_until = now() - interval '1 second'
              WHERE order_id = ? AND status = 'in_flight'`,
            [order.id],
          )
          await later(order.id)
          return (await stage.statusOf(order.id)) === "finalized"
        })
        expect(commits(order.id)).toBe(1)
        expect(finalizes()).toHaveLength(1)
        expect(await stage.service.transactionsOfOrder(order.id)).toHaveLength(1)
      })
    })

    describe("finalize", () => {
      it.each(["apply_then_hang", "apply_then_reset", "reset_after_headers", "html_200"] as const)(
        "that was committed and never answered (%s) is asked about and adopted, not sent again",
        async (kind) => {
          simulator.addFault({ kind, endpoint: "finalize", times: 1 })
          const order = await ordered()
          await fulfil(http, admin, order)
          expect(await settled(order.id)).toBe("unknown")
          expect(commits(order.id)).toBe(1)
          expect(await shopper.summary(order.id)).toMatchObject({ expected: true })

          await later(order.id)

          expect(await shopper.summary(order.id)).toMatchObject({
            status: "finalized",
            earned_points: 22,
            points_balance: 5022,
            discount_total: DISCOUNT,
          })
          expect(commits(order.id)).toBe(1)
          expect(finalizes()).toHaveLength(1)
          expect(simulator.requests({ endpoint: "getSessionStatus" })).toHaveLength(1)
          expect(await stage.service.transactionsOfOrder(order.id)).toHaveLength(1)
        },
      )

      it.each([broken("hang"), broken("reset"), broken("status", { status: 503 })])(
        "that never arrived ($kind) is sent again with the same body and key",
        async (fault) => {
          simulator.addFault({ ...fault, endpoint: "finalize", times: 1 })
          const order = await ordered()
          await fulfil(http, admin, order)
          expect(["due", "unknown"]).toContain(await settled(order.id))
          expect(commits(order.id)).toBe(0)

          await later(order.id)

          expect((await shopper.summary(order.id)).status).toBe("finalized")
          expect(commits(order.id)).toBe(1)
          const [first, second, ...more] = finalizes()
          expect(more).toEqual([])
          expect(second?.headers["idempotency-key"]).toBe(`fin:ACME:0300:${order.id}`)
          expect(second?.headers["idempotency-key"]).toBe(first?.headers["idempotency-key"])
          expect(second?.body).toEqual(first?.body)
          expect([first, second].map((sent) => sent?.headers["x-retry-count"])).toEqual(["0", "1"])
        },
      )
    })
  },
})
