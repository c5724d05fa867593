import type { SqlEntityManager } from "@medusajs/framework/mikro-orm/postgresql"

import type { LoyaltyTransactionRow, OperationRow, SessionRow } from "../types/rows"
import { json, newId, rows } from "./sql"

export interface TransactionInput extends Pick<
  LoyaltyTransactionRow,
  | "kind"
  | "earned_points"
  | "redeemed_points"
  | "points_balance"
  | "discount_total"
  | "receipt_id"
  | "rejected_rewards"
> {
  session: SessionRow
  operation: OperationRow
}

/**
 * Books what an engine confirmed, once per operation, and takes over the balance it named, but of a
 * member who is erased: goods may come back long after. Called in the transaction that ends the
 * operation.
 */
export async function bookTransaction(
  em: SqlEntityManager,
  input: TransactionInput,
): Promise<LoyaltyTransactionRow> {
  const { session, operation } = input
  const [transaction] = await rows<LoyaltyTransactionRow>(
    em,
    `INSERT INTO loyalty_engine_transaction
       (id, session_id, order_id, member_id, operation_id, kind, earned_points, redeemed_points,
        points_balance, discount_total, currency_code, receipt_id, rejected_rewards, at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, now())
     ON CONFLICT (operation_id) WHERE deleted_at IS NULL
     DO UPDATE SET updated_at = now() RETURNING *`,
    [
      newId("ltx"),
      session.id,
      operation.order_id,
      session.member_id,
      operation.id,
      input.kind,
      input.earned_points,
      input.redeemed_points,
      input.points_balance,
      input.discount_total,
      session.currency_code,
      input.receipt_id,
      json(input.rejected_rewards),
    ],
  )
  if (input.points_balance !== null) {
    await rows(
      em,
      `UPDATE loyalty_engine_member
          SET points_balance = ?, balance_as_of = now(), updated_at = now()
        WHERE id = ? AND erased_at IS NULL`,
      [input.points_balance, session.member_id],
    )
  }
  return transaction!
}
