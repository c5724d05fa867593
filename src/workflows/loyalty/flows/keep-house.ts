import type { MedusaContainer } from "@medusajs/framework/types"

import type { JobRun } from "../utils/job-lease"
import { loyaltyService } from "../utils/loyalty"

/** Rows a transaction: small enough that nobody waits for it, large enough to get somewhere. */
const ARCHIVE_BATCH = 200
const CLEAR_BATCH = 1_000

/** Moves decided sessions that are old enough to the archive, batch by batch. */
export async function archiveSessions(
  container: MedusaContainer,
  run: JobRun,
): Promise<Record<string, number>> {
  const service = loyaltyService(container)
  const days = service.options().archive_after_days
  const figures = { archived: 0, batches: 0 }
  for (let moved = ARCHIVE_BATCH; moved === ARCHIVE_BATCH && !run.isOver();) {
    moved = await service.archiveSessions({ days, limit: ARCHIVE_BATCH })
    figures.archived += moved
    figures.batches += moved > 0 ? 1 : 0
  }
  return figures
}

/**
 * Deletes what may be forgotten: counts of tries, rows of breakers and calls to engines that are old
 * enough, and lines of lists that were resolved long ago.
 */
export async function clearForgotten(
  container: MedusaContainer,
  run: JobRun,
): Promise<Record<string, number>> {
  const service = loyaltyService(container)
  const figures: Record<string, number> = {}
  for (let is_more = true; is_more && !run.isOver();) {
    const cleared = await service.clearForgotten({ limit: CLEAR_BATCH })
    is_more = Object.values(cleared).some((rows) => rows === CLEAR_BATCH)
    for (const [name, rows] of Object.entries(cleared)) {
      figures[name] = (figures[name] ?? 0) + rows
    }
  }
  return figures
}
