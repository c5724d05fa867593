import { model } from "@medusajs/framework/utils"

/**
 * Tries within a window, counted over all processes. rate-limiter-flexible writes it, by position:
 * key, points and expire stay the first three columns.
 */
export const RateLimit = model
  .define(
    { name: "LoyaltyRateLimit", tableName: "loyalty_engine_rate_limit" },
    {
      key: model.text().primaryKey(),
      points: model.number().default(0),
      /** Milliseconds since 1970, too many for an integer column. */
      expire: model.bigNumber().nullable(),
    },
  )
  .indexes([{ on: ["expire"] }])
