import type { Logger, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import type { Cause } from "../../../modules/loyalty/types/rows"
import { safeMessage } from "../../../modules/loyalty/utils/safe-message"
import type { JobRun } from "../utils/job-lease"
import { loyaltyService } from "../utils/loyalty"
import { observed } from "../utils/observed"
import { pages } from "../utils/pages"
import { eraseMemberWorkflow } from "../workflows/erase-member"
import { requestErasureWorkflow } from "../workflows/request-erasure"
import { endSession } from "./end-session"
import { newCorrelationId } from "./engine"

const BATCH = 100

/**
 * Erases a person's loyalty data. Open carts lose their discounts at once. Where an order still
 * waits to be booked, the erasure waits for it, so that no points are lost; the job goes on with it.
 *
 * @throws MedusaError `not_found`.
 */
export async function eraseMember(
  container: MedusaContainer,
  input: { member_id: string; cause: Cause },
): Promise<"erased" | "waiting"> {
  await requestErasureWorkflow(container).run({ input })
  return eraseWhenDecided(container, { ...input, background: false })
}

/**
 * Goes on with the erasures that had to wait, each in the name of who asked for it. One member's
 * fault keeps no other from being erased.
 */
export async function eraseWaitingMembers(
  container: MedusaContainer,
  run: JobRun,
): Promise<Record<string, number>> {
  const service = loyaltyService(container)
  const correlation_id = newCorrelationId()
  const figures = { erased: 0, waiting: 0, failed: 0 }
  for await (const { id, actor, reason } of pages((after) =>
    service.membersToErase({ after, limit: BATCH }),
  )) {
    if (run.isOver()) {
      break
    }
    const cause = { reason: reason ?? "erasure", actor: actor ?? "system", correlation_id }
    const member = { member_id: id, cause, background: true }
    try {
      figures[await eraseWhenDecided(container, member)] += 1
    } catch (error) {
      const logger: Logger = container.resolve(ContainerRegistrationKeys.LOGGER)
      logger.error(`loyalty: a member could not be erased: ${safeMessage(error)}`)
      figures.failed += 1
    }
  }
  return figures
}

/** Which member it was stands in the audit; a line in a log would outlive the erasure. */
const eraseWhenDecided = observed(erase, {
  name: "erase",
  before: ({ cause }) => ({ correlation_id: cause.correlation_id }),
  after: (outcome, { background }) => ({
    outcome,
    level: background && outcome === "waiting" ? "debug" : "info",
  }),
})

async function erase(
  container: MedusaContainer,
  input: { member_id: string; cause: Cause; background: boolean },
): Promise<"erased" | "waiting"> {
  const { member_id, cause, background } = input
  for (const session of await loyaltyService(container).activeSessionsOfMember(member_id)) {
    await endSession(container, { session, failure_reason: "operator", cause, background })
  }
  const { result } = await eraseMemberWorkflow(container).run({ input: { member_id, cause } })
  return result
}
