import { model } from "@medusajs/framework/utils"

/** An order that carried a session and came to no decision by itself: a person must look at it. */
export const UndecidedOrder = model
  .define(
    { name: "LoyaltyUndecidedOrder", tableName: "loyalty_engine_undecided_order" },
    {
      id: model.id({ prefix: "lund" }).primaryKey(),
      order_id: model.text(),
      /** Null while the order cannot be tied to a session, e.g. after a completion that was killed. */
      session_id: model.text().nullable(),
      store_id: model.text().nullable(),
      reason: model.enum([
        "completion_unfinished",
        "placement_failed",
        "finalize_missing",
        "finalize_dead",
        "payment_missing",
        "settlement_failed",
        "handover_overdue",
      ]),
      found_at: model.dateTime(),
      /** When the sweeper saw it last. */
      seen_at: model.dateTime(),
      resolved_at: model.dateTime().nullable(),
    },
  )
  .indexes([
    { on: ["order_id"], unique: true },
    {
      name: "IDX_loyalty_engine_undecided_order_open",
      on: ["found_at"],
      where: "resolved_at IS NULL",
    },
  ])
