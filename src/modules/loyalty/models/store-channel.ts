import { model } from "@medusajs/framework/utils"

import { StoreConfig } from "./store-config"

/** A sales channel belongs to at most one store's loyalty. */
export const StoreChannel = model
  .define(
    { name: "LoyaltyStoreChannel", tableName: "loyalty_engine_store_channel" },
    {
      id: model.id({ prefix: "lchn" }).primaryKey(),
      sales_channel_id: model.text(),
      store_config: model.belongsTo(() => StoreConfig, { mappedBy: "channels" }),
    },
  )
  .indexes([{ on: ["sales_channel_id"], unique: true }])
