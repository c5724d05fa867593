import { setTimeout as sleep } from "node:timers/promises"

import { waitFor } from "../../integration-tests/helpers/wait-for"
import { broken as invariantBroken } from "../invariants/broken"
import type { ObservedOrder } from "../invariants/evidence"
import { queueFinalizations } from "../lib/backlog"
import { ENGINE_OPTIONS, MODULE_OPTIONS } from "../app/options"
import { JOB_OF_ORDER } from "../app/orders"
import type { World } from "../world"
import { finalized, place, placed, type Scenario } from "./scenario"

const OF_EACH_KIND = 5_000
const BACKLOG = 2 * OF_EACH_KIND
/** What is sent while a shopper buys, and not the backlog. */
const BEFORE_LIVE_MAX = BACKLOG / 10
const SHARED = 200
const WORKERS = 100
const MARGIN_MS = 300

/** Much at once: a backlog after an outage, and several processes over one outbox. */
export const LOAD: readonly Scenario[] = [
  {
    name: "a backlog of ten thousand after an outage",
    faults: [15, 44],
    injected: `${BACKLOG} finalizations waited for an engine that is back, half of them of one member and half of a member each; a live order comes between`,
    run: async (world) => {
      const { order, placed_ms } = await triedInVain(world)
      const half = { like: order, count: OF_EACH_KIND } as const
      const in_turn = await queueFinalizations(world, { ...half, of: "one member" })
      const at_once = await queueFinalizations(world, { ...half, of: "a member each" })
      const order_ids = [...in_turn, ...at_once]
      world.engineWire.heal()
      // All are due at once, and only their age orders them.
      await world.timePasses()
      const before = commits(world)
      const drained = world.medusa.begin("drain")
      const live = await place(await world.shopperWithRewards())
      await world.operation(live.order.id)
      await world.fulfil(live.order)
      await world.operation(live.order.id, ({ status }) => status === "done")
      if (commits(world) - before > BEFORE_LIVE_MAX) {
        throw invariantBroken("I1", "the live order waited for the backlog")
      }
      await drained
      requireBounded(commits(world) - before)
      while (isWaiting(world, order_ids)) {
        await world.timePasses()
        await world.medusa.ask("drain")
      }
      requireFirstInFirstOut(world, in_turn)
      requireSentOnce(world, at_once)
      return [
        finalized(order, placed_ms),
        finalized(live.order, live.placed_ms),
        ...rows(order_ids),
      ]
    },
  },
  {
    name: "a hundred finalizations meet a breaker that is half open",
    faults: [15],
    injected: `the breaker has opened; when it may be tried again, ${WORKERS} workers drain at once and the engine takes its time`,
    run: async (world) => {
      const { order, placed_ms } = await triedInVain(world)
      const queue = { like: order, count: WORKERS, of: "a member each" } as const
      const order_ids = await queueFinalizations(world, queue)
      // The engine is still away: the first calls open the breaker, the others are not made.
      await world.medusa.ask("drain-unleased")
      world.engineWire.heal()
      await world.timePasses()
      world.simulator.clearRequests()
      const slow = { kind: "latency", endpoint: "*", times: 1, params: { ms: 1_000 } } as const
      world.simulator.addFault(slow)
      await sleep(ENGINE_OPTIONS.breaker.open_ms + MARGIN_MS)
      const drained = order_ids.map(() => world.medusa.begin("drain-unleased"))
      await waitFor(() => calls(world) > 0)
      await sleep(MARGIN_MS)
      if (calls(world) > 1) {
        throw invariantBroken("I9", `${calls(world)} calls probed an engine that was down`)
      }
      await Promise.all(drained)
      return [finalized(order, placed_ms), ...rows(order_ids)]
    },
  },
  {
    name: "two processes run every job at once",
    faults: [29],
    short: true,
    injected: `${SHARED} finalizations are due; two processes drain at the same time without a lease, then run every job together`,
    run: async (world) => {
      const { order, placed_ms } = await triedInVain(world)
      const second = await world.bootAnother()
      // Whoever was killed in an earlier scenario may hold a job's lease still.
      await world.timePasses()
      const queue = { like: order, count: SHARED, of: "a member each" } as const
      const order_ids = await queueFinalizations(world, queue)
      world.engineWire.heal()
      world.simulator.clearRequests()
      // The database shares this machine's clock.
      const since = new Date()
      await Promise.all(
        [world.medusa, second].map(async (medusa) => {
          await medusa.ask("drain-unleased")
          for (const job of JOBS) {
            await medusa.ask(job)
          }
        }),
      )
      requireSentOnce(world, order_ids)
      await requireEveryJobWentWell(world, since)
      return [finalized(order, placed_ms), ...rows(order_ids)]
    },
  },
]

const JOBS = Object.keys(JOB_OF_ORDER) as (keyof typeof JOB_OF_ORDER)[]

/** Whoever was turned away waits for the run that the scheduler had begun. */
async function requireEveryJobWentWell({ database }: World, since: Date): Promise<void> {
  await waitFor(async () => {
    const runs = await database.sql<{ job: string; outcome: string | null; finished_at: Date }>(
      "select job, outcome, finished_at from loyalty_engine_job_run order by job",
    )
    const well = runs.filter((run) => run.outcome === "ok" && run.finished_at >= since)
    if (!Object.values(JOB_OF_ORDER).every((name) => well.some(({ job }) => job === name))) {
      throw new Error(`Since ${since.toISOString()} jobs ended as ${JSON.stringify(runs)}`)
    }
    return true
  })
}

const calls = ({ simulator }: World): number =>
  simulator.requests().filter(({ endpoint }) => endpoint !== "token").length

const commits = ({ simulator }: World): number => simulator.books().transactions.length

const rows = (order_ids: readonly string[]): ObservedOrder[] =>
  order_ids.map((order_id) => ({
    order_id,
    placed_ms: null,
    expected: "finalized",
    is_row_only: true,
  }))

/** An order whose first finalize found no engine: its request is frozen, and it waits. */
async function triedInVain(world: World) {
  const result = await placed(world)
  world.engineWire.refuse()
  await world.fulfil(result.order)
  await world.operation(
    result.order.id,
    ({ attempts, status }) => attempts > 0 && status !== "in_flight",
  )
  return result
}

const isWaiting = ({ simulator }: World, order_ids: readonly string[]): boolean => {
  const { commitsByTransaction } = simulator.books()
  return order_ids.some((id) => commitsByTransaction[id] === undefined)
}

// The scheduler may have run the same job once or twice in the meantime.
const RUNS_MAX = 3

function requireBounded(sent: number): void {
  if (sent > RUNS_MAX * MODULE_OPTIONS.drain_per_minute) {
    throw invariantBroken("I9", `${sent} were sent in one go`)
  }
}

function requireFirstInFirstOut({ simulator }: World, order_ids: readonly string[]): void {
  const wanted = new Set(order_ids)
  const committed = simulator
    .books()
    .transactions.map(({ transactionId }) => transactionId)
    .filter((id) => wanted.has(id))
  if (committed.join() !== order_ids.join()) {
    throw invariantBroken("I3", "one member's finalizations were sent out of order")
  }
}

function requireSentOnce({ simulator }: World, order_ids: readonly string[]): void {
  const sent = simulator
    .requests({ endpoint: "finalize" })
    .map(({ body }) => (body as { transactionId: string }).transactionId)
  const twice = order_ids.filter((id) => sent.filter((other) => other === id).length !== 1)
  if (twice.length > 0) {
    throw invariantBroken("I2", `${twice.length} orders were not sent exactly once`)
  }
}
