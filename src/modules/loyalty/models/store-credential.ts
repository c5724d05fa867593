import { model } from "@medusajs/framework/utils"

/** Sealed engine credentials. No link reaches this table, because a link shows every column. */
export const StoreCredential = model
  .define(
    { name: "LoyaltyStoreCredential", tableName: "loyalty_engine_store_credential" },
    {
      id: model.id({ prefix: "lcrd" }).primaryKey(),
      store_config_id: model.text(),
      sealed: model.text(),
      /** Last four characters of the client id, for a person to recognise the credentials. */
      hint: model.text(),
    },
  )
  .indexes([{ on: ["store_config_id"], unique: true }])
