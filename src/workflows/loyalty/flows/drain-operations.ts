import type { Logger, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { isExhausted, nextAttemptDelay_s } from "../../../modules/loyalty/domain/backoff"
import { isLoyaltyError } from "../../../modules/loyalty/domain/errors"
import type { Claim, OperationFailure } from "../../../modules/loyalty/persistence/outbox-service"
import type { OperationRow } from "../../../modules/loyalty/types/rows"
import type { ProviderFailure } from "../../../types/provider"
import { safeMessage } from "../../../modules/loyalty/utils/safe-message"
import { ClaimWidth } from "../utils/claim-width"
import type { JobRun } from "../utils/job-lease"
import { loyaltyService } from "../utils/loyalty"
import { observed } from "../utils/observed"
import { runCancel } from "./operations/cancel"
import { runEnrol } from "./operations/enrol"
import { runFinalize } from "./operations/finalize"
import { runReverse } from "./operations/reverse"
import { runSync } from "./operations/sync"

export type ClaimedOperation = OperationRow & { was_unknown: boolean }

/**
 * What came of one attempt. `settled` was recorded by the handler itself, in the same transaction
 * as its books; the others are recorded here. `by_hand`: no engine call can do it, a person must. `due_no_more`: nothing was sent, and it
 * waits for its store's policy again.
 */
export type Attempt =
  | { kind: "done" }
  | { kind: "settled"; earned_points?: number }
  | { kind: "failed"; failure: ProviderFailure }
  | { kind: "hopeless"; failure: ProviderFailure }
  | { kind: "by_hand"; failure: ProviderFailure }
  | { kind: "due_no_more" }

export interface DrainFigures {
  claimed: number
  done: number
  postponed: number
  dead: number
}

/**
 * Works through due operations of the outbox: claim with a lease, call the engine outside any
 * transaction, store the outcome under the fence of the claim. A few at once, those of one member in
 * turn; safe in several processes at once.
 */
export async function drainOperations(
  container: MedusaContainer,
  input: { ids?: string[]; limit?: number; run?: JobRun } = {},
): Promise<DrainFigures> {
  const service = loyaltyService(container)
  const { drain_batch, lease_s } = service.options()
  const figures: DrainFigures = { claimed: 0, done: 0, postponed: 0, dead: 0 }
  const limit = input.limit ?? drain_batch
  const width = new ClaimWidth()
  while (figures.claimed < limit && !input.run?.isOver()) {
    const wanted = width.within(limit - figures.claimed)
    const claimed = await service.claimOperations({ limit: wanted, lease_s, ids: input.ids })
    if (claimed.length === 0) {
      break
    }
    figures.claimed += claimed.length
    width.learn({ wanted, found: claimed.length })
    for (const outcome of await attemptAll(container, claimed)) {
      figures[outcome] += 1
    }
  }
  return figures
}

type Outcome = "done" | "postponed" | "dead"

/** One that cannot be recorded keeps its lease and stops the run, after the others have ended. */
async function attemptAll(
  container: MedusaContainer,
  claimed: readonly ClaimedOperation[],
): Promise<Outcome[]> {
  const settled = await Promise.allSettled(
    byMember(claimed).map(async (operations) => {
      const outcomes: Outcome[] = []
      for (const operation of operations) {
        outcomes.push(await attempt(container, operation))
      }
      return outcomes
    }),
  )
  return settled.flatMap((one) => {
    if (one.status === "rejected") {
      throw one.reason
    }
    return one.value
  })
}

/** A member's balance is what the latest answer says: his operations take turns, oldest first. */
function byMember(claimed: readonly ClaimedOperation[]): ClaimedOperation[][] {
  const groups = new Map<string, ClaimedOperation[]>()
  const oldestFirst = [...claimed].sort((a, b) => +a.created_at - +b.created_at)
  for (const operation of oldestFirst) {
    const key = operation.member_id ?? operation.id
    groups.set(key, [...(groups.get(key) ?? []), operation])
  }
  return [...groups.values()]
}

async function attempt(container: MedusaContainer, operation: ClaimedOperation): Promise<Outcome> {
  const service = loyaltyService(container)
  const claim: Claim = { operation_id: operation.id, fence: operation.fence }
  const result = await observedRun(container, { operation, claim })
  switch (result.kind) {
    case "settled":
      return "done"
    case "done":
      await service.recordDone(claim)
      return "done"
    case "hopeless":
      await bury(container, operation, result.failure)
      return "dead"
    case "by_hand":
      await service.leaveReversalToPerson(claim, {
        status: "done",
        failure: toRow(result.failure),
      })
      return "done"
    case "due_no_more":
      await service.letWait(claim)
      return "postponed"
    case "failed":
      return postponeOrBury(container, operation, result.failure)
  }
}

const observedRun = observed(run, {
  name: "operation",
  before: ({ operation }) => ({
    operation_id: operation.id,
    kind: operation.kind,
    store_id: operation.store_id,
    session_id: operation.session_id ?? undefined,
    order_id: operation.order_id ?? undefined,
    customer_id: operation.customer_id ?? undefined,
    correlation_id: operation.id,
  }),
  after: (attempt) =>
    "failure" in attempt
      ? { outcome: attempt.failure.code, level: "warn" }
      : {
          outcome: attempt.kind === "due_no_more" ? "waiting" : "done",
          fields: attempt.kind === "settled" ? { earned_points: attempt.earned_points } : {},
        },
})

interface Claimed {
  operation: ClaimedOperation
  claim: Claim
}

async function run(container: MedusaContainer, { operation, claim }: Claimed): Promise<Attempt> {
  try {
    switch (operation.kind) {
      case "finalize":
        return await runFinalize(container, operation, claim)
      case "cancel":
        return await runCancel(container, operation, claim)
      case "enrol":
        return await runEnrol(container, operation, claim)
      case "sync":
        return await runSync(container, operation, claim)
      case "reverse":
        return await runReverse(container, operation, claim)
    }
  } catch (error) {
    const logger: Logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.error(
      `loyalty: operation ${operation.id} (${operation.kind}) failed: ${safeMessage(error)}`,
    )
    return {
      kind: "failed",
      failure: {
        code: "unavailable",
        retryable: true,
        // A body may have been sent before the fault: ask the engine first.
        outcome: (await isFrozen(container, operation)) ? "unknown" : "not_applied",
        // What we throw on purpose says what a person can do, such as which key is missing.
        message: isLoyaltyError(error)
          ? error.message
          : "An unexpected error; the log of this time names it",
      },
    }
  }
}

/** As the row says it now: the attempt that failed may have frozen its body, or thawed it. */
async function isFrozen(container: MedusaContainer, { id }: ClaimedOperation): Promise<boolean> {
  const [row] = await loyaltyService(container).listLoyaltyOperations({ id })
  return row?.sealed_body !== null
}

async function postponeOrBury(
  container: MedusaContainer,
  operation: ClaimedOperation,
  failure: ProviderFailure,
): Promise<"postponed" | "dead"> {
  const service = loyaltyService(container)
  const claim: Claim = { operation_id: operation.id, fence: operation.fence }
  // The clock that wrote the first attempt: this machine's own may have leapt.
  const now = await service.databaseTime()
  const gaveUp = isExhausted(operation.first_attempt_at ?? now, now)
  const unknown = failure.outcome === "unknown"
  if (gaveUp || (!failure.retryable && !unknown)) {
    await bury(container, operation, failure)
    return "dead"
  }
  const delay_s = nextAttemptDelay_s(operation.attempts - 1, Math.random())
  await service.postponeOperation(claim, {
    ...toRow(failure),
    status: unknown ? "unknown" : "due",
    delay_s: Math.max(delay_s, failure.retry_after_s ?? 0),
  })
  return "postponed"
}

function toRow(failure: ProviderFailure): OperationFailure {
  return {
    error_code: failure.code,
    message: failure.message,
    is_unknown: failure.outcome === "unknown",
  }
}

/** Gives up; what a dead reversal would have taken back is listed for a person. */
async function bury(
  container: MedusaContainer,
  operation: ClaimedOperation,
  failure: ProviderFailure,
): Promise<void> {
  const service = loyaltyService(container)
  const claim: Claim = { operation_id: operation.id, fence: operation.fence }
  if (operation.kind === "reverse") {
    await service.leaveReversalToPerson(claim, { status: "dead", failure: toRow(failure) })
  } else {
    await service.buryOperation(claim, toRow(failure))
  }
}
