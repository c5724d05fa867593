import type { Books, RecordedRequest } from "../../packages/pdi-simulator/src/index"
import { loadSecrets } from "../../scripts/demo/lib/secrets"
import type { Usage } from "../app/orders"
import { CHAOS_FOLDER } from "../lib/paths"
import type { World } from "../world"
import type { Limits } from "./limits"

/** One order of a scenario, and how placing it went. */
export interface ObservedOrder {
  order_id: string
  /** From the beginning of its payment to the order; null where the answer was lost on purpose. */
  placed_ms: number | null
  /** Whether it must have been finalized, with one commit at the engine, when all is healed. */
  expected: "finalized" | "failed"
  /** Points that its shopper paid with, where that is known: as many must be redeemed for it. */
  pays_points?: number
  /** There are rows of it and no order: a copy in the outbox. */
  is_row_only?: boolean
}

interface SessionRow {
  id: string
  cart_id: string
  order_id: string | null
  status: string
  failure_reason: string | null
}

interface OperationEvidence {
  id: string
  kind: string
  order_id: string | null
  session_id: string | null
  status: string
  fence: number
  attempts: number
}

interface TransactionRow {
  order_id: string
  operation_id: string
  kind: string
  earned_points: number
  redeemed_points: number
}

interface TransitionRow {
  session_id: string
  from: string | null
  to: string
}

interface RewardRow {
  session_id: string
  provider_reward_id: string
  amount: number
  allocations: { amount: number }[]
}

/** An order's discount of ours beside what was frozen as granted when it was placed. */
export interface GrantRow {
  order_id: string
  on_order: number
  granted: number
}

/** Everything that an invariant may look at, after a scenario and its recovery. */
export interface Evidence {
  orders: readonly ObservedOrder[]
  limits: Limits
  sessions: readonly SessionRow[]
  operations: readonly OperationEvidence[]
  transactions: readonly TransactionRow[]
  transitions: readonly TransitionRow[]
  rewards: readonly RewardRow[]
  grants: readonly GrantRow[]
  books: Books
  finalizes: readonly RecordedRequest[]
  /** Where nothing private may stand, by name. */
  texts: Readonly<Record<string, string>>
  secrets: readonly string[]
  usage: Usage | null
}

/** What each of the simulator's tokens begins with. */
const TOKEN_OF_THE_ENGINE = "simtoken_"

/** Reads the shop's rows and the engine's books about some orders. */
export async function collect(
  world: World,
  { orders, limits }: Pick<Evidence, "orders" | "limits">,
): Promise<Evidence> {
  const ids = [orders.map(({ order_id }) => order_id)]
  const sql = world.database.sql.bind(world.database)
  const sessions = await sql<SessionRow>(
    "select * from loyalty_engine_session where order_id = any($1) order by id",
    ids,
  )
  const session_ids = [sessions.map(({ id }) => id)]
  const operations = await sql<OperationEvidence>(
    "select * from loyalty_engine_operation where order_id = any($1) order by id",
    ids,
  )
  return {
    orders,
    limits,
    sessions,
    operations,
    transactions: await sql<TransactionRow>(
      "select * from loyalty_engine_transaction where order_id = any($1) order by at, id",
      ids,
    ),
    transitions: await sql<TransitionRow>(
      `select * from loyalty_engine_session_transition where session_id = any($1)
        order by session_id, at, id`,
      session_ids,
    ),
    rewards: await sql<RewardRow>(
      "select * from loyalty_engine_session_reward where session_id = any($1)",
      session_ids,
    ),
    grants: await grantsOf(world, orders),
    books: world.simulator.books(),
    finalizes: world.simulator.requests({ endpoint: "finalize" }),
    texts: {
      "the process's log": world.medusa.log,
      "errors in the outbox": JSON.stringify(
        await sql("select last_error, last_error_code, snapshot from loyalty_engine_operation"),
      ),
      "our workflows' rows": JSON.stringify(
        await sql(
          "select context, execution from workflow_execution where workflow_id like 'loyalty-%'",
        ),
      ),
    },
    secrets: [TOKEN_OF_THE_ENGINE, "demo-secret", ...keys(), ...phonesOf(world)],
    usage: await world.medusa.ask("usage"),
  }
}

async function grantsOf(world: World, orders: readonly ObservedOrder[]): Promise<GrantRow[]> {
  const real = orders.filter(({ is_row_only }) => !is_row_only)
  return Promise.all(real.map(({ order_id }) => grantOf(world, order_id)))
}

async function grantOf(world: World, order_id: string): Promise<GrantRow> {
  const [row] = await world.database.sql<{ granted: string | null }>(
    `select sum((reward->>'amount')::int) as granted
       from loyalty_engine_operation,
            jsonb_array_elements(snapshot->'placement'->'rewards') as reward
      where order_id = $1 and kind = 'finalize'`,
    [order_id],
  )
  return {
    order_id,
    granted: Number(row?.granted ?? 0),
    on_order: await world.ourDiscountOn(order_id),
  }
}

/** What seals and signs. */
const keys = (): string[] =>
  Object.values({ ...loadSecrets(CHAOS_FOLDER) }).map((key) => key.split(":").at(-1) ?? key)

function phonesOf(world: World): string[] {
  return world.simulator
    .books()
    .members.flatMap(({ phones }) => phones)
    .filter((phone) => phone.length === 10)
}
