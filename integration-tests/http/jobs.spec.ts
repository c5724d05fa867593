import { createRequire } from "node:module"

import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import type * as bootSweep from "../../src/modules/loyalty/boot-sweep"
import type { LoyaltyHealthResponse } from "../../src/types/http/health"
import type {
  AdminLoyaltyDifferenceListResponse,
  AdminLoyaltySessionListResponse,
  AdminLoyaltySessionResponse,
  AdminLoyaltyUndecidedOrder,
  AdminLoyaltyUndecidedOrderListResponse,
} from "../../src/types/http"
import type * as erasing from "../../src/workflows/loyalty/flows/erase-member"
import type * as expiring from "../../src/workflows/loyalty/flows/expire-sessions"
import type * as housekeeping from "../../src/workflows/loyalty/flows/keep-house"
import type * as reconciling from "../../src/workflows/loyalty/flows/reconcile-orders"
import type * as flows from "../../src/workflows/loyalty/flows/run-job"
import type * as sweeping from "../../src/workflows/loyalty/flows/sweep-orders"
import { describeShop, fulfil, itemsOf, leapt, Shopper, waitFor, type Order } from "../helpers"
import { finishedOrders } from "../helpers/finished-orders"

const BASKET = { COF16: 2, CANDY: 3 }
const SHORT_LEASE_S = 1
const HOUR_MS = 3_600_000
/** More than two batches of the archive. */
const HEAP = 450

/** Jobs and flows come from Medusa's own module graph: Vite would load a second instance. */
const load = createRequire(import.meta.url)
const { runJob } = load("../../src/workflows/loyalty/flows/run-job") as typeof flows
const { sweepAtBoot } = load("../../src/modules/loyalty/boot-sweep") as typeof bootSweep

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
    const undecided = async (): Promise<AdminLoyaltyUndecidedOrder[]> => {
      const { data } = await http.get("/admin/loyalty/undecided-orders", admin)
      const reply = data as AdminLoyaltyUndecidedOrderListResponse
      expect(reply.orders_without_decision).toBe(reply.undecided_orders.length)
      expect(await stage.service.ordersWithoutDecision()).toBe(reply.count)
      const metrics = String((await http.get("/loyalty/metrics")).data)
      expect(metrics).toContain(`\nloyalty_orders_without_decision ${reply.count}\n`)
      return reply.undecided_orders
    }
    const differences = async () => {
      const { data } = await http.get("/admin/loyalty/differences", admin)
      return (data as AdminLoyaltyDifferenceListResponse).differences
    }
    /** As if the placed event had been lost. */
    const forgetPlacement = async (order_id: string): Promise<void> => {
      await stage.sql("DELETE FROM loyalty_engine_operation WHERE order_id = ?", [order_id])
      await stage.sql(
        `UPDATE loyalty_engine_session SET status = 'active', order_id = NULL WHERE order_id = ?`,
        [order_id],
      )
    }
    const makeOld = (order_id: string, days: number) =>
      stage.sql(
        `UPDATE loyalty_engine_session SET updated_at = now() - (? * interval '1 day')
          WHERE order_id = ?`,
        [days, order_id],
      )
    const archived = () =>
      stage.sql<{ id: string }>("SELECT id FROM loyalty_engine_session_archive")

    beforeEach(() => {
      shopper = new Shopper(http, shop)
    })

    describe("a job", () => {
      const leaseOf = async (job: string) => (await stage.lastRun(job))?.lease_until?.getTime() ?? 0
      /** Runs a job whose work goes on until `until` says so. */
      const longRun = (
        job: string,
        until: (run: Parameters<flows.JobInput["work"]>[0]) => Promise<unknown>,
      ) =>
        runJob(getContainer(), {
          job,
          lease_s: SHORT_LEASE_S,
          work: async (run) => {
            await until(run)
            return { done: 1 }
          },
        })

      it("runs once at a time, also when a run takes longer than its lease", async () => {
        let runs = 0
        let over = false
        const long = longRun("long", async (run) => {
          runs += 1
          const first = await leaseOf("long")
          // Longer than the lease it began with: only the renewals keep the others out.
          await waitFor(async () => (await leaseOf("long")) > first + 2_000 * SHORT_LEASE_S)
          expect(run.isOver()).toBe(false)
          over = true
        })
        await waitFor(() => runs === 1)
        const turned_away: boolean[] = []
        await waitFor(async () => {
          turned_away.push(await longRun("long", () => Promise.resolve((runs += 1))))
          return over
        })
        expect(await long).toBe(true)

        // The last one may have come when the run was over and its lease was free.
        expect(new Set(turned_away.slice(0, -1))).toEqual(new Set([false]))
        expect(runs).toBeLessThanOrEqual(2)
        expect(await stage.lastRun("long")).toMatchObject({
          outcome: "ok",
          figures: { done: 1 },
          error: null,
          lease_until: null,
        })
      })

      it("stops, and writes nothing, once another process has taken its lease", async () => {
        const took = await longRun("stolen", async (run) => {
          await stage.sql(
            "UPDATE loyalty_engine_job_run SET lease_owner = 'another' WHERE job = 'stolen'",
          )
          await waitFor(() => run.isOver())
        })
        expect(took).toBe(true)
        const run = await stage.lastRun("stolen")
        expect(run).toMatchObject({ lease_owner: "another", outcome: null, finished_at: null })
      })

      it("stops at the end of its lease when the lease cannot be renewed", async () => {
        await longRun("unrenewed", async (run) => {
          const broken = vi
            .spyOn(stage.service, "renewJob")
            .mockRejectedValue(new Error("no database"))
          await waitFor(() => run.isOver())
          broken.mockRestore()
        })
        expect(await stage.lastRun("unrenewed")).toMatchObject({ outcome: "stopped" })
      })

      it("writes that it failed, and runs again", async () => {
        await runJob(getContainer(), {
          job: "failing",
          work: () => Promise.reject(new Error("secret 415-555-0100")),
        })
        const failed = await stage.lastRun("failing")
        expect(failed).toMatchObject({ outcome: "failed", error: "Error", lease_until: null })
        await runJob(getContainer(), { job: "failing", work: () => Promise.resolve({ seen: 2 }) })
        expect(await stage.lastRun("failing")).toMatchObject({
          outcome: "ok",
          figures: { seen: 2 },
          error: null,
        })
      })

      it("leaves a sweep alone that ran out of its lease: nothing is taken off the list", async () => {
        await stage.service.noteUndecided({
          order_id: "order_x",
          session_id: null,
          store_id: null,
          reason: "finalize_dead",
        })
        const { sweepOrders } = load("../../src/workflows/loyalty/flows/sweep-orders") as {
          sweepOrders: (container: unknown, run: { isOver(): boolean }) => Promise<unknown>
        }
        await sweepOrders(getContainer(), { isOver: () => true })
        expect(await undecided()).toMatchObject([{ order_id: "order_x" }])
        await stage.sweep()
        expect(await undecided()).toEqual([])
      })
    })

    describe("the sweeper", () => {
      it("binds at boot the order whose event was lost, also under a dead process's lease", async () => {
        const order = await bought()
        await forgetPlacement(order.id)
        await stage.sweep()
        await forgetPlacement(order.id)
        await stage.sql(
          `UPDATE loyalty_engine_job_run SET lease_until = now() + interval '1 second',
                  lease_owner = 'killed' WHERE job = 'sweep-orders'`,
        )

        await sweepAtBoot({ lease_s: 2 })

        expect(await stage.statusOf(order.id)).toBe("pending_finalization")
        expect(await stage.operations(order.id)).toHaveLength(1)
      })

      it("leaves the sweep at boot to the worker where there is one", async () => {
        const { projectConfig } = getContainer().resolve(ContainerRegistrationKeys.CONFIG_MODULE)
        const mode = projectConfig.workerMode
        const order = await bought()
        await forgetPlacement(order.id)
        try {
          projectConfig.workerMode = "server"
          await sweepAtBoot({ lease_s: 2 })
        } finally {
          projectConfig.workerMode = mode
        }
        expect(await stage.statusOf(order.id)).toBeUndefined()
      })

      it("grants what was approved where the clock of the completing process was behind", async () => {
        await shopper.fill({ ...BASKET, ENERGY: 1 })
        await shopper.setQuantity("ENERGY", 0)
        await shopper.identify()
        await shopper.rewards()
        const order = await shopper.placeOrder()
        const { snapshot } = await waitFor(() => stage.operation(order.id))
        expect(snapshot).toMatchObject({ placement: { lines: [{}, {}], rewards: [{}, {}] } })
        await forgetPlacement(order.id)
        // As if the lines that are sold, and the one that was taken out, were of a later time.
        await stage.sql(
          `UPDATE cart SET completed_at = completed_at - interval '10 minutes'
            WHERE id = (SELECT cart_id FROM order_cart WHERE order_id = ?)`,
          [order.id],
        )
        await stage.sweep()

        expect((await stage.operation(order.id)).snapshot).toEqual(snapshot)
        expect(await stage.adjustmentsDue(order.id)).toEqual([])
      })

      it("finalizes an order whose fulfilment event was lost", async () => {
        const order = await bought()
        // Nobody hears of it: no event goes through Medusa's workflow.
        await stage.sql("UPDATE order_item SET fulfilled_quantity = quantity WHERE order_id = ?", [
          order.id,
        ])
        await stage.sql(
          `UPDATE order_item SET raw_fulfilled_quantity = raw_quantity WHERE order_id = ?`,
          [order.id],
        )
        await stage.sweep()
        expect(await stage.statusOf(order.id)).toBe("finalized")
        expect(commits(order.id)).toBe(1)
        expect(await undecided()).toEqual([])
      })

      it("gives a finalize to a session that lost its own", async () => {
        const order = await bought()
        await stage.sql("DELETE FROM loyalty_engine_operation WHERE order_id = ?", [order.id])
        await stage.sweep()
        expect(await stage.operations(order.id)).toHaveLength(1)
        expect(await undecided()).toEqual([])
      })

      it("lists what was given up on, until it is decided", async () => {
        const order = await bought()
        await stage.sql("UPDATE loyalty_engine_operation SET status = 'dead' WHERE order_id = ?", [
          order.id,
        ])
        await stage.sweep()
        await stage.sweep()
        const session_id = shopper.keys().session_id
        expect(await undecided()).toMatchObject([
          { order_id: order.id, session_id, reason: "finalize_dead" },
        ])
        const filtered = await http.get(
          `/admin/loyalty/undecided-orders?order_id=${order.id}&store_id=another`,
          admin,
        )
        expect(filtered.data).toMatchObject({ count: 0, orders_without_decision: 1 })

        await http.post(
          `/admin/loyalty/sessions/${session_id}/cancel`,
          { reason: "settled" },
          admin,
        )
        await stage.sweep()
        expect(await undecided()).toEqual([])
        expect(await stage.lastRun("sweep-orders")).toMatchObject({ figures: { resolved: 1 } })
      })

      it("lists an order that a completion was killed after, and takes it off when it is cancelled", async () => {
        const order = await bought()
        await forgetPlacement(order.id)
        // Medusa died between making the order and tying it to its cart.
        await stage.sql("DELETE FROM order_cart WHERE order_id = ?", [order.id])
        await stage.sweep()
        // A completion may still be at work on an order so young.
        expect(await undecided()).toEqual([])

        await stage.sql(
          `UPDATE "order" SET created_at = now() - interval '10 minutes' WHERE id = ?`,
          [order.id],
        )
        await stage.sweep()
        await stage.sweep()
        expect(await undecided()).toMatchObject([
          {
            order_id: order.id,
            session_id: shopper.keys().session_id,
            reason: "completion_unfinished",
          },
        ])
        expect(await stage.service.operationOfOrder(order.id)).toBeNull()

        await http.post(`/admin/orders/${order.id}/cancel`, {}, admin)
        await stage.sweep()
        expect(await undecided()).toEqual([])
      })

      it("lists an order that was placed and never paid", async () => {
        const order = await bought()
        await stage.sql(
          `UPDATE payment_collection SET status = 'not_paid' WHERE id IN
             (SELECT payment_collection_id FROM order_payment_collection WHERE order_id = ?)`,
          [order.id],
        )
        await fulfil(http, admin, order)
        await stage.sweep()
        expect(await undecided()).toEqual([])
        // Also when its handover is overdue: that is not what it waits for.
        for (const hours of [1, 15 * 24]) {
          await stage.sql(
            `UPDATE loyalty_engine_operation SET created_at = now() - make_interval(hours => ?)
              WHERE order_id = ?`,
            [hours, order.id],
          )
          await stage.sweep()
          expect(await undecided()).toMatchObject([
            { order_id: order.id, reason: "payment_missing" },
          ])
        }
        expect(commits(order.id)).toBe(0)

        await stage.sql(
          `UPDATE payment_collection SET status = 'authorized' WHERE id IN
             (SELECT payment_collection_id FROM order_payment_collection WHERE order_id = ?)`,
          [order.id],
        )
        await stage.sweep()
        expect(await undecided()).toEqual([])
        expect(commits(order.id)).toBe(1)
      })

      it("lists an order whose payment was never tied to it, until it is paid or cancelled", async () => {
        const killed = async (): Promise<Order> => {
          shopper = new Shopper(http, shop)
          const order = await bought()
          // Medusa died between tying the order to its cart and to its payment.
          await stage.sql("DELETE FROM order_payment_collection WHERE order_id = ?", [order.id])
          await stage.sql(
            `UPDATE loyalty_engine_operation SET created_at = now() - interval '1 hour'
              WHERE order_id = ?`,
            [order.id],
          )
          return order
        }
        const listed = async () =>
          (await undecided()).map(({ order_id, reason }) => [order_id, reason])
        const order = await killed()
        await fulfil(http, admin, order)
        const other = await killed()
        await stage.sweep()
        expect((await listed()).sort()).toEqual(
          [order, other].map(({ id }) => [id, "payment_missing"]).sort(),
        )
        expect(commits(order.id)).toBe(0)

        const made = await http.post(
          "/admin/payment-collections",
          { order_id: order.id, amount: order.total },
          admin,
        )
        const { id } = (made.data as { payment_collection: { id: string } }).payment_collection
        const paid = { order_id: order.id }
        await http.post(`/admin/payment-collections/${id}/mark-as-paid`, paid, admin)
        await http.post(`/admin/orders/${other.id}/cancel`, {}, admin)
        await stage.sweep()
        await stage.finalized(order.id)
        expect(commits(order.id)).toBe(1)
        expect(await stage.statusOf(other.id)).toBe("failed")
        await stage.sweep()
        expect(await listed()).toEqual([])
      })

      it("lists an order that nobody has handed over for long, until somebody does", async () => {
        const order = await bought()
        const waitedFor = (days: number) =>
          stage.sql(
            `UPDATE loyalty_engine_operation SET created_at = now() - make_interval(days => ?)
              WHERE order_id = ?`,
            [days, order.id],
          )
        await waitedFor(13)
        await stage.sweep()
        expect(await undecided()).toEqual([])

        await waitedFor(15)
        await stage.sweep()
        expect(await undecided()).toEqual([
          expect.objectContaining({ order_id: order.id, reason: "handover_overdue" }),
        ])
        expect(commits(order.id)).toBe(0)

        await fulfil(http, admin, order)
        await stage.finalized(order.id)
        await stage.sweep()
        expect(await undecided()).toEqual([])
        expect(commits(order.id)).toBe(1)
      })

      it("lists an order that cannot be placed, and places the others", async () => {
        const order = await bought()
        await forgetPlacement(order.id)
        shopper = new Shopper(http, shop)
        const other = await bought()
        await forgetPlacement(other.id)
        const place = stage.service.placeOrder.bind(stage.service)
        const broken = vi
          .spyOn(stage.service, "placeOrder")
          .mockImplementation((input, ...rest) =>
            input.order_id === order.id
              ? Promise.reject(new Error("broken"))
              : place(input, ...rest),
          )
        await stage.sweep()
        broken.mockRestore()

        expect(await stage.statusOf(other.id)).toBe("pending_finalization")
        expect(await undecided()).toMatchObject([
          { order_id: order.id, reason: "placement_failed" },
        ])
        await stage.sweep()
        expect(await undecided()).toEqual([])
        expect(await stage.statusOf(order.id)).toBe("pending_finalization")
      })

      it("looks at all since the last sweep that went well, however long others have failed", async () => {
        const order = await finalized()
        await stage.sweep()
        await stage.sql(
          `UPDATE loyalty_engine_job_run
              SET started_at = now() - interval '80 hours', finished_at = now() - interval '80 hours',
                  ok_started_at = now() - interval '80 hours'
            WHERE job = 'sweep-orders' RETURNING id`,
        )
        // As if Medusa had taken the goods back and the event had been lost.
        const [line] = itemsOf(order, { COF16: 1 })
        await stage.sql(
          `UPDATE order_item SET return_received_quantity = 1,
                  raw_return_received_quantity = '{"value": "1", "precision": 20}'
            WHERE item_id = ?`,
          [line?.id],
        )
        await stage.sql(
          `UPDATE "order" SET updated_at = now() - interval '70 hours' WHERE id = ?`,
          [order.id],
        )
        await makeOld(order.id, 4)
        const failing = () => Promise.reject(new Error("no database"))
        await runJob(getContainer(), { job: "sweep-orders", work: failing })
        expect(await stage.lastRun("sweep-orders")).toMatchObject({ outcome: "failed" })

        await stage.sweep()
        expect(await stage.service.reversalsOfOrder(order.id)).toHaveLength(1)
        expect(await stage.lastRun("sweep-orders")).toMatchObject({ outcome: "ok" })
      })

      it("lists a changed order that cannot be settled, and tries again however old it is", async () => {
        const order = await finalized()
        const reversals = stage.service.reversalsOfOrder.bind(stage.service)
        const broken = vi
          .spyOn(stage.service, "reversalsOfOrder")
          .mockImplementation((order_id, ...rest) =>
            order_id === order.id
              ? Promise.reject(new Error("broken"))
              : reversals(order_id, ...rest),
          )
        const unsettled = [{ order_id: order.id, reason: "settlement_failed" }]
        await stage.sweep()
        expect(await undecided()).toMatchObject(unsettled)

        await stage.sql(`UPDATE "order" SET updated_at = now() - interval '5 hours' WHERE id = ?`, [
          order.id,
        ])
        await makeOld(order.id, 1)
        await stage.sweep()
        expect(await undecided()).toMatchObject(unsettled)

        broken.mockRestore()
        await stage.sweep()
        expect(await undecided()).toEqual([])
      })
    })

    describe("sessions whose time is over", () => {
      it("end, although one of them cannot", async () => {
        const identified = async (): Promise<string> => {
          shopper = new Shopper(http, shop)
          await shopper.fill(BASKET)
          await shopper.identify()
          return shopper.keys().session_id
        }
        // In the order in which they are looked at.
        const [stuck = "", other = ""] = [await identified(), await identified()].sort()
        await stage.sql(
          "UPDATE loyalty_engine_session SET expires_at = now() - interval '1 minute'",
        )
        const read = stage.service.sessionById.bind(stage.service)
        const broken = vi
          .spyOn(stage.service, "sessionById")
          .mockImplementation((id, ...rest) =>
            id === stuck ? Promise.reject(new Error("broken")) : read(id, ...rest),
          )
        await stage.expire()
        broken.mockRestore()

        expect((await stage.service.sessionById(stuck))?.status).toBe("active")
        expect((await stage.service.sessionById(other))?.status).toBe("failed")
        expect(await stage.lastRun("expire-sessions")).toMatchObject({
          figures: { expired: 1, failed: 1 },
        })
      })
    })

    describe("members who wait for their erasure", () => {
      it("are erased, although one of them cannot be", async () => {
        const memberOf = async (number: number): Promise<string> => {
          const { id } = await stage.service.upsertMember({
            provider_id: "pdi",
            participant_id: "ACME",
            identifier: null,
            identified: {
              provider_member_id: `CUST-${number}`,
              masked_identifier: null,
              name: null,
              tier: null,
              points_balance: 0,
            },
          })
          const cause = { reason: "asked for it", actor: "test", correlation_id: "test" }
          await stage.service.requestErasure(id, cause)
          return id
        }
        // In the order in which they are looked at.
        const [stuck = "", other = ""] = [await memberOf(1), await memberOf(2)].sort()
        const read = stage.service.activeSessionsOfMember.bind(stage.service)
        const broken = vi
          .spyOn(stage.service, "activeSessionsOfMember")
          .mockImplementation((id, ...rest) =>
            id === stuck ? Promise.reject(new Error("broken")) : read(id, ...rest),
          )
        await stage.erase()
        broken.mockRestore()

        expect((await stage.service.memberById(stuck))?.erased_at).toBeNull()
        expect((await stage.service.memberById(other))?.erased_at).not.toBeNull()
        expect(await stage.lastRun("erase-members")).toMatchObject({
          outcome: "ok",
          figures: { erased: 1, waiting: 0, failed: 1 },
        })
      })
    })

    describe("the work of a job, without the lease that keeps runs apart", () => {
      const FLOW = "workflows/loyalty/flows"
      const forEver = { isOver: () => false }
      const atOnce = (work: () => Promise<unknown>) => Promise.all([1, 2, 3].map(work))

      it("is done once by three sweeps and three comparisons at the same time", async () => {
        const lost = await bought()
        await forgetPlacement(lost.id)
        const before = await stage.transitions(shopper.keys().session_id)
        const { sweepOrders } = stage.load<typeof sweeping>(`${FLOW}/sweep-orders`)
        await atOnce(() => sweepOrders(getContainer(), forEver))
        expect(await stage.operations(lost.id)).toHaveLength(1)
        expect(await stage.transitions(shopper.keys().session_id)).toEqual([
          ...before,
          "active>pending_finalization",
        ])
        await fulfil(http, admin, lost)
        await stage.finalized(lost.id)
        expect(commits(lost.id)).toBe(1)

        await stage.sql(
          "UPDATE loyalty_engine_transaction SET earned_points = earned_points + 7 WHERE order_id = ?",
          [lost.id],
        )
        const { reconcileOrders } = stage.load<typeof reconciling>(`${FLOW}/reconcile-orders`)
        await atOnce(() => reconcileOrders(getContainer(), forEver))
        expect((await differences()).map(({ field }) => field)).toEqual(["earned_points"])
      })

      it("is done once by three runs that erase, and three that forget", async () => {
        const order = await finalized()
        const { member_id } = (await stage.service.sessionOfOrder(order.id))!
        const cause = { reason: "asked for it", actor: "test", correlation_id: "test" }
        await stage.service.requestErasure(member_id, cause)
        const { eraseWaitingMembers } = stage.load<typeof erasing>(`${FLOW}/erase-member`)
        await atOnce(() => eraseWaitingMembers(getContainer(), forEver))
        const { clearForgotten } = stage.load<typeof housekeeping>(`${FLOW}/keep-house`)
        await atOnce(() => clearForgotten(getContainer(), forEver))

        const [member] = await stage.service.listLoyaltyMembers({ id: member_id })
        expect(member?.erased_at).not.toBeNull()
        const audit = await stage.service.listLoyaltyAuditEntries({ subject_id: member_id })
        expect(audit.filter(({ action }) => action === "member.erase")).toHaveLength(1)
        expect(commits(order.id)).toBe(1)
      })
    })

    describe.each([
      ["an hour back", -HOUR_MS],
      ["a day ahead", 24 * HOUR_MS],
    ])("with this machine's clock set %s", (_where, by_ms) => {
      const FLOW = "workflows/loyalty/flows"
      const forEver = { isOver: () => false }
      const begun = async (): Promise<string> => {
        const one = new Shopper(http, shop)
        await one.fill(BASKET)
        return (await one.identify()).id
      }
      const statusOf = async (id: string) => (await stage.service.sessionById(id))?.status

      it("jobs end, place, compare and clear what the database's clock says", async () => {
        const [lost, over, fresh] = [await bought(), await begun(), await begun()]
        await forgetPlacement(lost.id)
        await stage.sql(
          "UPDATE loyalty_engine_session SET expires_at = now() - interval '1 minute' WHERE id = ?",
          [over],
        )
        const { expireSessions } = stage.load<typeof expiring>(`${FLOW}/expire-sessions`)
        await leapt(by_ms, () => expireSessions(getContainer(), forEver))
        expect([await statusOf(over), await statusOf(fresh)]).toEqual(["failed", "active"])

        const { sweepOrders } = stage.load<typeof sweeping>(`${FLOW}/sweep-orders`)
        await leapt(by_ms, () => sweepOrders(getContainer(), forEver))
        expect(await stage.statusOf(lost.id)).toBe("pending_finalization")
        expect(await undecided()).toEqual([])
        await fulfil(http, admin, lost)
        await stage.finalized(lost.id)

        const { reconcileOrders } = stage.load<typeof reconciling>(`${FLOW}/reconcile-orders`)
        expect(await leapt(by_ms, () => reconcileOrders(getContainer(), forEver))).toMatchObject({
          compared: 1,
          differences: 0,
        })
        const house = stage.load<typeof housekeeping>(`${FLOW}/keep-house`)
        const kept = await leapt(by_ms, async () => ({
          ...(await house.archiveSessions(getContainer(), forEver)),
          ...(await house.clearForgotten(getContainer(), forEver)),
        }))
        expect(kept).toMatchObject({ archived: 0, engine_calls: 0 })
        expect(commits(lost.id)).toBe(1)
      })

      it("health says of a job whether it runs as the database's clock says", async () => {
        await stage.service.startJob({ job: "running", lease_s: 60, owner: "test" })
        await stage.service.startJob({ job: "killed", lease_s: 60, owner: "test" })
        await stage.sql(
          `UPDATE loyalty_engine_job_run SET lease_until = now() - interval '1 minute'
            WHERE job = 'killed'`,
        )
        const { data } = await leapt(by_ms, () => http.get("/loyalty/health/live"))
        const { jobs = [] } = (data as LoyaltyHealthResponse).checks
        const running = jobs.map(({ job, running }) => [job, running])
        expect(running).toEqual(
          expect.arrayContaining([
            ["running", true],
            ["killed", false],
          ]),
        )
      })
    })

    describe("reconciliation", () => {
      it("finds nothing where both books say the same", async () => {
        await finalized()
        await stage.reconcile()
        expect(await stage.lastRun("reconcile-orders")).toMatchObject({
          outcome: "ok",
          figures: { compared: 1, differences: 0, unanswered: 0 },
        })
        expect(await differences()).toEqual([])
      })

      it("lists each field that differs, once, and resolves what was put right", async () => {
        const order = await finalized()
        const [booked] = await stage.service.transactionsOfOrder(order.id)
        await stage.sql(
          `UPDATE loyalty_engine_transaction SET earned_points = earned_points + 7,
                  receipt_id = 'RCP-0' WHERE order_id = ?`,
          [order.id],
        )
        await stage.reconcile()
        await stage.reconcile()

        const found = await differences()
        expect(found.map(({ field }) => field).sort()).toEqual(["earned_points", "receipt_id"])
        const points = found.find(({ field }) => field === "earned_points")
        expect(points).toMatchObject({
          order_id: order.id,
          ours: String(booked!.earned_points + 7),
          theirs: String(booked!.earned_points),
        })
        expect(await stage.lastRun("reconcile-orders")).toMatchObject({
          figures: { compared: 1, differences: 2, found: 0 },
        })
        const one = await http.get(
          `/admin/loyalty/differences?order_id=${order.id}&field=receipt_id`,
          admin,
        )
        expect(one.data).toMatchObject({ count: 1 })

        await stage.sql(
          "UPDATE loyalty_engine_transaction SET earned_points = ? WHERE order_id = ?",
          [booked!.earned_points, order.id],
        )
        await stage.reconcile()
        expect((await differences()).map(({ field }) => field)).toEqual(["receipt_id"])
      })

      it("goes on comparing an old order while it is listed, and sees that the engine forgot it", async () => {
        const order = await finalized()
        simulator.reset()
        await stage.reconcile()
        const forgotten = { order_id: order.id, field: "status", ours: "finalized" }
        expect(await differences()).toMatchObject([{ ...forgotten, theirs: "not_found" }])

        await stage.sql(
          "UPDATE loyalty_engine_operation SET done_at = now() - interval '60 days' WHERE order_id = ?",
          [order.id],
        )
        await stage.reconcile()
        expect(await stage.lastRun("reconcile-orders")).toMatchObject({ figures: { compared: 1 } })
      })

      it("changes nothing while the engine cannot be asked", async () => {
        await finalized()
        simulator.addFault({
          kind: "status",
          endpoint: "getSessionStatus",
          params: { status: 503 },
        })
        await stage.reconcile()
        expect(await stage.lastRun("reconcile-orders")).toMatchObject({
          figures: { compared: 0, unanswered: 1 },
        })
        await stage.sql("UPDATE loyalty_engine_store_credential SET sealed = 'v1.k1.x.y.z'")
        await stage.reconcile()
        expect(await stage.lastRun("reconcile-orders")).toMatchObject({
          figures: { compared: 0, unanswered: 1 },
        })
        expect(await differences()).toEqual([])
      })
    })

    describe("the archive", () => {
      it("takes old decided sessions whole, and every route still finds them", async () => {
        const order = await finalized()
        const session_id = shopper.keys().session_id
        const summary = await shopper.summary(order.id)
        const before = await http.get(`/admin/loyalty/sessions/${session_id}`, admin)
        await makeOld(order.id, 29)
        await stage.archive()
        expect(await archived()).toEqual([])

        await makeOld(order.id, 31)
        await stage.archive()
        expect(await archived()).toEqual([{ id: session_id }])
        expect(await stage.service.listLoyaltySessions({ id: session_id })).toEqual([])
        expect(await stage.lastRun("archive-sessions")).toMatchObject({
          figures: { archived: 1, batches: 1 },
        })

        expect(await shopper.summary(order.id)).toEqual(summary)
        const after = await http.get(`/admin/loyalty/sessions/${session_id}`, admin)
        const [was, is] = [before, after].map(
          ({ data }) => (data as AdminLoyaltySessionResponse).loyalty_session,
        )
        expect(is!.transitions.map(({ to }) => to)).toEqual(was!.transitions.map(({ to }) => to))
        expect(is!.rewards.map(({ amount }) => amount)).toEqual(
          was!.rewards.map(({ amount }) => amount),
        )
        for (const query of [`q=${order.id}`, `order_id=${order.id}`, `q=${shopper.cart_id}`]) {
          const { data } = await http.get(`/admin/loyalty/sessions?${query}`, admin)
          const list = data as AdminLoyaltySessionListResponse
          expect(list).toMatchObject({ count: 1, loyalty_sessions: [{ id: session_id }] })
        }
        const linked = await http.get(
          `/admin/orders/${order.id}?fields=%2Bloyalty_session_archive.id`,
          admin,
        )
        expect(JSON.stringify(linked.data)).toContain(session_id)
      })

      it("is searched by number and id beside live sessions, within the list's own filters", async () => {
        const order = await finalized()
        const session_id = shopper.keys().session_id
        await makeOld(order.id, 31)
        await stage.archive()
        await shopper.fill(BASKET)
        await shopper.identify()
        const live_id = shopper.keys().session_id
        await stage.sql('UPDATE "order" SET display_id = 1042 WHERE id = ?', [order.id])
        await stage.sql("UPDATE loyalty_engine_member_identifier SET last_four = '1042'")
        const listed = async (query: string) => {
          const { data } = await http.get(`/admin/loyalty/sessions?${query}`, admin)
          const { loyalty_sessions, count } = data as AdminLoyaltySessionListResponse
          return [count, ...loyalty_sessions.map(({ id }) => id)]
        }

        expect(await listed("q=1042")).toEqual([2, live_id, session_id])
        expect(await listed("q=1042&limit=1")).toEqual([2, live_id])
        expect(await listed("q=1042&limit=1&offset=1")).toEqual([2, session_id])
        const [own = "", other = ""] = shop.sites.map(({ store_id }) => store_id)
        for (const asked of ["q=1042", `q=${order.id}`, `order_id=${order.id}`]) {
          expect(await listed(`${asked}&status=finalized`)).toEqual([1, session_id])
          expect(await listed(`${asked}&status=finalized&store_id=${own}`)).toEqual([1, session_id])
          expect(await listed(`${asked}&status=failed`)).toEqual([0])
          expect(await listed(`${asked}&store_id=${other}`)).toEqual([0])
        }
      })

      it("goes through a heap of them in batches, and leaves what is young", async () => {
        const young = await finalized()
        const { session_id } = shopper.keys()
        for (const { insert } of finishedOrders({ session_id }, HEAP)) {
          await stage.sql(insert)
        }
        await stage.sql(
          `UPDATE loyalty_engine_session SET updated_at = now() - interval '31 days'
            WHERE id LIKE 'lses_g%'`,
        )
        await stage.archive()

        expect(await archived()).toHaveLength(HEAP)
        expect(await stage.lastRun("archive-sessions")).toMatchObject({
          figures: { archived: HEAP, batches: 3 },
        })
        expect(await stage.statusOf(young.id)).toBe("finalized")
      })

      it("gives a session back whole to whoever changes it", async () => {
        const order = await finalized()
        const session = (await stage.service.sessionOfOrder(order.id))!
        const rewards = await stage.service.rewardsOfSession(session.id)
        const whole = await stage.service.wholeSession(session.id)
        const moves = await stage.transitions(session.id)
        await makeOld(order.id, 31)
        await stage.archive()
        expect(await stage.service.rewardsOfSession(session.id)).toEqual(rewards)
        expect(await stage.service.wholeSession(session.id)).toMatchObject({
          session: { id: session.id, opened_at: session.opened_at, status: "finalized" },
          rewards: whole!.rewards.map(({ id, amount, position }) => ({ id, amount, position })),
          member: whole!.member,
        })

        // An operator's retry asks the session's row; there is nothing left to move.
        await expect(
          stage.service.transitionSession({
            session_id: session.id,
            to: "failed",
            reason: "test",
            actor: "test",
            correlation_id: "test",
          }),
        ).rejects.toMatchObject({ code: "illegal_transition" })
        // The refusal undid the return too.
        expect(await archived()).toEqual([{ id: session.id }])

        await stage.service.replaceSelection({
          seen: null,
          session_id: session.id,
          selection: { accepted_reward_ids: [], declined_reward_ids: [], redeem_points: 0 },
        })
        expect(await archived()).toEqual([])
        const { updated_at: _, selection: __, version: ___, ...kept } = session
        expect(await stage.service.sessionById(session.id)).toMatchObject(kept)
        expect(await stage.service.rewardsOfSession(session.id)).toEqual(rewards)
        expect(await stage.transitions(session.id)).toEqual(moves)
      })

      it("leaves what an operation waits for, and what others work on, and moves each once", async () => {
        const waiting = await bought()
        const decided = await finalized()
        await stage.sql(`UPDATE loyalty_engine_session SET status = 'failed' WHERE order_id = ?`, [
          waiting.id,
        ])
        await makeOld(waiting.id, 31)
        await makeOld(decided.id, 31)
        const moved = await Promise.all(
          Array.from({ length: 4 }, () => stage.service.archiveSessions({ days: 30, limit: 10 })),
        )
        expect(moved.reduce((sum, count) => sum + count, 0)).toBe(1)
        expect(await stage.service.listLoyaltySessions({ order_id: waiting.id })).toHaveLength(1)
        expect(await stage.service.archiveSessions({ days: 30, limit: 10 })).toBe(0)
      })
    })

    it("forgets what has had its time, and no operation", async () => {
      const order = await finalized()
      await stage.sql(
        `INSERT INTO loyalty_engine_call (id, store_id, correlation_id, call, ok, latency_ms, at)
         VALUES ('lcal_old', 's', 'c', 'evaluate', true, 1, now() - interval '91 days'),
                ('lcal_new', 's', 'c', 'evaluate', true, 1, now() - interval '89 days')`,
      )
      await stage.sql("UPDATE loyalty_engine_operation SET created_at = now() - interval '9 years'")
      await stage.clear()
      const left = await stage.service.listLoyaltyEngineCalls({ store_id: "s" })
      expect(left.map(({ id }) => id)).toEqual(["lcal_new"])
      expect(await stage.operations(order.id)).toHaveLength(1)
      expect(await stage.lastRun("clear-forgotten")).toMatchObject({
        outcome: "ok",
        figures: { engine_calls: 1 },
      })
    })
  },
})
