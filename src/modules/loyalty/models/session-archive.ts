import { model } from "@medusajs/framework/utils"

/** Decided sessions older than 30 days, out of the hot tables and still found by their ids. */
export const SessionArchive = model
  .define(
    { name: "LoyaltySessionArchive", tableName: "loyalty_engine_session_archive" },
    {
      id: model.id().primaryKey(),
      cart_id: model.text(),
      order_id: model.text().nullable(),
      store_id: model.text(),
      member_id: model.text(),
      status: model.text(),
      finalized_at: model.dateTime().nullable(),
      session: model.json(),
      rewards: model.json(),
      transitions: model.json(),
      archived_at: model.dateTime(),
    },
  )
  .indexes([
    { on: ["cart_id"] },
    { on: ["order_id"], where: "order_id IS NOT NULL" },
    { on: ["store_id", "archived_at"] },
    { on: ["member_id"] },
  ])
