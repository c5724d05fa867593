import type { Logger, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import type {
  UndecidedOrderInput,
  UndecidedReason,
} from "../../../modules/loyalty/persistence/reconciliation-service"
import type { Cause } from "../../../modules/loyalty/types/rows"
import { safeMessage } from "../../../modules/loyalty/utils/safe-message"
import type { JobRun } from "../utils/job-lease"
import { loyaltyService } from "../utils/loyalty"
import { batches, pages } from "../utils/pages"
import { changedOrders } from "./changed-orders"
import { newCorrelationId } from "./engine"
import { enrolRecent } from "./enrol-recent"
import { finalizeWhenDue } from "./finalize-when-due"
import { cartlessOrders, unfinished, unpaidOrders, withoutCart } from "./find-undecided"
import { placeOrder } from "./place-order"
import { settleOrder } from "./settle-order"

const BATCH = 200
const LISTED_MAX = 1_000
const HOUR_MS = 3_600_000
/** How far back a first sweep looks for completions that were killed. */
const FIRST_LOOK_MS = 48 * HOUR_MS
/**
 * How far the looks of two sweeps overlap. Orders, changes of them and customers bear the time of the
 * process that wrote them, and a look compares it with the database's: only what a process wrote
 * whose clock is further behind than this is passed over, and only by the looks that go by time:
 * killed completions, changes of finalized orders and registrations whose event was lost as well. No
 * order that waits is found by its time.
 */
const OVERLAP_MS = 2 * HOUR_MS

interface Sweep {
  container: MedusaContainer
  run: JobRun
  cause: Cause
  figures: Record<"placed" | "looked_at" | "failed" | "undecided" | "resolved" | "enrolled", number>
}

/** The job whose row says when the last sweep was. */
export const SWEEP_JOB = "sweep-orders"

/**
 * Does what an event should have done: binds orders whose placed event was lost, looks again at
 * orders that wait for their fulfilment and at finalized ones that changed, lists what it cannot
 * decide, and enrols customers whose registration nobody heard of. One order's fault keeps no other
 * from being looked at.
 */
export async function sweepOrders(
  container: MedusaContainer,
  run: JobRun,
): Promise<Record<string, number>> {
  const cause = { reason: "sweep", actor: "system", correlation_id: newCorrelationId() }
  const figures = { placed: 0, looked_at: 0, failed: 0, undecided: 0, resolved: 0, enrolled: 0 }
  const sweep: Sweep = { container, run, cause, figures }
  const service = loyaltyService(container)
  const since = await service.databaseTime()

  await placeLost(sweep)
  const listed = await lookAtWaiting(sweep)
  await listOverdue(sweep, listed)
  await settleChanged(sweep)
  await listUnfinalized(sweep)
  await listUnfinished(sweep)
  await enrolMissed(sweep)
  // A sweep that stopped half-way has not looked for everything that is listed.
  if (!run.isOver()) {
    figures.resolved = await service.resolveUndecided(since)
  }
  return figures
}

/** Orders whose cart still has an active session: their placed event did nothing. */
async function placeLost(sweep: Sweep): Promise<void> {
  for await (const { order_id, session_id, store_id } of unplacedOrders(sweep)) {
    const placed = await attempt(sweep, order_id, () =>
      placeOrder(sweep.container, { order_id, completion: "later", cause: sweep.cause }),
    )
    sweep.figures.placed += placed === "placed" ? 1 : 0
    if (placed === "failed") {
      await list(sweep, { order_id, session_id, store_id, reason: "placement_failed" })
    }
  }
}

/**
 * Orders that wait for the store's policy: the event that met it may have been lost. Answers those
 * that were listed.
 */
async function lookAtWaiting(sweep: Sweep): Promise<ReadonlySet<string>> {
  const { container, cause, run, figures } = sweep
  const service = loyaltyService(container)
  const listed = new Set<string>()
  for await (const page of batches((after) => service.ordersWaiting({ after, limit: BATCH }))) {
    if (run.isOver()) {
      return listed
    }
    const failed: UndecidedOrderInput[] = []
    for (const { order_id, session_id, store_id } of page) {
      const looked = await attempt(sweep, order_id, () =>
        finalizeWhenDue(container, { order_id, cause }),
      )
      figures.looked_at += 1
      if (looked === "failed") {
        failed.push({ order_id, session_id, store_id, reason: "finalize_missing" })
      }
    }
    for (const order of [...failed, ...(await unpaidOrders(container, page))]) {
      await list(sweep, order)
      listed.add(order.order_id)
    }
  }
  return listed
}

/**
 * Orders that nobody has handed over for days: the event may never come for goods that are not
 * shipped, and nothing is finalized that was not handed over (edge case 12). A person decides.
 *
 * @param listed those that are listed for a reason of their own
 */
async function listOverdue(sweep: Sweep, listed: ReadonlySet<string>): Promise<void> {
  const service = loyaltyService(sweep.container)
  const days = service.options().handover_overdue_days
  const overdue = pages((after) => service.ordersOverdue({ after, limit: BATCH, days }))
  for await (const { order_id, session_id, store_id } of overdue) {
    if (sweep.run.isOver()) {
      return
    }
    if (!listed.has(order_id)) {
      await list(sweep, { order_id, session_id, store_id, reason: "handover_overdue" })
    }
  }
}

/** Finalized orders that changed, and those that could not be settled by an earlier sweep. */
async function settleChanged(sweep: Sweep): Promise<void> {
  const { container, cause, run } = sweep
  for await (const order_id of toSettle(container)) {
    if (run.isOver()) {
      return
    }
    const settled = await attempt(sweep, order_id, () =>
      settleOrder(container, { order_id, cause }),
    )
    sweep.figures.looked_at += 1
    if (settled === "failed") {
      await listUnsettled(sweep, order_id)
    }
  }
}

async function* toSettle(container: MedusaContainer): AsyncGenerator<string> {
  const listed = await listedFor(container, "settlement_failed")
  yield* listed
  for await (const order_id of changedOrders(container, await lookedSince(container))) {
    if (!listed.includes(order_id)) {
      yield order_id
    }
  }
}

/** As long as it is listed, each sweep tries again. */
async function listUnsettled(sweep: Sweep, order_id: string): Promise<void> {
  const [session] = await loyaltyService(sweep.container).listLoyaltySessions({ order_id })
  await list(sweep, {
    order_id,
    session_id: session?.id ?? null,
    store_id: session?.store_id ?? null,
    reason: "settlement_failed",
  })
}

async function listedFor(container: MedusaContainer, reason: UndecidedReason): Promise<string[]> {
  const listed = await loyaltyService(container).listLoyaltyUndecidedOrders(
    { reason, resolved_at: null },
    { take: LISTED_MAX },
  )
  return listed.map(({ order_id }) => order_id)
}

/** Sessions whose order has no finalize are placed again; given up ones wait for a person. */
async function listUnfinalized(sweep: Sweep): Promise<void> {
  const service = loyaltyService(sweep.container)
  for (let after = ""; !sweep.run.isOver();) {
    const page = await service.pendingWithoutFinalize({ after, limit: BATCH })
    for (const { id: session_id, order_id, store_id, reason } of page) {
      const placed =
        reason === "finalize_missing" &&
        (await attempt(sweep, order_id, () =>
          placeOrder(sweep.container, { order_id, completion: "later", cause: sweep.cause }),
        ))
      if (placed === "placed") {
        sweep.figures.placed += 1
      } else {
        await list(sweep, { order_id, session_id, store_id, reason })
      }
    }
    const last = page.at(-1)
    if (!last) {
      return
    }
    after = last.id
  }
}

/** What killed completions left, new ones and those that are listed already. */
async function listUnfinished(sweep: Sweep): Promise<void> {
  const { container, run } = sweep
  const open = await withoutCart(container, await listedFor(container, "completion_unfinished"))
  for (const order_id of open) {
    await listIfUnfinished(sweep, order_id)
  }
  const since = await lookedSince(container)
  for await (const order_id of cartlessOrders(container, { since, run })) {
    if (!open.includes(order_id)) {
      await listIfUnfinished(sweep, order_id)
    }
  }
}

async function listIfUnfinished(sweep: Sweep, order_id: string): Promise<void> {
  const found = await attempt(sweep, order_id, () => unfinished(sweep.container, order_id))
  if (found && found !== "failed") {
    await list(sweep, found)
  }
}

/** Customers who registered: the event that enrols them may have been lost. */
async function enrolMissed({ container, run, figures }: Sweep): Promise<void> {
  const since = await lookedSince(container)
  const { enrolled, failed } = await enrolRecent(container, { since, run })
  figures.enrolled += enrolled
  figures.failed += failed
}

/** From when on orders were not looked at by a whole sweep, however many broke off since. */
async function lookedSince(container: MedusaContainer): Promise<Date> {
  const service = loyaltyService(container)
  const [last] = await service.listLoyaltyJobRuns({ job: SWEEP_JOB })
  if (last?.ok_started_at) {
    return new Date(last.ok_started_at.getTime() - OVERLAP_MS)
  }
  return new Date((await service.databaseTime()).getTime() - FIRST_LOOK_MS)
}

async function list(sweep: Sweep, order: UndecidedOrderInput): Promise<void> {
  await loyaltyService(sweep.container).noteUndecided(order)
  sweep.figures.undecided += 1
}

async function attempt<T>(
  sweep: Sweep,
  order_id: string,
  job: () => Promise<T>,
): Promise<T | "failed"> {
  try {
    return await job()
  } catch (error) {
    const logger: Logger = sweep.container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.error(`loyalty: sweep could not decide order ${order_id}: ${safeMessage(error)}`)
    sweep.figures.failed += 1
    return "failed"
  }
}

async function* unplacedOrders({ container, run }: Sweep) {
  const service = loyaltyService(container)
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  for (let after = ""; !run.isOver();) {
    const sessions = await service.activeCarts({ after, limit: BATCH })
    const last = sessions.at(-1)
    if (!last) {
      return
    }
    after = last.id
    const byCart = new Map(sessions.map((session) => [session.cart_id, session]))
    const { data } = await query.graph({
      entity: "order_cart",
      fields: ["cart_id", "order_id"],
      filters: { cart_id: [...byCart.keys()] },
    })
    for (const { cart_id, order_id } of data as { cart_id: string; order_id: string }[]) {
      const session = byCart.get(cart_id)
      yield { order_id, session_id: session?.id ?? null, store_id: session?.store_id ?? null }
    }
  }
}
