import { waitFor } from "../../integration-tests/helpers/wait-for"
import type { Order } from "../../integration-tests/helpers/shopper"
import type { Failpoint } from "../../src/modules/loyalty/utils/failpoint"
import { broken } from "../invariants/broken"
import { unlessLost } from "../lib/http-client"
import type { World } from "../world"
import { finalizedWithPoints, placed, type Scenario } from "./scenario"

/** Kill -9 at every step of taking back what was returned, at the first attempt and the second. */
export const REVERSALS: readonly Scenario[] = [
  ...bothAttempts("reverse.after_claim"),
  ...bothAttempts("reverse.after_freeze"),
  ...bothAttempts("reverse.after_reply"),
  ...bothAttempts("reverse.in_transaction"),
]

const ROUNDS_MAX = 10

function bothAttempts(point: Failpoint): Scenario[] {
  return [killed(point, 1), killed(point, 2)]
}

function killed(point: Failpoint, attempt: 1 | 2): Scenario {
  return {
    name: `killed at ${point}, attempt ${attempt}`,
    faults: [33],
    edges: [17],
    injected:
      attempt === 1
        ? `a part of a finalized order comes back; SIGKILL at ${point} of the first attempt`
        : `503 to the first attempt of a reversal, SIGKILL at ${point} of the second`,
    run: async (world) => {
      const { order, placed_ms } = await placed(world, await world.shopperPayingWithPoints())
      await world.fulfil(order)
      await world.operation(order.id, ({ status }) => status === "done")
      if (attempt === 1) {
        world.medusa.arm({ [point]: "kill" })
        await unlessLost(world.takeBack(order, { CANDY: 1 }))
      } else {
        world.simulator.addFault({
          kind: "status",
          endpoint: "reverse",
          times: 1,
          params: { status: 503 },
        })
        await world.takeBack(order, { CANDY: 1 })
        const waits = (row: { attempts: number; status: string }): boolean =>
          row.attempts === 1 && row.status !== "in_flight"
        await world.operation(order.id, waits, "reverse")
        await world.timePasses()
        world.medusa.arm({ [point]: "kill" })
        await world.medusa.survives("drain")
      }
      await world.medusa.gone()
      await world.boot()
      await takenBackOnce(world, order)
      return [finalizedWithPoints(order, placed_ms)]
    },
  }
}

/** The session is over already, so the harness does not wait for a reversal by itself. */
async function takenBackOnce(world: World, order: Order): Promise<void> {
  const isDone = async (): Promise<boolean> => {
    const rows = await world.database.sql<{ status: string }>(
      "select status from loyalty_engine_operation where order_id = $1 and kind = 'reverse'",
      [order.id],
    )
    return rows.length === 1 && rows[0]?.status === "done"
  }
  for (let round = 0; round < ROUNDS_MAX && !(await isDone()); round++) {
    await world.timePasses()
    await world.medusa.ask("sweep")
    await world.timePasses()
    await world.medusa.ask("drain")
  }
  await waitFor(isDone).catch(() => {
    throw broken("I3", `the reversal of ${order.id} was not made`)
  })
  const made = world.simulator
    .books()
    .transactions.filter(
      ({ kind, transactionId }) => kind === "reverse" && transactionId === order.id,
    )
  if (made.length !== 1) {
    throw broken("I2", `the engine took ${order.id} back ${made.length} times`)
  }
}
