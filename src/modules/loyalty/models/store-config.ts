import { model } from "@medusajs/framework/utils"

import { StoreChannel } from "./store-channel"

/** Loyalty of one Medusa store. A store without a row, or with `enabled: false`, has none. */
export const StoreConfig = model
  .define(
    { name: "LoyaltyStoreConfig", tableName: "loyalty_engine_store_config" },
    {
      id: model.id({ prefix: "lcfg" }).primaryKey(),
      store_id: model.text(),
      provider_id: model.text(),
      enabled: model.boolean().default(false),
      participant_id: model.text().nullable(),
      site_id: model.text().nullable(),
      finalize_on: model
        .enum(["order_placed", "fulfillment", "delivery", "order_completed"])
        .default("fulfillment"),
      settings: model.json(),
      /** Grows with every change; part of every cache key, so nothing needs invalidating. */
      config_version: model.number().default(1),
      channels: model.hasMany(() => StoreChannel, { mappedBy: "store_config" }),
    },
  )
  .indexes([{ on: ["store_id"], unique: true }])
  .cascades({ delete: ["channels"] })
