import { model } from "@medusajs/framework/utils"

/** A member of an engine's programme as far as we know it; identifiers live sealed elsewhere. */
export const Member = model
  .define(
    { name: "LoyaltyMember", tableName: "loyalty_engine_member" },
    {
      id: model.id({ prefix: "lmem" }).primaryKey(),
      provider_id: model.text(),
      participant_id: model.text(),
      provider_member_id: model.text(),
      masked_identifier: model.text().nullable(),
      display_name: model.text().nullable(),
      customer_id: model.text().nullable(),
      linked_at: model.dateTime().nullable(),
      tier: model.text().nullable(),
      points_balance: model.number().nullable(),
      balance_as_of: model.dateTime().nullable(),
      /** The person wants to be erased; kept until nothing must be decided any more. */
      erase_requested_at: model.dateTime().nullable(),
      erased_at: model.dateTime().nullable(),
    },
  )
  .indexes([
    // Named by hand where the generated name would pass Postgres' 63 characters.
    {
      name: "IDX_loyalty_engine_member_account",
      on: ["provider_id", "participant_id", "provider_member_id"],
      unique: true,
    },
    {
      name: "IDX_loyalty_engine_member_account_customer",
      on: ["provider_id", "participant_id", "customer_id"],
      unique: true,
      where: "customer_id IS NOT NULL",
    },
    { on: ["customer_id"], where: "customer_id IS NOT NULL" },
    {
      name: "IDX_loyalty_engine_member_to_erase",
      on: ["erase_requested_at"],
      where: "erase_requested_at IS NOT NULL AND erased_at IS NULL",
    },
  ])
