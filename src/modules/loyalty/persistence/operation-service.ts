import type { SqlEntityManager } from "@medusajs/framework/mikro-orm/postgresql"
import type { Context } from "@medusajs/framework/types"
import { InjectManager, InjectTransactionManager, MedusaContext } from "@medusajs/framework/utils"

import type { FinalizeOutcome } from "../../../types/provider"
import { LoyaltyError } from "../domain/errors"
import type { FulfilledSnapshot } from "../domain/placement"
import type {
  Cause,
  LoyaltyTransactionRow,
  OperationKind,
  OperationRow,
  SessionRow,
} from "../types/rows"
import { failpoint } from "../utils/failpoint"
import { AdjustmentService, unresolvedKey, type AdjustmentInput } from "./adjustment-service"
import { closeOperation, type Claim, type OperationFailure } from "./outbox-service"
import { lockSession, moveLocked } from "./session-service"
import { firstRow, rows } from "./sql"
import { bookTransaction } from "./transactions"

export type CancelOutcome = "cancelled" | "running" | "unresolved" | "over"

/** What an order and its outcome do to session, outbox and books, each in one transaction. */
export class OperationService extends AdjustmentService {
  /**
   * Binds an order to its session and puts the finalize operation into the outbox, in one
   * transaction. Repeating it for the same order changes nothing.
   */
  @InjectTransactionManager()
  async placeOrder(
    input: { session_id: string; order_id: string; snapshot: Record<string, unknown> },
    cause: Cause,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<{ session: SessionRow; operation: OperationRow; created: boolean }> {
    const em = this.em_(sharedContext)
    let session = await lockSession(em, input.session_id)
    if (session.order_id !== null && session.order_id !== input.order_id) {
      throw new LoyaltyError(
        "invariant_violated",
        `Session ${session.id} is bound to another order already`,
        { context: { session_id: session.id } },
      )
    }
    if (session.status === "active") {
      session = await moveLocked(em, session, {
        ...cause,
        to: "pending_finalization",
        patch: { order_id: input.order_id },
      })
    }
    failpoint("place.in_transaction")
    const { operation, created } = await this.enqueueOperation(
      {
        kind: "finalize",
        subject_id: input.order_id,
        order_id: input.order_id,
        session_id: session.id,
        member_id: session.member_id,
        store_id: session.store_id,
        provider_id: session.provider_id,
        snapshot: input.snapshot,
        due: false,
      },
      sharedContext,
    )
    return { session, operation, created }
  }

  @InjectManager()
  async operationOfOrder(
    order_id: string,
    kind: OperationKind = "finalize",
    @MedusaContext() sharedContext: Context = {},
  ): Promise<OperationRow | null> {
    return firstRow(
      this.em_(sharedContext),
      `SELECT * FROM loyalty_engine_operation
        WHERE subject_id = ? AND kind = ? AND sequence = 1 AND deleted_at IS NULL`,
      [order_id, kind],
    )
  }

  /** What the engine confirmed for an order, oldest first. */
  @InjectManager()
  async transactionsOfOrder(
    order_id: string,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<LoyaltyTransactionRow[]> {
    return rows(
      this.em_(sharedContext),
      `SELECT * FROM loyalty_engine_transaction
        WHERE order_id = ? AND deleted_at IS NULL ORDER BY at, id`,
      [order_id],
    )
  }

  /**
   * Records a confirmed finalize in one transaction: operation done, session finalized, books,
   * balance, and what a person must settle of it. Returns null, and changes nothing, when the claim
   * was lost to another worker.
   */
  @InjectTransactionManager()
  async recordFinalized(
    claim: Claim,
    {
      outcome,
      cause,
      due,
    }: {
      outcome: FinalizeOutcome & { discount_total: number }
      cause: Cause
      due?: AdjustmentInput | null
    },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<{ session: SessionRow; transaction: LoyaltyTransactionRow } | null> {
    const em = this.em_(sharedContext)
    const operation = await closeOperation(em, claim, { status: "done", failure: null })
    if (!operation) {
      return null
    }
    failpoint("finalize.in_transaction")
    await settleUnresolved(em, operation)
    const session = await lockSession(em, operation.session_id!)
    const moved =
      session.status === "finalized"
        ? session
        : await moveLocked(em, session, {
            ...cause,
            to: "finalized",
            patch: { finalized: true, provider_transaction_id: outcome.receipt_id },
          })
    const transaction = await bookTransaction(em, {
      ...outcome,
      kind: "finalize",
      session,
      operation,
    })
    if (due) {
      await this.noteAdjustmentDue(due, sharedContext)
    }
    return { session: moved, transaction }
  }

  /**
   * The engine refused for good: operation dead, session failed, and what a person must settle of
   * it, in one transaction.
   */
  @InjectTransactionManager()
  async recordRefused(
    claim: Claim,
    { failure, cause, due }: { failure: OperationFailure; cause: Cause; due?: AdjustmentInput },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<boolean> {
    const em = this.em_(sharedContext)
    const operation = await closeOperation(em, claim, { status: "dead", failure })
    if (!operation?.session_id) {
      return operation !== null
    }
    await settleUnresolved(em, operation)
    const session = await lockSession(em, operation.session_id)
    if (session.status === "pending_finalization") {
      await moveLocked(em, session, {
        ...cause,
        to: "failed",
        patch: { failure_reason: "engine_refused" },
      })
    }
    if (due) {
      await this.noteAdjustmentDue(due, sharedContext)
    }
    return true
  }

  /**
   * Cancels an order's finalize that has not been sent. `running`: it may have been, and the answer
   * will come, so the caller then treats the order as finalized and reverses. `unresolved`: it may
   * have been, and was given up on; what the engine may hold is listed for a person, who retries
   * the operation, or settles the record and thereby lets the session be cancelled.
   */
  @InjectTransactionManager()
  async cancelFinalize(
    input: { session_id: string; failure_reason: string },
    cause: Cause,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<CancelOutcome> {
    const em = this.em_(sharedContext)
    // Operation before session, in the order in which an outcome is recorded: no deadlock.
    const operation = await firstRow<OperationRow>(
      em,
      `SELECT * FROM loyalty_engine_operation
        WHERE session_id = ? AND kind = 'finalize' AND deleted_at IS NULL FOR UPDATE`,
      [input.session_id],
    )
    const session = await lockSession(em, input.session_id)
    if (session.status === "finalized" || session.status === "failed") {
      return "over"
    }
    if (operation && mayBeSent(operation)) {
      if (operation.status !== "dead") {
        return "running"
      }
      if (!(await this.isSettledByHand(operation, sharedContext))) {
        await this.noteAdjustmentDue(unresolvedAdjustment(operation, session), sharedContext)
        return "unresolved"
      }
    } else if (operation && operation.status !== "done") {
      await rows(
        em,
        `UPDATE loyalty_engine_operation
            SET status = 'dead', fence = fence + 1, last_error_code = ?, next_attempt_at = NULL,
                last_error = 'Cancelled before it was sent', updated_at = now() WHERE id = ?`,
        [input.failure_reason, operation.id],
      )
    }
    await moveLocked(em, session, {
      ...cause,
      to: "failed",
      patch: { failure_reason: input.failure_reason },
    })
    return "cancelled"
  }
}

/**
 * Whether the engine may have what a finalize says: it is on its way, or an answer stayed away. A
 * body is forgotten only when the engine has refused it for certain, whatever was unknown before.
 */
function mayBeSent({ status, sealed_body, ...operation }: OperationRow): boolean {
  const ever_unknown = operation.ever_unknown && sealed_body !== null
  return status === "unknown" || status === "in_flight" || (ever_unknown && status !== "done")
}

/** The points that the engine may hold for an order that was cancelled: earned as it foresaw. */
function unresolvedAdjustment(operation: OperationRow, session: SessionRow): AdjustmentInput {
  const fulfilled = operation.snapshot?.["fulfilled"] as FulfilledSnapshot | undefined
  const earned_points = session.evaluation?.earned_points ?? 0
  const redeemed_points = fulfilled?.redeemed_points ?? 0
  return {
    key: unresolvedKey(operation),
    session_id: session.id,
    order_id: operation.order_id,
    member_id: session.member_id,
    kind: "finalize_unknown_at_cancel",
    points: earned_points - redeemed_points,
    amount: (fulfilled?.granted_rewards ?? []).reduce((sum, { amount }) => sum + amount, 0),
    currency_code: session.currency_code,
    details: {
      code: operation.last_error_code,
      operation_id: operation.id,
      idempotency_key: operation.idempotency_key,
      earned_points,
      redeemed_points,
    },
  }
}

/** An answer came after all: what the engine holds is known, and taken back where it must be. */
async function settleUnresolved(em: SqlEntityManager, operation: OperationRow): Promise<void> {
  // Only one that was given up on can be unresolved, and a first attempt is none.
  if (operation.attempts <= 1) {
    return
  }
  await rows(
    em,
    `UPDATE loyalty_engine_adjustment_due
        SET settled_at = now(), settled_by = 'system', settle_reason = 'The engine answered',
            updated_at = now()
      WHERE key = ? AND settled_at IS NULL AND deleted_at IS NULL`,
    [unresolvedKey(operation)],
  )
}
