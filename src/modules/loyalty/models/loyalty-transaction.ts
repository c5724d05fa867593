import { model } from "@medusajs/framework/utils"

import { minorUnits } from "../utils/minor-units"

/**
 * Append-only: what the engine confirmed for an order, and its reversals. A reversal's points and
 * discount are negative: the rows of an order sum to what the engine's own books say of it.
 */
export const LoyaltyTransaction = model
  .define(
    { name: "LoyaltyTransaction", tableName: "loyalty_engine_transaction" },
    {
      id: model.id({ prefix: "ltx" }).primaryKey(),
      session_id: model.text(),
      order_id: model.text(),
      member_id: model.text(),
      operation_id: model.text(),
      kind: model.enum(["finalize", "reverse"]),
      earned_points: model.number(),
      redeemed_points: model.number(),
      points_balance: model.number().nullable(),
      discount_total: minorUnits().default(0),
      currency_code: model.text(),
      receipt_id: model.text().nullable(),
      rejected_rewards: model.json().nullable(),
      at: model.dateTime(),
    },
  )
  .indexes([
    { on: ["operation_id"], unique: true },
    { on: ["order_id"] },
    { on: ["member_id", "at"] },
    { on: ["session_id"] },
  ])
