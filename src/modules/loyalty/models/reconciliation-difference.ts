import { model } from "@medusajs/framework/utils"

/** Where our books and the engine's differ for an order. */
export const ReconciliationDifference = model
  .define(
    {
      name: "LoyaltyReconciliationDifference",
      tableName: "loyalty_engine_reconciliation_difference",
    },
    {
      id: model.id({ prefix: "lrec" }).primaryKey(),
      order_id: model.text(),
      session_id: model.text(),
      field: model.text(),
      ours: model.text().nullable(),
      theirs: model.text().nullable(),
      found_at: model.dateTime(),
      resolved_at: model.dateTime().nullable(),
    },
  )
  .indexes([
    {
      name: "IDX_loyalty_engine_reconciliation_open",
      on: ["order_id", "field"],
      unique: true,
      where: "resolved_at IS NULL",
    },
  ])
