import { readFileSync } from "node:fs"

import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from "@medusajs/framework/opentelemetry/sdk-trace-node"
import type { Logger } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import Ajv2020 from "ajv/dist/2020"

import type { RecordedRequest } from "../../packages/pdi-simulator/src/index"
import { LOYALTY_EVENTS } from "../../src/types/events"
import {
  allowLoopbackEngine,
  Clerk,
  describeShop,
  fulfil,
  JOHN,
  Shopper,
  switchOn,
  waitFor,
  type HttpReply,
} from "../helpers"

const TOKEN = "a-token-of-a-scraper"

/** Metric lines by their name and labels. */
const samples = (text: string): Record<string, number> =>
  Object.fromEntries(
    text
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.split(" ").at(-1))]),
  )

const SKIPPED = 'loyalty_evaluations_total{outcome="skipped"}'

/** The port's word for each endpoint that the simulator answers. */
const PORT_WORDS: Partial<Record<RecordedRequest["endpoint"], string>> = {
  identify: "identify",
  calculateRewards: "evaluate",
  finalize: "finalize",
  getSessionStatus: "status",
}

describeShop({
  sites: 1,
  settings: () => ({ supports_reverse: true }),
  configure: async (container) => {
    await allowLoopbackEngine(container)
    const { modules } = container.resolve(ContainerRegistrationKeys.CONFIG_MODULE)
    const loyalty = modules?.["loyalty_engine"] as unknown as { options: Record<string, unknown> }
    loyalty.options["metrics_token"] = TOKEN
    const notification = modules?.["notification"] as unknown as {
      options: { providers: { options: { channels: string[] } }[] }
    }
    notification.options.providers[0]!.options.channels = ["feed", "email", "push"]
  },
  testSuite: ({ http, shop, simulator, stage, admin, getContainer }) => {
    const get = (path: string, headers: Record<string, string> = {}): Promise<HttpReply> =>
      http.get(path, { headers, validateStatus: () => true })
    const scrape = async () => {
      const reply = await get("/loyalty/metrics", { authorization: `Bearer ${TOKEN}` })
      expect(reply.status).toBe(200)
      return samples(reply.data as string)
    }
    const delta = (before: Record<string, number>, after: Record<string, number>) => {
      const changed = Object.entries(after).filter(([name, value]) => value !== (before[name] ?? 0))
      return Object.fromEntries(changed.map(([name, value]) => [name, value - (before[name] ?? 0)]))
    }

    /** Buys and hands over: one session from the phone number to the points. */
    const buy = async () => {
      const shopper = new Shopper(http, shop)
      await shopper.fill({ COF16: 2, CANDY: 3 })
      await shopper.identify()
      await shopper.rewards()
      await shopper.rewards()
      const order = await shopper.placeOrder()
      await fulfil(http, admin, order)
      await stage.finalized(order.id)
      return { shopper, order }
    }

    describe("the API's documents", () => {
      afterEach(() => {
        process.env.NODE_ENV = "test"
      })

      it("can be read in a browser and by a program", async () => {
        const page = await get("/loyalty/docs")
        expect(page.headers["content-type"]).toContain("text/html")
        expect(page.data).toContain("/store/loyalty/identify")

        const document = await get("/loyalty/docs/openapi")
        expect(document.data).toMatchObject({ openapi: "3.1.0" })
      })

      it("are not there in production", async () => {
        process.env.NODE_ENV = "production"

        expect((await get("/loyalty/docs")).status).toBe(404)
        expect((await get("/loyalty/docs/openapi")).status).toBe(404)
      })
    })

    describe("metrics", () => {
      it("are for whoever has the token", async () => {
        expect((await get("/loyalty/metrics")).status).toBe(401)
        expect((await get("/loyalty/metrics", { authorization: "Bearer no" })).status).toBe(401)

        const reply = await get("/loyalty/metrics", { authorization: `Bearer ${TOKEN}` })
        expect(reply.headers["content-type"]).toMatch(/^text\/plain;.*version=0\.0\.4/)
        expect(Buffer.byteLength(reply.data as string)).toBeLessThan(20 * 1024)
      })

      it("are after a purchase what the engine and the database say", async () => {
        await stage.drain()
        const before = await scrape()
        await buy()
        await stage.drain()
        const after = await scrape()
        const changed = delta(before, after)

        // What the engine itself has seen.
        for (const [endpoint, word] of Object.entries(PORT_WORDS)) {
          const seen = simulator.requests().filter((request) => request.endpoint === endpoint)
          const calls = `loyalty_engine_calls_total{provider="pdi",endpoint="${word}",outcome="ok"}`
          expect([word, changed[calls] ?? 0]).toEqual([word, seen.length])
          const timed = `loyalty_engine_call_duration_seconds_count{endpoint="${word}"}`
          expect([word, changed[timed] ?? 0]).toEqual([word, seen.length])
        }
        // Every figure that changed, but for what depends on how fast this machine is: times, and how
        // many of the cart's events are settled together.
        const { [SKIPPED]: skipped, ...others } = changed
        const figures = Object.entries(others).filter(
          ([name]) => !/_(bucket|sum|timestamp_seconds)\b|_seconds(\{|$)|"coalesced"/.test(name),
        )
        const call = (word: string) => ({
          [`loyalty_engine_calls_total{provider="pdi",endpoint="${word}",outcome="ok"}`]: 1,
          [`loyalty_engine_call_duration_seconds_count{endpoint="${word}"}`]: 1,
        })
        expect(Object.fromEntries(figures)).toEqual({
          ...call("identify"),
          ...call("evaluate"),
          ...call("finalize"),
          'loyalty_evaluations_total{outcome="asked"}': 1,
          'loyalty_cart_guard_total{guard="cart_change",outcome="fits"}': 1,
          'loyalty_cart_guard_total{guard="completion",outcome="same_total"}': 1,
          'loyalty_cart_guard_total{guard="payment_start",outcome="pass"}': 2,
          'loyalty_cart_guard_total{guard="hook",outcome="pass"}': 1,
          'loyalty_sessions{status="finalized"}': 1,
        })
        // The second look at the rewards, both guards at payment, and the one at completion.
        expect(skipped).toBeGreaterThanOrEqual(4)

        const [{ sessions } = { sessions: 0 }] = await stage.sql<{ sessions: number }>(
          "SELECT count(*)::int AS sessions FROM loyalty_engine_session WHERE status = 'finalized'",
        )
        expect(after['loyalty_sessions{status="finalized"}']).toBe(sessions)
        expect(after['loyalty_engine_breakers{state="closed"}']).toBe(1)
        expect(after['loyalty_engine_breakers{state="open"}']).toBe(0)
        expect(after['loyalty_job_last_run_ok{job="drain-operations"}']).toBe(1)
        expect(after["loyalty_outbox_oldest_age_seconds"]).toBe(0)
        const total = (name: string) =>
          Object.entries(after).filter(([key]) => key.startsWith(`${name}{`)).length
        expect(total("loyalty_outbox_operations")).toBe(5)
      })

      it("show what waits, and for how long", async () => {
        const shopper = new Shopper(http, shop)
        await shopper.fill({ COF16: 2 })
        await shopper.identify()
        await shopper.rewards()
        const order = await shopper.placeOrder()
        await waitFor(async () => (await stage.statusOf(order.id)) === "pending_finalization")
        const waiting = await scrape()
        expect(waiting['loyalty_outbox_operations{state="waiting"}']).toBe(1)
        expect(waiting["loyalty_outbox_oldest_age_seconds"]).toBe(0)
        expect(waiting['loyalty_sessions{status="pending_finalization"}']).toBe(1)

        await stage.sql(
          `UPDATE loyalty_engine_operation SET status = 'unknown', first_attempt_at = now() - interval '90 s',
                  next_attempt_at = now() + interval '1 hour' WHERE order_id = ? RETURNING id`,
          [order.id],
        )
        const unknown = await scrape()
        expect(unknown['loyalty_outbox_operations{state="unknown"}']).toBe(1)
        expect(unknown["loyalty_outbox_oldest_age_seconds"]).toBeGreaterThanOrEqual(90)
        expect(unknown["loyalty_outbox_oldest_age_seconds"]).toBeLessThan(150)
      })

      it("tell an engine that fails from one that answers", async () => {
        const shopper = new Shopper(http, shop)
        await shopper.fill({ COF16: 2 })
        await shopper.identify()
        const before = await scrape()
        simulator.addFault({
          kind: "status",
          endpoint: "calculateRewards",
          params: { status: 503 },
        })
        await shopper.rewards()

        const changed = delta(before, await scrape())
        expect(changed).toMatchObject({
          'loyalty_engine_calls_total{provider="pdi",endpoint="evaluate",outcome="unavailable"}': 1,
          'loyalty_evaluations_total{outcome="degraded"}': 1,
        })
      })
    })

    describe("notifications", () => {
      const sent = async (order_id: string) =>
        getContainer()
          .resolve(Modules.NOTIFICATION)
          .listNotifications({ resource_id: order_id, resource_type: "order" })
          .then((all) => all.filter(({ template }) => template.startsWith("loyalty")))

      it("are off by default", async () => {
        const { order } = await buy()
        await stage.drain()

        expect(await sent(order.id)).toEqual([])
      })

      it("send the points of a finalized order once, where the store asks for it", async () => {
        const notification = { channel: "email", template: "loyalty-receipt" }
        const [site] = shop.sites
        await switchOn(getContainer(), { site: site!, simulator, settings: { notification } })
        const { shopper, order } = await buy()
        const [receipt] = await waitFor(async () => {
          const found = await sent(order.id)
          // Medusa stores the row before it hands the message to the provider.
          return found.some(({ status }) => status !== "pending") && found
        })
        const summary = await shopper.summary(order.id)

        expect(receipt).toMatchObject({
          to: "shopper@example.com",
          channel: "email",
          template: "loyalty-receipt",
          trigger_type: "loyalty.session_finalized",
          status: "success",
          data: {
            order_id: order.id,
            earned_points: summary.earned_points,
            redeemed_points: summary.redeemed_points,
            points_balance: summary.points_balance,
            discount_total: summary.discount_total,
            currency_code: "usd",
            receipt_id: summary.receipt_id,
          },
        })
        await stage.drain()
        expect(await sent(order.id)).toHaveLength(1)
      })

      it("go out by each channel of a list, each to whom it reaches", async () => {
        const notification = [
          { channel: "push", template: "loyalty-points" },
          // No provider is registered for it: that must not keep the others back.
          { channel: "sms", template: "loyalty-sms" },
          { channel: "email", template: "loyalty-receipt" },
        ]
        const [site] = shop.sites
        await switchOn(getContainer(), { site: site!, simulator, settings: { notification } })
        const { order } = await buy()
        const found = await waitFor(async () => {
          const all = (await sent(order.id)).filter(({ status }) => status === "success")
          return all.length >= 2 && all
        })
        const [row] = await stage.sql<{ customer_id: string }>(
          'SELECT customer_id FROM "order" WHERE id = ?',
          [order.id],
        )
        const receipt = found.find(({ channel }) => channel === "email")
        const push = found.find(({ channel }) => channel === "push")

        expect(row?.customer_id).toMatch(/^cus_/)
        expect(push).toMatchObject({ to: row?.customer_id, template: "loyalty-points" })
        expect(receipt).toMatchObject({ to: "shopper@example.com", template: "loyalty-receipt" })
        expect(push?.data).toEqual(receipt?.data)
        expect(found).toHaveLength(2)
      })
    })

    describe("events", () => {
      it("carry what docs/events says", async () => {
        const bus = getContainer().resolve(Modules.EVENT_BUS)
        const received: { name: string; data: unknown }[] = []
        const listen = async (event: { name: string; data: unknown }) => {
          received.push(event)
        }
        const names = Object.values(LOYALTY_EVENTS)
        names.forEach((name) => bus.subscribe(name, listen, { subscriberId: `test-${name}` }))
        const { order } = await buy()
        const clerk = new Clerk(http, admin, shop.location_id)
        await clerk.takeBack(order, { CANDY: 1 })
        const leaver = new Shopper(http, shop)
        await leaver.fill({ COF16: 1 })
        const session = await leaver.identify()
        await leaver.delete(`/store/loyalty/session/${session.id}?cart_id=${leaver.cart_id}`)
        await switchOn(getContainer(), { site: shop.sites[0]!, simulator })
        await http.post(
          `/admin/loyalty/stores/${shop.sites[0]!.store_id}/config`,
          { enabled: true },
          admin,
        )
        // engine-events.spec.ts has those of an engine in trouble.
        const elsewhere: string[] = [
          LOYALTY_EVENTS.MEMBER_LINKED,
          LOYALTY_EVENTS.AUTH_TOKEN_EXPIRED,
          LOYALTY_EVENTS.PROVIDER_UNAVAILABLE,
          LOYALTY_EVENTS.PROVIDER_RECOVERED,
        ]
        const expected = names.filter((name) => !elsewhere.includes(name))
        await waitFor(() => expected.every((name) => received.some((event) => event.name === name)))
        names.forEach((name) => bus.unsubscribe(name, listen, { subscriberId: `test-${name}` }))

        const faults = received.flatMap(({ name, data }) => {
          const schema = JSON.parse(readFileSync(`docs/events/${name}.json`, "utf8")) as object
          const validate = new Ajv2020({ strict: false }).compile(schema)
          return validate(data) ? [] : [{ name, data, errors: validate.errors }]
        })
        expect(faults).toEqual([])
      })
    })

    describe("readiness", () => {
      it("tells the engines' breakers, asks no engine, and never fails because of one", async () => {
        simulator.addFault({ kind: "status", endpoint: "token", params: { status: 503 } })
        const { status, data } = await get("/loyalty/health/ready")

        expect(status).toBe(200)
        expect(data).toMatchObject({
          status: "healthy",
          checks: { engines: [{ circuit_breaker: "CLOSED", latency: null }] },
        })
        expect(simulator.requests()).toEqual([])
      })
    })

    describe("logs and traces", () => {
      const exporter = new InMemorySpanExporter()
      const provider = new NodeTracerProvider({
        spanProcessors: [new SimpleSpanProcessor(exporter)],
      })

      beforeAll(() => provider.register())
      afterAll(() => provider.shutdown())
      beforeEach(() => exporter.reset())

      it("follow a purchase from the request to the engine, and name nobody", async () => {
        const logger: Logger = getContainer().resolve(ContainerRegistrationKeys.LOGGER)
        const log = vi.spyOn(logger, "log")
        const { shopper, order } = await buy()
        const lines = log.mock.calls as [string, string, Record<string, unknown>][]
        const of = (context: string, name: string) =>
          lines.find(([, message, { context: given }]) => {
            return given === context && message.startsWith(`loyalty: ${name} `)
          })?.[2]
        // The rows say "finalized" a moment before the flow has ended.
        const finalized = await waitFor(() => of("flow", "operation"))
        log.mockRestore()

        const evaluated = of("flow", "evaluate")
        expect(evaluated).toMatchObject({
          service: "medusa-plugin-loyalty",
          outcome: "asked",
          session_id: shopper.session?.id,
          store_id: shop.sites[0]?.store_id,
          correlation_id: expect.any(String),
          trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
          span_id: expect.stringMatching(/^[0-9a-f]{16}$/),
          duration_ms: expect.any(Number),
        })
        const { earned_points } = await shopper.summary(order.id)
        expect(earned_points).toBeGreaterThan(0)
        expect(finalized).toMatchObject({ outcome: "done", order_id: order.id, earned_points })

        // One trace: the flow, the call to the engine, and the request that the engine received.
        const call = lines.find(([, , fields]) => {
          return fields["endpoint"] === "evaluate" && fields["trace_id"] === evaluated?.["trace_id"]
        })
        expect(call?.[2]["correlation_id"]).toBe(evaluated?.["correlation_id"])
        const request = simulator.requests().find(({ endpoint }) => endpoint === "calculateRewards")
        expect(request?.headers["traceparent"]).toBe(
          `00-${String(call?.[2]["trace_id"])}-${String(call?.[2]["span_id"])}-01`,
        )
        expect(request?.headers["x-correlation-id"]).toBe(evaluated?.["correlation_id"])

        const spans = exporter.getFinishedSpans()
        expect(spans.map(({ name }) => name)).toEqual(
          expect.arrayContaining([
            "loyalty.flow.identify",
            "loyalty.engine.identify",
            "loyalty.flow.evaluate",
            "loyalty.engine.evaluate",
            "loyalty.flow.place",
            "loyalty.engine.finalize",
          ]),
        )
        const ours = spans.filter(({ name }) => name.startsWith("loyalty."))
        const told = JSON.stringify([lines, ours.map(({ attributes }) => attributes)])
        expect(told).not.toMatch(/@example\.com|John|demo-secret/)
        expect(told.replace(/\D/g, "")).not.toContain(JOHN.replace(/\D/g, ""))
        expect(told).not.toContain(shopper.cart_id)
      })

      /** Lines and spans of ours that one act leaves behind, until one of them is there. */
      const watched = async (name: string, act: () => Promise<unknown>) => {
        const logger: Logger = getContainer().resolve(ContainerRegistrationKeys.LOGGER)
        const log = vi.spyOn(logger, "log")
        try {
          await act()
          const line = await waitFor(() =>
            (log.mock.calls as [string, string, Record<string, unknown>][]).find(
              ([, message, { context }]) =>
                context === "flow" && message.startsWith(`loyalty: ${name} `),
            ),
          )
          const span = exporter
            .getFinishedSpans()
            .find((each) => each.spanContext().spanId === line[2]["span_id"])
          return { fields: line[2], span }
        } finally {
          log.mockRestore()
        }
      }
      const ordered = async () => {
        const shopper = new Shopper(http, shop)
        await shopper.fill({ COF16: 2 })
        await shopper.identify()
        await shopper.rewards()
        return { shopper, order: await shopper.placeOrder() }
      }
      const store_id = () => shop.sites[0]?.store_id

      it("say whose order was placed, where and by which customer", async () => {
        let made: Awaited<ReturnType<typeof ordered>> | undefined
        const { fields, span } = await watched("place", async () => {
          made = await ordered()
        })
        const [session] = await stage.sql<{ customer_id: string | null }>(
          "SELECT customer_id FROM loyalty_engine_session WHERE order_id = ?",
          [made!.order.id],
        )

        expect(fields).toMatchObject({
          outcome: "placed",
          order_id: made!.order.id,
          session_id: made!.shopper.session?.id,
          store_id: store_id(),
          duration_ms: expect.any(Number),
          correlation_id: expect.any(String),
        })
        expect(fields["customer_id"] ?? null).toBe(session?.customer_id)
        expect(span?.name).toBe("loyalty.flow.place")
        expect(span?.attributes["loyalty.session_id"]).toBe(made!.shopper.session?.id)
      })

      it("say that a session was released, and why", async () => {
        const shopper = new Shopper(http, shop, 0, { "x-correlation-id": "till-8.1" })
        await shopper.fill({ COF16: 1 })
        const session = await shopper.identify()
        const { fields, span } = await watched("release", () =>
          shopper.delete(`/store/loyalty/session/${session.id}?cart_id=${shopper.cart_id}`),
        )

        expect(fields).toMatchObject({
          outcome: "released",
          session_id: session.id,
          store_id: store_id(),
          correlation_id: "till-8.1",
        })
        expect(span?.name).toBe("loyalty.flow.release")
      })

      it("say that the loyalty of a cancelled order ended", async () => {
        const { order, shopper } = await ordered()
        await waitFor(async () => (await stage.statusOf(order.id)) === "pending_finalization")
        const { fields, span } = await watched("cancel", () =>
          http.post(`/admin/orders/${order.id}/cancel`, {}, admin),
        )

        expect(fields).toMatchObject({
          outcome: "cancelled",
          order_id: order.id,
          session_id: shopper.session?.id,
          store_id: store_id(),
        })
        expect(span?.name).toBe("loyalty.flow.cancel")
      })

      it("say that a reversal was booked and what became of it", async () => {
        const { order, shopper } = await buy()
        const { fields, span } = await watched("book_reversal", async () => {
          await new Clerk(http, admin, shop.location_id).takeBack(order, { COF16: 1 })
        })

        expect(fields).toMatchObject({
          outcome: "booked",
          order_id: order.id,
          session_id: shopper.session?.id,
          store_id: store_id(),
        })
        expect(span?.name).toBe("loyalty.flow.book_reversal")
      })

      it("say that a member was linked to a customer, and erased", async () => {
        const { shopper } = await ordered()
        const [session] = await stage.sql<{ member_id: string }>(
          "SELECT member_id FROM loyalty_engine_session WHERE id = ?",
          [shopper.session!.id],
        )
        const customers = getContainer().resolve(Modules.CUSTOMER)
        const { id: customer_id } = await customers.createCustomers({ email: "li@example.com" })
        const member = `/admin/loyalty/members/${session!.member_id}`
        const linked = await watched("link", () =>
          http.post(`${member}/link`, { customer_id, reason: "the same person" }, admin),
        )
        expect(linked.fields).toMatchObject({
          outcome: "linked",
          customer_id,
          store_id: store_id(),
          correlation_id: expect.any(String),
        })
        expect(linked.span?.name).toBe("loyalty.flow.link")

        const erased = await watched("erase", () =>
          http.post(`${member}/erase`, { reason: "asked for it" }, admin),
        )
        expect(erased.fields).toMatchObject({ outcome: "waiting" })
        expect(erased.span?.name).toBe("loyalty.flow.erase")
        expect(JSON.stringify(erased.fields)).not.toContain(session!.member_id)
      })

      it("tell the caller the correlation id, given or made, also of a refusal", async () => {
        const shopper = new Shopper(http, shop)
        await shopper.fill({ COF16: 1 })
        const identify = (body: object, headers: Record<string, string> = {}) =>
          http.post("/store/loyalty/identify", body, {
            headers: { "x-publishable-api-key": shop.sites[0]!.publishable_key, ...headers },
            validateStatus: () => true,
          })
        const made = await identify({ cart_id: shopper.cart_id, phone: JOHN })
        const [asked] = simulator.requests().filter(({ endpoint }) => endpoint === "identify")
        expect(made.headers["x-correlation-id"]).toMatch(/^lcor_/)
        expect(made.headers["x-correlation-id"]).toBe(asked?.headers["x-correlation-id"])

        const given = { "x-correlation-id": "till-9" }
        const refused = await identify({ cart_id: shopper.cart_id, phone: "1" }, given)
        expect([refused.status, refused.headers["x-correlation-id"]]).toEqual([400, "till-9"])
        const unfit = await identify(
          { cart_id: shopper.cart_id, phone: JOHN },
          { "x-correlation-id": "a b" },
        )
        expect(unfit.headers["x-correlation-id"]).toMatch(/^lcor_/)
      })

      it("tell it of bodies that are refused, in Admin, and by the guards of carts", async () => {
        const shopper = new Shopper(http, shop)
        await shopper.fill({ COF16: 1 })
        const given = { "x-correlation-id": "till-11" }
        const store = { "x-publishable-api-key": shop.sites[0]!.publishable_key, ...given }
        const post = (path: string, headers: object) =>
          http.post(path, { not: "known" }, { headers: { ...headers }, validateStatus: () => true })
        const replies = [
          await post("/store/loyalty/identify", store),
          await post("/admin/loyalty/stores/switch", { ...admin.headers, ...given }),
          await http.post(`/store/carts/${shopper.cart_id}`, {}, { headers: store }),
          await http.get("/admin/loyalty/stores", { headers: { ...admin.headers, ...given } }),
        ]

        expect(replies.map(({ status }) => status)).toEqual([400, 400, 200, 200])
        expect(replies.map(({ headers }) => headers["x-correlation-id"])).toEqual(
          replies.map(() => "till-11"),
        )
      })

      it("take the caller's correlation id", async () => {
        const shopper = new Shopper(http, shop, 0, { "x-correlation-id": "till-7.42" })
        await shopper.fill({ COF16: 1 })
        await shopper.identify()

        const [request] = simulator.requests().filter(({ endpoint }) => endpoint === "identify")
        expect(request?.headers["x-correlation-id"]).toBe("till-7.42")
      })
    })
  },
})
