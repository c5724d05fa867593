import { model } from "@medusajs/framework/utils"

/** An engine that some process found down, and until when all of them leave it alone. */
export const Breaker = model
  .define(
    { name: "LoyaltyBreaker", tableName: "loyalty_engine_breaker" },
    {
      /** Hash of the provider's own name for the engine: an address has no business here. */
      key: model.text().primaryKey(),
      open_until: model.dateTime(),
    },
  )
  .indexes([{ on: ["open_until"] }])
