import { model } from "@medusajs/framework/utils"

import { minorUnits } from "../utils/minor-units"

/** What a person must settle by hand because no engine call can. */
export const AdjustmentDue = model
  .define(
    { name: "LoyaltyAdjustmentDue", tableName: "loyalty_engine_adjustment_due" },
    {
      id: model.id({ prefix: "ladj" }).primaryKey(),
      key: model.text(),
      session_id: model.text(),
      order_id: model.text().nullable(),
      member_id: model.text().nullable(),
      kind: model.text(),
      points: model.number().default(0),
      amount: minorUnits().default(0),
      currency_code: model.text(),
      details: model.json().nullable(),
      settled_at: model.dateTime().nullable(),
      settled_by: model.text().nullable(),
      settle_reason: model.text().nullable(),
    },
  )
  .indexes([
    { on: ["key"], unique: true },
    { on: ["order_id"], where: "order_id IS NOT NULL" },
    { on: ["created_at"], where: "settled_at IS NULL" },
  ])
