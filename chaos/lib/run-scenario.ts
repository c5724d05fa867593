import { setTimeout as sleep } from "node:timers/promises"
import { inspect } from "node:util"

import { brokenInvariantOf } from "../invariants/broken"
import { collect, type ObservedOrder } from "../invariants/evidence"
import { check, type Finding, type Invariant } from "../invariants/invariants"
import { BARE_MS_MAX, type Scenario } from "../scenarios/scenario"
import type { World } from "../world"

/** What came of one scenario. */
export interface Result {
  scenario: Scenario
  findings: ReadonlyMap<Invariant, Finding>
  /** Effective commits at the engine, order by order. */
  commits: number[]
  /** The harness itself could not go on. */
  error: string | null
  seconds: number
}

const ROUNDS_MAX = 10
/** All rounds together are longer than any engine here is busy with a request that was given up on. */
const ROUND_MS = 500

/** Throws the fault, heals, lets time pass until everything is decided, and checks all invariants. */
export async function runScenario(world: World, scenario: Scenario): Promise<Result> {
  const start = performance.now()
  const since = (): number => Math.round((performance.now() - start) / 100) / 10
  world.simulator.clearRequests()
  try {
    const orders = await scenario.run(world)
    await world.heal()
    await settle(world, orders)
    const placed_ms_max = scenario.placed_ms_max ?? BARE_MS_MAX
    const evidence = await collect(world, { orders, placed_ms_max })
    const commits = orders.map(({ order_id }) => evidence.books.commitsByTransaction[order_id] ?? 0)
    return { scenario, findings: check(evidence), commits, error: null, seconds: since() }
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
