import { model } from "@medusajs/framework/utils"

/** One row per event and subject: a redelivered event finds its row and does nothing. */
export const EventInbox = model
  .define(
    { name: "LoyaltyEventInbox", tableName: "loyalty_engine_event_inbox" },
    {
      id: model.id({ prefix: "linb" }).primaryKey(),
      key: model.text(),
      received_at: model.dateTime(),
    },
  )
  .indexes([{ on: ["key"], unique: true }, { on: ["received_at"] }])
