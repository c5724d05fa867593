import { setTimeout as sleep } from "node:timers/promises"
import { inspect } from "node:util"

import type { Usage } from "../app/orders"
import { brokenInvariantOf } from "../invariants/broken"
import { collect, type Evidence, type ObservedOrder } from "../invariants/evidence"
import { check, type Finding, type Invariant } from "../invariants/invariants"
import { limitsOf, type Healthy, type Limits } from "../invariants/limits"
import type { Scenario } from "../scenarios/scenario"
import type { World } from "../world"

/** What came of one scenario. */
export interface Result {
  scenario: Scenario
  findings: ReadonlyMap<Invariant, Finding>
  /** Effective commits at the engine, order by order. */
  commits: number[]
  /** How near it came to what it may take and hold. */
  figures?: Figures
  /** The harness itself could not go on. */
  error: string | null
  seconds: number
}

export interface Figures {
  /** The slowest checkout; null where no answer came on purpose. */
  placed_ms: number | null
  usage: Usage | null
  limits: Limits
}

const ROUNDS_MAX = 10
/** All rounds together are longer than any engine here is busy with a request that was given up on. */
const ROUND_MS = 500

/** Throws the fault, heals, lets time pass until everything is decided, and checks all invariants. */
export async function runScenario(
  world: World,
  scenario: Scenario,
  healthy: Healthy,
): Promise<Result> {
  const start = performance.now()
  const since = (): number => Math.round((performance.now() - start) / 100) / 10
  world.simulator.clearRequests()
  try {
    const orders = await scenario.run(world)
    await world.heal()
    await settle(world, orders)
    const evidence = await collect(world, { orders, limits: limitsOf(healthy, scenario) })
    const commits = orders.map(({ order_id }) => evidence.books.commitsByTransaction[order_id] ?? 0)
    const findings = check(evidence)
    const figures = figuresOf(evidence)
    return { scenario, findings, commits, figures, error: null, seconds: since() }
  } catch (error) {
    await world.heal()
    const failed = { scenario, commits: [], seconds: since() }
    const message = inspect(error)
    const invariant = brokenInvariantOf(error)
    return invariant === undefined
      ? { ...failed, findings: new Map<Invariant, Finding>(), error: message }
      : {
          ...failed,
          findings: new Map([[invariant, { looked_at: 1, wrong: [message] }]]),
          error: null,
        }
  }
}

function figuresOf({ orders, usage, limits }: Evidence): Figures {
  const times = orders.flatMap(({ placed_ms }) => placed_ms ?? [])
  return { placed_ms: times.length > 0 ? Math.max(...times) : null, usage, limits }
}

/** Recovery as a shop has it: the sweeper and the drain, with the waits between them taken out. */
async function settle(world: World, orders: readonly ObservedOrder[]): Promise<void> {
  for (let round = 0; round < ROUNDS_MAX && !(await isDecided(world, orders)); round++) {
    await world.timePasses()
    await world.medusa.ask("sweep")
    await world.timePasses()
    await world.medusa.ask("drain")
    await sleep(ROUND_MS)
  }
}

async function isDecided(world: World, orders: readonly ObservedOrder[]): Promise<boolean> {
  const undecided = await world.database.sql(
    `select wanted.id from unnest($1::text[]) as wanted (id)
       left join loyalty_engine_session s on s.order_id = wanted.id
      where s.status is null or s.status not in ('finalized', 'failed')`,
    [orders.map(({ order_id }) => order_id)],
  )
  return undecided.length === 0
}
