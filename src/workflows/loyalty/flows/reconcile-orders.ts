import type { Logger, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { isLoyaltyError } from "../../../modules/loyalty/domain/errors"
import { differencesOf, type OurRecord } from "../../../modules/loyalty/domain/reconciliation"
import type { OrderToReconcile } from "../../../modules/loyalty/persistence/reconciliation-service"
import type { LoyaltyTransactionRow, SessionRow } from "../../../modules/loyalty/types/rows"
import type { EngineSessionStatus } from "../../../types/provider"
import type { JobRun } from "../utils/job-lease"
import { loyaltyService } from "../utils/loyalty"
import { engineOfSession, newCorrelationId, sessionRef } from "./engine"

const BATCH = 100
/** Questions to engines at a time: the night's comparison must not crowd out the shop's traffic. */
const AT_ONCE = 4
/**
 * Unanswered questions about a store's orders after which a run asks no more about that store: its
 * engine is away, tomorrow is another day.
 */
const UNANSWERED_MAX = 25

/**
 * Compares every decided order of the last days with the engine's own record, and lists each field
 * that differs. A difference that is gone is resolved. Asks only; changes nothing at the engine.
 */
export async function reconcileOrders(
  container: MedusaContainer,
  run: JobRun,
): Promise<Record<string, number>> {
  const service = loyaltyService(container)
  const days = service.options().reconcile_days
  const figures = { compared: 0, differences: 0, found: 0, unanswered: 0, left_out: 0 }
  const unanswered = new Map<string, number>()
  const compare = async (order: OrderToReconcile): Promise<void> => {
    const missed = unanswered.get(order.store_id) ?? 0
    if (missed >= UNANSWERED_MAX) {
      figures.left_out += 1
      return
    }
    const result = await reconcile(container, order)
    if (!result) {
      unanswered.set(order.store_id, (unanswered.get(order.store_id) ?? 0) + 1)
    }
    figures.compared += result ? 1 : 0
    figures.unanswered += result ? 0 : 1
    figures.differences += result?.differences ?? 0
    figures.found += result?.found ?? 0
  }
  for (let after = ""; !run.isOver();) {
    const page = await service.ordersToReconcile({ after, limit: BATCH, days })
    for (let at = 0; at < page.length && !run.isOver(); at += AT_ONCE) {
      await Promise.all(page.slice(at, at + AT_ONCE).map(compare))
    }
    const last = page.at(-1)
    if (!last) {
      break
    }
    after = last.id
  }
  return figures
}

/** Compares one order; null when the engine could not be asked. */
async function reconcile(
  container: MedusaContainer,
  order: OrderToReconcile,
): Promise<{ differences: number; found: number } | null> {
  const service = loyaltyService(container)
  const session = await service.sessionById(order.session_id)
  const theirs = session && (await askEngine(container, session))
  if (!session || !theirs) {
    return null
  }
  const transactions = await service.transactionsOfOrder(order.order_id)
  const differences = differencesOf(recordOf(order.order_id, session, transactions), theirs)
  const found = await service.recordDifferences({
    order_id: order.order_id,
    session_id: order.session_id,
    differences,
  })
  const logger: Logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  for (const { field, ours, theirs: engine } of found > 0 ? differences : []) {
    logger.warn(
      `loyalty: order ${order.order_id} differs from the engine in ${field}: ` +
        `${ours ?? "nothing"} here, ${engine ?? "nothing"} there`,
    )
  }
  return { differences: differences.length, found }
}

async function askEngine(
  container: MedusaContainer,
  session: SessionRow,
): Promise<EngineSessionStatus | null> {
  try {
    const { provider, call } = await engineOfSession(container, session, {
      correlation_id: newCorrelationId(),
    })
    const reply = await provider.status(call, { session: sessionRef(session, 1) })
    return reply.ok ? reply.value : null
  } catch (error) {
    // A store whose settings or keys do not open has no engine that could be asked.
    if (isLoyaltyError(error)) {
      return null
    }
    throw error
  }
}

function recordOf(
  order_id: string,
  session: SessionRow,
  transactions: readonly LoyaltyTransactionRow[],
): OurRecord {
  const booked = transactions.find(({ kind }) => kind === "finalize") ?? null
  const reversals = transactions.filter(({ kind }) => kind === "reverse")
  const sum = (points: "earned_points" | "redeemed_points") =>
    reversals.reduce((total, reversal) => total + Math.abs(reversal[points]), 0)
  return {
    order_id,
    status: session.status,
    booked,
    reversed: { earned_points: sum("earned_points"), redeemed_points: sum("redeemed_points") },
  }
}
