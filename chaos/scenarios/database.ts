import type { Order, Shopper } from "../../integration-tests/helpers/shopper"
import { waitFor } from "../../integration-tests/helpers/wait-for"
import { broken } from "../invariants/broken"
import { unlessLost } from "../lib/http-client"
import type { OperationRow } from "../world"
import { finalized, place, placed, type Scenario } from "./scenario"

/** Fewer than one request of Medusa's may want at once. */
const POOL = 4
const CROWD = 12

/** The database dies, loses an answer, or lets a stale worker speak. */
export const DATABASE: readonly Scenario[] = [
  {
    name: "Postgres killed in the middle of a finalize",
    faults: [22],
    short: true,
    injected: "the engine has committed and waits; Postgres stops in immediate mode and recovers",
    run: async (world) => {
      const { order, placed_ms } = await placed(world)
      const delay = { kind: "latency", endpoint: "finalize", params: { ms: 500 } } as const
      world.simulator.addFault({ ...delay, times: 1 })
      const sent = unlessLost(world.fulfil(order).catch(swallowServerError))
      await waitFor(() => world.simulator.requests({ endpoint: "finalize" }).some(isAbout(order)), {
        interval_ms: 5,
      })
      await world.database.crash()
      await waitFor(() => world.simulator.books().commitsByTransaction[order.id] === 1)
      await world.database.restart()
      await sent
      return [finalized(order, placed_ms)]
    },
  },
  {
    name: "a commit whose acknowledgement is lost",
    faults: [22],
    short: true,
    injected: "the wire to Postgres is cut after COMMIT of the finalize's books, before its answer",
    run: async (world) => {
      const { order, placed_ms } = await placed(world)
      const cut = world.databaseWire.cutAfter("insert into loyalty_engine_transaction", "commit")
      await unlessLost(world.fulfil(order).catch(swallowServerError))
      await within(SOON_MS, cut)
      return [finalized(order, placed_ms)]
    },
  },
  {
    name: "a pool of four connections, and twelve shoppers who buy at once",
    faults: [23],
    injected: `a process with ${POOL} connections; ${CROWD} shoppers change their carts and pay at the same time`,
    at_once: CROWD,
    run: async (world) => {
      await world.boot({ pool: POOL })
      // One after the other: Medusa makes a customer of one address once only.
      const shoppers: Shopper[] = []
      while (shoppers.length < CROWD) {
        shoppers.push(await world.shopperWithRewards())
      }
      const orders = await Promise.all(
        shoppers.map(async (shopper) => {
          await shopper.setQuantity("COF16", 3)
          return place(shopper)
        }),
      )
      await Promise.all(
        orders.map(async ({ order }) => {
          await world.operation(order.id)
          await world.fulfil(order)
        }),
      )
      await world.boot()
      return orders.map(({ order, placed_ms }) => finalized(order, placed_ms))
    },
  },
  {
    name: "the database refuses new connections for a while",
    faults: [22, 23],
    injected: "every connection to Postgres is reset and none accepted until the finalize failed",
    run: async (world) => {
      const { order, placed_ms } = await placed(world)
      world.simulator.addFault({
        kind: "latency",
        endpoint: "finalize",
        times: 1,
        params: { ms: 500 },
      })
      const sent = unlessLost(world.fulfil(order).catch(swallowServerError))
      await waitFor(() => world.simulator.requests({ endpoint: "finalize" }).some(isAbout(order)), {
        interval_ms: 5,
      })
      world.databaseWire.refuse()
      await waitFor(() => world.simulator.books().commitsByTransaction[order.id] === 1)
      world.databaseWire.heal()
      await sent
      return [finalized(order, placed_ms)]
    },
  },
  {
    name: "every backend terminated in the middle of a finalize",
    faults: [22],
    injected:
      "the engine has committed and its books are being written; pg_terminate_backend on every connection",
    run: async (world) => {
      const { order, placed_ms } = await placed(world)
      // Idle connections are replaced without a word: only one at work has something to lose.
      const books = { table: "loyalty_engine_transaction", event: "insert" } as const
      await world.database.pause(books)
      const sent = unlessLost(world.fulfil(order).catch(swallowServerError))
      await world.database.paused()
      // Terminates every backend, and lets whoever tries again write.
      await world.database.resume(books)
      await sent
      return [finalized(order, placed_ms)]
    },
  },
  {
    name: "a database that takes no writes",
    faults: [24],
    injected:
      "every transaction is read-only while two shoppers pay, one with loyalty and one without; then writes again",
    run: async (world) => {
      const [bare, shopper] = [world.shopper(), await world.shopperWithRewards()]
      await bare.fill({ COF16: 1 })
      for (const one of [bare, shopper]) {
        await one.beginPayment()
      }
      await world.database.readOnly(true)
      await readsAgain(bare)
      const refused = [await bare.complete(), await shopper.complete()]
      await world.database.readOnly(false)
      requireAsBare(refused.map(({ status }) => status))
      // The first requests still meet connections that the server has ended.
      const order = await waitFor(
        async () => {
          const { order: made } = (await shopper.complete()).data as { order?: Order }
          return made
        },
        { timeout_ms: SOON_MS },
      )
      await world.operation(order.id)
      await world.fulfil(order)
      return [finalized(order)]
    },
  },
  {
    name: "a worker frozen longer than its lease wakes up",
    faults: [29, 31],
    short: true,
    injected:
      "SIGSTOP after the engine's answer; the lease ends and another process claims; SIGCONT, and the first speaks",
    run: async (world) => {
      const { order, placed_ms } = await placed(world)
      world.medusa.arm({ "finalize.after_reply": "stop" })
      const sent = unlessLost(world.fulfil(order))
      await world.medusa.frozen()
      await world.timePasses()
      const second = await world.bootAnother({ armed: { "finalize.after_claim": "stop" } })
      const drained = second.begin("drain")
      await second.frozen()
      const held = await world.operation(order.id)
      const spoken = world.databaseWire.answered(...CLOSING)
      world.medusa.wake()
      await within(SOON_MS, spoken)
      const after = await world.operation(order.id)
      second.wake()
      await Promise.all([sent, drained])
      requireUntouched(held, after)
      return [finalized(order, placed_ms)]
    },
  },
]

/** How a worker ends an operation: nobody else is awake to send it. */
const CLOSING = ["lease_until = null, next_attempt_at = null", "commit"]
const SOON_MS = 30_000

/** The connections that the server ended are gone: what fails from now on fails for its writes. */
async function readsAgain(shopper: Shopper): Promise<void> {
  const reads = async (): Promise<boolean> => {
    const path = `/store/carts/${shopper.cart_id}`
    return (await shopper.get(path)).status === 200
  }
  await waitFor(async () => (await reads()) && (await reads()) && (await reads()), {
    timeout_ms: SOON_MS,
  })
}

/** Who buys with loyalty is refused no otherwise than who buys without. */
function requireAsBare([bare, ours]: readonly number[]): void {
  if (bare === undefined || bare < 500 || ours !== bare) {
    throw broken("I1", `without loyalty ${bare}, with loyalty ${ours}`)
  }
}

/** A word under an old fence must change nothing of what another worker holds. */
function requireUntouched(held: OperationRow, after: OperationRow): void {
  if (after.status !== "in_flight" || after.updated_at.getTime() !== held.updated_at.getTime()) {
    throw broken("I2", `the late word was taken: ${held.status} became ${after.status}`)
  }
}

async function within<T>(limit_ms: number, work: Promise<T>): Promise<T> {
  const over = AbortSignal.timeout(limit_ms)
  return Promise.race([
    work,
    new Promise<never>((_resolve, reject) => {
      over.addEventListener("abort", () => reject(new Error(`Not within ${limit_ms} ms`)))
    }),
  ])
}

const isAbout =
  (order: { id: string }) =>
  ({ body }: { body: unknown }): boolean =>
    (body as { transactionId?: string }).transactionId === order.id

/** The clerk's request may fail with the database; what becomes of the order is what counts. */
function swallowServerError(error: unknown): undefined {
  if (error instanceof Error && / answered 5\d\d/.test(error.message)) {
    return undefined
  }
  throw error
}
