import { model } from "@medusajs/framework/utils"

/** One line of the engine's points history, synced when a member is linked. */
export const MemberHistoryEntry = model
  .define(
    { name: "LoyaltyMemberHistoryEntry", tableName: "loyalty_engine_member_history_entry" },
    {
      id: model.id({ prefix: "lhis" }).primaryKey(),
      member_id: model.text(),
      provider_key: model.text(),
      at: model.dateTime(),
      type: model.text(),
      points: model.number(),
      description: model.text(),
      receipt_id: model.text().nullable(),
    },
  )
  .indexes([
    {
      name: "IDX_loyalty_engine_member_history_entry_key",
      on: ["member_id", "provider_key"],
      unique: true,
    },
    { on: ["member_id", "at"] },
  ])
