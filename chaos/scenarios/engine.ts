import type { Order } from "../../integration-tests/helpers/shopper"
import type { FaultInput } from "../../packages/pdi-simulator/src/index"
import { TIMEOUTS_MS } from "../app/options"
import type { ObservedOrder } from "../invariants/evidence"
import type { World } from "../world"
import { finalized, place, placed, type Scenario } from "./scenario"

/** A guard waits for one evaluation at most, and checkout has two guards. */
const deadlines_ms = 2 * TIMEOUTS_MS.calculate

/** Everything an engine and its network can do wrong, at checkout and at finalize. */
export const ENGINE: readonly Scenario[] = [
  {
    name: "the engine needs nine seconds for an evaluation",
    faults: [1],
    edges: [5],
    injected: "9 s on calculateRewards, while the shopper changes the cart and pays",
    deadlines_ms,
    run: async (world) => {
      const shopper = await world.shopperWithRewards()
      broken(world, { kind: "latency", endpoint: "calculateRewards", params: { ms: 9_000 } })
      await shopper.setQuantity("CANDY", 2)
      return [await handedOver(world, await place(shopper))]
    },
  },
  {
    name: "the engine answers 503 from checkout to finalize, then recovers",
    faults: [2],
    edges: [4],
    injected: "503 to every call until the finalize was tried, then health",
    short: true,
    deadlines_ms,
    run: async (world) => {
      const shopper = await world.shopperWithRewards()
      broken(world, { kind: "status", endpoint: "*", params: { status: 503 } })
      await staleBasket(world, shopper.cart_id)
      return [await handedOver(world, await place(shopper))]
    },
  },
  atFinalize({
    name: "429 with every kind of Retry-After",
    faults: [3],
    injected: "429 to finalize with Retry-After of 2 s, a date, 10⁹ and nothing, one order each",
    each: [2, "Wed, 21 Oct 2037 07:28:00 GMT", 1_000_000_000, undefined].map((retryAfter) => ({
      kind: "status",
      params: { status: 429, ...(retryAfter === undefined ? {} : { retryAfter }) },
    })),
    after: requireCappedWait,
  }),
  {
    name: "a burst of refusals leaves the breaker closed",
    faults: [4],
    injected: "twelve answers 400, 404 and 422 to evaluations, then health",
    run: async (world) => {
      const shopper = await world.shopperWithRewards()
      for (const status of [400, 404, 422]) {
        broken(world, { kind: "status", endpoint: "calculateRewards", params: { status } })
        for (let call = 0; call < 4; call++) {
          await staleBasket(world, shopper.cart_id)
          await shopper.rewards()
        }
        world.simulator.clearFaults()
      }
      await staleBasket(world, shopper.cart_id)
      const { availability } = await shopper.rewards()
      if (availability !== "ok") {
        throw new Error(`The engine was left alone: ${availability}`)
      }
      return [await handedOver(world, await place(shopper))]
    },
  },
  atFinalize({
    name: "finalize is committed and its answer unreadable",
    faults: [5],
    edges: [9, 25],
    injected:
      "broken JSON, HTML, nothing, cut gzip and 50 MB as the answer to a committed finalize, one order each",
    each: [
      { kind: "malformed_json" },
      { kind: "html_200" },
      { kind: "empty_200" },
      { kind: "truncated_gzip" },
      { kind: "oversized_body", params: { bytes: 50 * 1024 * 1024 } },
    ],
  }),
  atFinalize({
    name: "finalize is answered with wrong types",
    faults: [6],
    edges: [25],
    injected:
      "1e309, −5, −0, text and `__proto__` in the answer to a committed finalize, one order each",
    each: [
      { kind: "wrong_types", params: { field: "newBalance", raw: "1e309" } },
      { kind: "wrong_types", params: { field: "earnedPoints", value: -5 } },
      { kind: "wrong_types", params: { field: "redeemedPoints", raw: "-0" } },
      { kind: "wrong_types", params: { field: "earnedPoints", value: "many" } },
      { kind: "wrong_types", params: { field: "__proto__", value: { earnedPoints: 1 } } },
    ],
  }),
  {
    name: "an evaluation with wrong types grants nothing beyond the basket",
    faults: [6],
    edges: [21, 25],
    injected: "1e309, a negative value and 400 % in the rewards of an evaluation",
    deadlines_ms,
    run: async (world) => {
      const orders: ObservedOrder[] = []
      for (const params of [{ raw: "1e309" }, { value: -2 }, { value: 400 }, { value: "NaN" }]) {
        const shopper = await world.shopperWithRewards()
        broken(world, {
          kind: "wrong_types",
          endpoint: "calculateRewards",
          params: { field: "rewards.0.value", ...params },
        })
        await shopper.setQuantity("CANDY", 4)
        await shopper.rewards()
        const result = await place(shopper)
        world.simulator.clearFaults()
        orders.push(await handedOver(world, result))
      }
      return orders
    },
  },
  {
    name: "half-open connections at checkout and at finalize",
    faults: [7],
    edges: [5],
    injected: "the wire to the engine swallows every byte in both directions, and closes nothing",
    short: true,
    deadlines_ms,
    run: async (world) => {
      const shopper = await world.shopperWithRewards()
      world.engineWire.pause()
      await shopper.setQuantity("CANDY", 2)
      return [await handedOver(world, await place(shopper))]
    },
  },
  {
    name: "RST in the middle of an answer, and on idle connections",
    faults: [8],
    injected:
      "reset after the headers of a committed finalize; all kept connections reset before the next",
    run: async (world) => {
      const first = await placed(world)
      const second = await placed(world)
      broken(world, { kind: "reset_after_headers", endpoint: "finalize", times: 1 })
      const orders = [await handedOver(world, first)]
      world.engineWire.reset()
      return [...orders, await handedOver(world, second)]
    },
  },
  {
    name: "one byte a second",
    faults: [8],
    injected: "answers of the engine trickle at 1 byte/s through checkout and finalize",
    deadlines_ms,
    run: async (world) => {
      const shopper = await world.shopperWithRewards()
      world.engineWire.slow(1)
      await staleBasket(world, shopper.cart_id)
      return [await handedOver(world, await place(shopper))]
    },
  },
  {
    name: "late success",
    faults: [9],
    edges: [9],
    injected: "finalize is applied after our time limit, while the next attempt is under way",
    short: true,
    run: async (world) => {
      const { order, placed_ms } = await placed(world)
      const ms = 2 * TIMEOUTS_MS.finalize
      broken(world, { kind: "latency", endpoint: "finalize", times: 1, params: { ms } })
      await tried(world, order)
      await world.timePasses()
      await world.medusa.ask("drain")
      return [finalized(order, placed_ms)]
    },
  },
  atFinalize({
    name: "finalize is applied and its answer lost",
    faults: [10],
    edges: [9],
    injected: "commit, then silence; commit, then reset; commit, then 504, one order each",
    each: [
      { kind: "apply_then_hang" },
      { kind: "apply_then_reset" },
      { kind: "status", params: { status: 504, apply: true } },
    ],
  }),
  atFinalize({
    name: "finalize never arrives, or arrives after it was lost",
    faults: [11],
    injected:
      "silence, a closed and a reset connection, and a loss that is applied afterwards, one order each",
    each: [{ kind: "hang" }, { kind: "drop" }, { kind: "reset" }, { kind: "drop_then_apply" }],
  }),
  {
    name: "answers of another order",
    faults: [12],
    edges: [25],
    injected:
      "the answer of the previous order, a repeated answer and a stranger's session, to committed finalizes",
    run: async (world) => {
      const orders: ObservedOrder[] = [await handedOver(world, await placed(world))]
      for (const kind of ["swapped_reply", "duplicate_reply", "wrong_session"] as const) {
        const result = await placed(world)
        broken(world, { kind, endpoint: "finalize", times: 1 })
        orders.push(await handedOver(world, result))
        world.simulator.clearFaults()
      }
      return orders
    },
  },
  {
    name: "tokens end and cannot be had",
    faults: [13],
    edges: [7, 8],
    injected: "401 to a finalize twice running; then no token at all (503) for another order",
    run: async (world) => {
      const first = await placed(world)
      const second = await placed(world)
      world.simulator.clearRequests()
      broken(world, { kind: "token_expired", endpoint: "finalize", times: 2 })
      const orders = [await handedOver(world, first)]
      broken(world, { kind: "token_expired", endpoint: "finalize", times: 1 })
      broken(world, { kind: "status", endpoint: "token", params: { status: 503 } })
      orders.push(await handedOver(world, second))
      const refreshes = world.simulator.requests({ endpoint: "token" }).length
      if (refreshes > REFRESHES_MAX) {
        throw new Error(`${refreshes} token requests`)
      }
      return orders
    },
  },
]

/** The plan allows 20 a minute. */
const REFRESHES_MAX = 20
const CAP_S = 26_000

type FinalizeFault = Omit<FaultInput, "endpoint">

/** One order for each fault, thrown at the first attempt of its finalize. */
function atFinalize(given: {
  name: string
  faults: readonly number[]
  edges?: readonly number[]
  injected: string
  short?: boolean
  each: readonly FinalizeFault[]
  after?: (world: World, order: Order) => Promise<void>
}): Scenario {
  const { each, after, ...rest } = given
  return {
    ...rest,
    run: async (world) => {
      const orders: ObservedOrder[] = []
      for (const fault of each) {
        const { order, placed_ms } = await placed(world)
        broken(world, { ...fault, endpoint: "finalize", times: 1 })
        await tried(world, order)
        await after?.(world, order)
        orders.push(finalized(order, placed_ms))
        world.simulator.clearFaults()
      }
      return orders
    },
  }
}

function broken(world: World, fault: FaultInput): void {
  world.simulator.addFault(fault)
}

async function handedOver(
  world: World,
  { order, placed_ms }: { order: Order; placed_ms: number },
): Promise<ObservedOrder> {
  await world.operation(order.id)
  await tried(world, order)
  return finalized(order, placed_ms)
}

/** Hands the order over and waits until the first attempt of its finalize has ended somehow. */
async function tried(world: World, order: Order): Promise<void> {
  await world.fulfil(order)
  await world.operation(order.id, ({ attempts, status }) => attempts > 0 && status !== "in_flight")
}

/** The next request of the shopper must ask the engine. */
async function staleBasket(world: World, cart_id: string): Promise<void> {
  await world.database.sql("update loyalty_engine_session set stale = true where cart_id = $1", [
    cart_id,
  ])
}

async function requireCappedWait(world: World, order: Order): Promise<void> {
  const [row] = await world.database.sql<{ wait_s: number }>(
    `select extract(epoch from next_attempt_at - now())::int as wait_s
       from loyalty_engine_operation where order_id = $1`,
    [order.id],
  )
  if (!row || row.wait_s > CAP_S) {
    throw new Error(`The engine's Retry-After was believed: ${row?.wait_s} s`)
  }
}
