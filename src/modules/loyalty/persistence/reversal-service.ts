import type { Context } from "@medusajs/framework/types"
import { InjectManager, InjectTransactionManager, MedusaContext } from "@medusajs/framework/utils"

import type { ReversalOutcome } from "../../../types/provider"
import type { Reversal } from "../domain/reversal"
import type { LoyaltyTransactionRow, OperationRow, SessionRow } from "../types/rows"
import { failpoint } from "../utils/failpoint"
import { reversalKey } from "./adjustment-service"
import { OperationService } from "./operation-service"
import { closeOperation, type Claim, type OperationFailure } from "./outbox-service"
import { lockSession } from "./session-service"
import { rows, textArray } from "./sql"
import { bookTransaction } from "./transactions"

/** Why something is taken back: it names the record that a person gets where no engine can do it. */
export type ReversalReason = "order_canceled" | "returned"

export interface BookedReversal {
  session: SessionRow
  order_id: string
  /** The reversals known when the amounts were computed, plus one. */
  sequence: number
  reversal: Reversal
  reason: ReversalReason
}

/** The reversals of finalized orders: what was booked to be taken back, and what came of it. */
export class ReversalService extends OperationService {
  /** All reversals of an order, whatever became of them, oldest first. */
  @InjectManager()
  async reversalsOfOrder(
    order_id: string,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<OperationRow[]> {
    return rows(
      this.em_(sharedContext),
      `SELECT * FROM loyalty_engine_operation
        WHERE subject_id = ? AND kind = 'reverse' AND deleted_at IS NULL ORDER BY sequence`,
      [order_id],
    )
  }

  /**
   * Which of these orders are finalized: only they can have something to take back. A return may
   * come long after the session was archived.
   */
  @InjectManager()
  async finalizedOrders(
    order_ids: string[],
    @MedusaContext() sharedContext: Context = {},
  ): Promise<string[]> {
    const found = await rows<{ order_id: string }>(
      this.em_(sharedContext),
      `SELECT order_id FROM loyalty_engine_session
        WHERE order_id = ANY (?::text[]) AND status = 'finalized' AND deleted_at IS NULL
        UNION
       SELECT order_id FROM loyalty_engine_session_archive
        WHERE order_id = ANY (?::text[]) AND status = 'finalized' AND deleted_at IS NULL`,
      [textArray(order_ids), textArray(order_ids)],
    )
    return found.map(({ order_id }) => order_id)
  }

  /**
   * Orders that were finalized since a moment, a page by order id: one that changed before its
   * finalize was recorded may have something to take back.
   */
  @InjectManager()
  async finalizedSince(
    { since, after, limit }: { since: Date; after: string; limit: number },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<{ id: string }[]> {
    return rows(
      this.em_(sharedContext),
      `SELECT order_id AS id FROM loyalty_engine_session
        WHERE status = 'finalized' AND updated_at >= ? AND order_id > ? AND deleted_at IS NULL
        ORDER BY order_id LIMIT ?`,
      [since, after, limit],
    )
  }

  /**
   * Puts a reversal into the outbox if no other was booked since its amounts were computed; null
   * if one was, and then they must be computed anew. The session's row lock orders the bookings,
   * so that all of them together never exceed the grant.
   */
  @InjectTransactionManager()
  async bookReversal(
    input: BookedReversal,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<OperationRow | null> {
    const em = this.em_(sharedContext)
    const session = await lockSession(em, input.session.id)
    const booked = await this.reversalsOfOrder(input.order_id, sharedContext)
    if (booked.length !== input.sequence - 1) {
      return null
    }
    const { operation } = await this.enqueueOperation(
      {
        kind: "reverse",
        subject_id: input.order_id,
        sequence: input.sequence,
        order_id: input.order_id,
        session_id: session.id,
        member_id: session.member_id,
        store_id: session.store_id,
        provider_id: session.provider_id,
        snapshot: { reversal: input.reversal, reason: input.reason },
        due: true,
      },
      sharedContext,
    )
    return operation
  }

  /**
   * Records a confirmed reversal in one transaction: operation done, books, balance, and an open
   * record for a person settled. Null, and nothing changed, when the claim was lost.
   */
  @InjectTransactionManager()
  async recordReversed(
    claim: Claim,
    { outcome, reversal }: { outcome: ReversalOutcome; reversal: Reversal },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<LoyaltyTransactionRow | null> {
    const em = this.em_(sharedContext)
    const operation = await closeOperation(em, claim, { status: "done", failure: null })
    if (!operation) {
      return null
    }
    failpoint("reverse.in_transaction")
    const session = await lockSession(em, operation.session_id!)
    const transaction = await bookTransaction(em, {
      kind: "reverse",
      session,
      operation,
      earned_points: -reversal.earned_points,
      redeemed_points: -reversal.redeemed_points,
      points_balance: outcome.points_balance,
      discount_total: -discountOf(reversal),
      receipt_id: outcome.receipt_id,
      rejected_rewards: null,
    })
    await rows(
      em,
      `UPDATE loyalty_engine_adjustment_due
          SET settled_at = now(), settled_by = 'system', settle_reason = 'The engine reversed it',
              updated_at = now()
        WHERE key = ? AND settled_at IS NULL AND deleted_at IS NULL`,
      [reversalKey(operation)],
    )
    return transaction
  }

  /**
   * Ends a reversal that the engine does not take and lists the exact points for a person, in one
   * transaction. `done` where the engine has no reversals at all: nobody should retry that. Goods
   * that brought nothing are nobody's work.
   */
  @InjectTransactionManager()
  async leaveReversalToPerson(
    claim: Claim,
    { status, failure }: { status: "done" | "dead"; failure: OperationFailure },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<boolean> {
    const em = this.em_(sharedContext)
    const operation = await closeOperation(em, claim, { status, failure })
    if (!operation) {
      return false
    }
    const { reversal, reason } = reversalOf(operation)
    if (isWorthNothing(reversal)) {
      return true
    }
    const session = await lockSession(em, operation.session_id!)
    await this.noteAdjustmentDue(
      {
        key: reversalKey(operation),
        session_id: session.id,
        order_id: operation.order_id,
        member_id: session.member_id,
        kind: `${reason}_after_finalize`,
        points: reversal.earned_points - reversal.redeemed_points,
        amount: discountOf(reversal),
        currency_code: session.currency_code,
        details: {
          sequence: operation.sequence,
          code: failure.error_code,
          earned_points: reversal.earned_points,
          redeemed_points: reversal.redeemed_points,
          receipt_id: session.provider_transaction_id,
          reward_ids: reversal.granted_rewards.map((reward) => reward.provider_reward_id),
          lines: reversal.lines.map(({ order_line_id, quantity }) => ({ order_line_id, quantity })),
        },
      },
      sharedContext,
    )
    return true
  }
}

/** What a reversal's operation takes back, and why. */
export function reversalOf(operation: Pick<OperationRow, "snapshot">): {
  reversal: Reversal
  reason: ReversalReason
} {
  return operation.snapshot as unknown as { reversal: Reversal; reason: ReversalReason }
}

function isWorthNothing(reversal: Reversal): boolean {
  const { earned_points, redeemed_points } = reversal
  return earned_points === 0 && redeemed_points === 0 && discountOf(reversal) === 0
}

function discountOf(reversal: Reversal): number {
  return reversal.granted_rewards.reduce((sum, reward) => sum + reward.amount, 0)
}
