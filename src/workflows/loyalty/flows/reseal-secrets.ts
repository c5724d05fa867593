import type { MedusaContainer } from "@medusajs/framework/types"

import type { JobRun } from "../utils/job-lease"
import { loyaltyService } from "../utils/loyalty"
import { pages } from "../utils/pages"

const BATCH = 200

/**
 * Seals with the newest key what older keys sealed: credentials, identifiers, and requests that may
 * still be sent. Once it leaves nothing, and every process has the newest key, older keys can go.
 */
export async function resealSecrets(
  container: MedusaContainer,
  run: JobRun,
): Promise<Record<string, number>> {
  const service = loyaltyService(container)
  const figures = { resealed: 0, unreadable: 0 }
  for (const kind of ["credentials", "identifiers", "requests"] as const) {
    const older = pages((after) => service.sealedWithOlderKeys(kind, { after, limit: BATCH }))
    for await (const row of older) {
      if (run.isOver()) {
        return figures
      }
      figures[(await service.reseal(kind, row)) ? "resealed" : "unreadable"] += 1
    }
  }
  return figures
}
