import { waitFor } from "../../integration-tests/helpers/wait-for"
import type { Failpoint } from "../../src/modules/loyalty/utils/failpoint"
import type { Order } from "../../integration-tests/helpers/shopper"
import { unlessLost } from "../lib/http-client"
import type { World } from "../world"
import { finalizedWithPoints, place, placed, type Scenario } from "./scenario"

/**
 * Kill -9 at every step of placing and finalizing, at the first attempt and at the second. Each
 * shopper pays with points, so that they must be redeemed once, whatever happened.
 */
export const CRASHES: readonly Scenario[] = [
  ...placing("place.before_bind", { faults: [16], again: true }),
  ...placing("place.in_transaction", { faults: [16, 20], again: true, short: true }),
  ...placing("place.after_bind", { faults: [16], again: false }),
  boundByTheSweeper(),
  crash("finalize.after_due", { faults: [16], attempt: 1 }),
  dueByTheSweeper(),
  ...bothAttempts("finalize.after_claim", { faults: [17] }),
  ...bothAttempts("finalize.after_freeze", { faults: [17] }),
  ...bothAttempts("finalize.after_reply", { faults: [19], edges: [9], short: true }),
  ...bothAttempts("finalize.in_transaction", { faults: [19, 20] }),
  ...bothAttempts("finalize.after_record", { faults: [19] }),
  killedWhileSending(1),
  killedWhileSending(2),
  killedWhileAdopting("finalize.in_transaction", [19, 20]),
  killedWhileAdopting("finalize.after_record", [19]),
]

interface CrashRows {
  faults: readonly number[]
  edges?: readonly number[]
  short?: boolean
}

function placing(point: Failpoint, rows: CrashRows & { again: boolean }): Scenario[] {
  const { again, ...rest } = rows
  return [
    {
      ...rest,
      name: `killed at ${point}`,
      injected: again
        ? `SIGKILL at ${point}, and again when the sweeper comes there`
        : `SIGKILL at ${point}`,
      run: async (world) => {
        const shopper = await world.shopperPayingWithPoints()
        world.medusa.arm({ [point]: "kill" })
        // The process dies in the subscriber, before or after the reply has left.
        await unlessLost(place(shopper))
        await world.medusa.gone()
        if (again) {
          await world.boot({ armed: { [point]: "kill" } })
          await world.timePasses()
          await world.medusa.survives("sweep")
          await world.medusa.gone()
        }
        await world.boot()
        await world.timePasses()
        await world.medusa.ask("sweep")
        const order = await waitFor(() => world.orderOf(shopper.cart_id))
        await world.operation(order.id)
        await world.fulfil(order)
        return [finalizedWithPoints(order)]
      },
    },
  ]
}

function bothAttempts(point: Failpoint, rows: CrashRows): Scenario[] {
  const { short, ...rest } = rows
  return [
    crash(point, { ...rest, ...(short ? { short } : {}), attempt: 1 }),
    crash(point, { ...rest, attempt: 2 }),
  ]
}

function crash(point: Failpoint, rows: CrashRows & { attempt: 1 | 2 }): Scenario {
  const { attempt, ...rest } = rows
  const first = attempt === 1
  return {
    ...rest,
    name: `killed at ${point}, attempt ${attempt}`,
    injected: first
      ? `SIGKILL at ${point} of the first attempt`
      : `503 to the first attempt, SIGKILL at ${point} of the second`,
    run: async (world) => {
      const { order, placed_ms } = await placed(world, await world.shopperPayingWithPoints())
      if (first) {
        world.medusa.arm({ [point]: "kill" })
        await unlessLost(world.fulfil(order))
      } else {
        await firstInVain(world, order)
        world.medusa.arm({ [point]: "kill" })
        await world.medusa.survives("drain")
      }
      await world.medusa.gone()
      await recover(world)
      return [finalizedWithPoints(order, placed_ms)]
    },
  }
}

/** What is bound once is never bound again: a second attempt is one after the first got nowhere. */
function boundByTheSweeper(): Scenario {
  return {
    name: "killed at place.after_bind, attempt 2",
    faults: [16],
    injected: "SIGKILL at place.before_bind, then at place.after_bind when the sweeper comes there",
    run: async (world) => {
      const shopper = await world.shopperPayingWithPoints()
      world.medusa.arm({ "place.before_bind": "kill" })
      await unlessLost(place(shopper))
      await world.medusa.gone()
      await world.boot({ armed: { "place.after_bind": "kill" } })
      await world.timePasses()
      await world.medusa.survives("sweep")
      await world.medusa.gone()
      await recover(world)
      const order = await waitFor(() => world.orderOf(shopper.cart_id))
      await world.operation(order.id)
      await world.fulfil(order)
      return [finalizedWithPoints(order)]
    },
  }
}

/** The first attempt to make it due dies in its statement, so that nothing became of it. */
function dueByTheSweeper(): Scenario {
  return {
    name: "killed at finalize.after_due, attempt 2",
    faults: [16],
    injected:
      "SIGKILL while a finalize is made due, then at finalize.after_due when the sweeper makes it due",
    run: async (world) => {
      const { order, placed_ms } = await placed(world, await world.shopperPayingWithPoints())
      const here = { table: "loyalty_engine_operation", event: "update" } as const
      await world.killedWhile(here, () => world.fulfil(order))
      await world.boot({ armed: { "finalize.after_due": "kill" } })
      await world.timePasses()
      await world.medusa.survives("sweep")
      await world.medusa.gone()
      await recover(world)
      return [finalizedWithPoints(order, placed_ms)]
    },
  }
}

/** The engine answers 503 to the first attempt; the next one is due. */
async function firstInVain(world: World, order: Order): Promise<void> {
  world.simulator.addFault({
    kind: "status",
    endpoint: "finalize",
    times: 1,
    params: { status: 503 },
  })
  await world.fulfil(order)
  await world.operation(order.id, ({ attempts, status }) => attempts === 1 && waits(status))
  await world.timePasses()
}

const waits = (status: string): boolean => status === "due" || status === "unknown"

/** A new process, after the dead one's leases. */
async function recover(world: World): Promise<void> {
  await world.boot()
  await world.timePasses()
}

/** The engine has committed and has not answered: nothing in this process knows of it. */
function killedWhileSending(attempt: 1 | 2): Scenario {
  const first = attempt === 1
  const silence = "the engine commits and keeps silent; SIGKILL before the answer"
  return {
    name: `killed while the engine held its answer back, attempt ${attempt}`,
    faults: [18],
    edges: [9],
    injected: first ? silence : `503 to the first attempt; at the second ${silence}`,
    run: async (world) => {
      const { order, placed_ms } = await placed(world, await world.shopperPayingWithPoints())
      if (!first) {
        await firstInVain(world, order)
      }
      world.simulator.addFault({ kind: "apply_then_hang", endpoint: "finalize", times: 1 })
      const sent = first ? unlessLost(world.fulfil(order)) : world.medusa.survives("drain")
      await waitFor(() => world.simulator.books().commitsByTransaction[order.id] === 1, {
        interval_ms: 5,
      })
      await world.medusa.kill()
      await sent
      await recover(world)
      return [finalizedWithPoints(order, placed_ms)]
    },
  }
}

/** The second attempt sends nothing: it asks, and writes down what the first one came to. */
function killedWhileAdopting(point: Failpoint, faults: readonly number[]): Scenario {
  return {
    name: `killed at ${point}, while a lost answer is adopted`,
    faults,
    injected: `the engine commits and resets; SIGKILL at ${point} of the attempt that asks for it`,
    run: async (world) => {
      const { order, placed_ms } = await placed(world, await world.shopperPayingWithPoints())
      world.simulator.addFault({ kind: "apply_then_reset", endpoint: "finalize", times: 1 })
      await world.fulfil(order)
      await world.operation(order.id, ({ attempts, status }) => attempts === 1 && waits(status))
      await world.timePasses()
      world.medusa.arm({ [point]: "kill" })
      await world.medusa.survives("drain")
      await world.medusa.gone()
      await recover(world)
      return [finalizedWithPoints(order, placed_ms)]
    },
  }
}
