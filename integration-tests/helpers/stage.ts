import { createRequire } from "node:module"

import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"

import type { LoyaltyModuleService } from "../../src/modules/loyalty/service"
import type { OperationRow } from "../../src/modules/loyalty/types/rows"
import type { Order, Shopper } from "./shopper"
import { waitFor } from "./wait-for"

type Job = (container: MedusaContainer) => Promise<void>
type Knex = { raw(sql: string, params: readonly unknown[]): Promise<{ rows: unknown[] }> }

/** Jobs come from Medusa's own module graph: Vite would load a second instance of them. */
const load = createRequire(import.meta.url)

/**
 * Runs a job from its start to its end. The scheduler may be running the same one at this moment:
 * then its lease turns ours away, and what it does is waited for. A run that had begun before we
 * asked may have looked past what we want done, so it does not count.
 */
const runJob = async (container: MedusaContainer, name: string): Promise<void> => {
  const job = load(`../../src/jobs/${name}`) as { default: Job }
  const service = container.resolve<LoyaltyModuleService>("loyalty_engine")
  const lastRun = async () => (await service.listLoyaltyJobRuns({ job: name }))[0]
  const nobodyRuns = () =>
    waitFor(async () => {
      const run = await lastRun()
      return !run?.lease_until || new Date(run.lease_until) < new Date()
    })
  // The database shares this machine's clock in tests.
  const asked = new Date()
  let started: Date
  do {
    await nobodyRuns()
    await job.default(container)
    await nobodyRuns()
    started = new Date((await lastRun())!.started_at!)
  } while (started < asked)
}

/** What a test does behind the shop's back: time that passes, events, jobs, the books. */
export const stageOf = (container: MedusaContainer) => {
  const service = container.resolve<LoyaltyModuleService>("loyalty_engine")

  const sql = async <T>(statement: string, params: readonly unknown[] = []): Promise<T[]> => {
    const connection = container.resolve<Knex>(ContainerRegistrationKeys.PG_CONNECTION)
    return (await connection.raw(statement, params)).rows as T[]
  }

  const operation = async (order_id: string): Promise<OperationRow> => {
    const found = await service.operationOfOrder(order_id)
    if (!found) {
      throw new Error(`There is no operation for ${order_id}`)
    }
    return found
  }

  const statusOf = async (order_id: string) => (await service.sessionOfOrder(order_id))?.status

  return {
    service,
    sql,
    operation,
    /** A member's whole purchase, until its order is bound to the session. */
    bought: async (
      shopper: Shopper,
      basket: Record<string, number>,
      accept?: string[],
    ): Promise<Order> => {
      await shopper.fill(basket)
      await shopper.identify()
      await shopper.rewards()
      if (accept) {
        await shopper.select({ accept })
      }
      const order = await shopper.placeOrder()
      await waitFor(() => operation(order.id))
      return order
    },
    /** Status of the session that belongs to an order. */
    statusOf,
    finalized: (order_id: string) =>
      waitFor(async () => (await statusOf(order_id)) === "finalized"),
    drain: () => runJob(container, "drain-operations"),
    sweep: () => runJob(container, "sweep-orders"),
    expire: () => runJob(container, "expire-sessions"),
    reconcile: () => runJob(container, "reconcile-orders"),
    archive: () => runJob(container, "archive-sessions"),
    clear: () => runJob(container, "clear-forgotten"),
    erase: () => runJob(container, "erase-members"),
    reseal: () => runJob(container, "reseal-secrets"),
    /** A file of src as Medusa loaded it, by its path below src. */
    load: <T>(path: string): T => load(`../../src/${path}`) as T,
    /** What the last run of a job wrote down. */
    lastRun: async (job: string) => (await service.listLoyaltyJobRuns({ job }))[0],

    /** On a slow machine the next attempt would come by itself before the test went on. */
    holdBack: (order_id: string) =>
      sql(
        `UPDATE loyalty_engine_operation SET next_attempt_at = now() + interval '1 hour'
          WHERE order_id = ? AND next_attempt_at IS NOT NULL RETURNING id`,
        [order_id],
      ),

    /** The wait of a postponed operation is over. */
    makeDue: (order_id: string) =>
      sql(
        `UPDATE loyalty_engine_operation SET next_attempt_at = now()
          WHERE order_id = ? AND next_attempt_at IS NOT NULL RETURNING id`,
        [order_id],
      ),

    /** Sends an event as Medusa does, once or more often. */
    emit: async (name: string, data: Record<string, string>, times = 1): Promise<void> => {
      const bus = container.resolve(Modules.EVENT_BUS)
      await Promise.all(Array.from({ length: times }, () => bus.emit({ name, data })))
    },

    operations: (order_id: string) => service.listLoyaltyOperations({ order_id }),
    adjustmentsDue: (order_id: string) => service.listLoyaltyAdjustmentDues({ order_id }),
    transitions: async (session_id: string): Promise<string[]> => {
      const rows = await service.listLoyaltySessionTransitions(
        { session_id },
        { order: { at: "ASC" } },
      )
      return rows.map(({ from, to }) => `${from ?? ""}>${to}`)
    },
  }
}

export type Stage = ReturnType<typeof stageOf>
