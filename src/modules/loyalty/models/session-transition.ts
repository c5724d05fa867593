import { model } from "@medusajs/framework/utils"

/** Append-only: every move of a session, also those that a later step undid. */
export const SessionTransition = model
  .define(
    { name: "LoyaltySessionTransition", tableName: "loyalty_engine_session_transition" },
    {
      id: model.id({ prefix: "ltrn" }).primaryKey(),
      session_id: model.text(),
      from: model.text().nullable(),
      to: model.text(),
      reason: model.text(),
      actor: model.text(),
      correlation_id: model.text(),
      at: model.dateTime(),
    },
  )
  .indexes([{ on: ["session_id", "at"] }])
