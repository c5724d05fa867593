import { model } from "@medusajs/framework/utils"

import { minorUnits } from "../utils/minor-units"

/** A reward the engine offered in a session, and what became of it. Its id lives as long as the offer. */
export const SessionReward = model
  .define(
    { name: "LoyaltySessionReward", tableName: "loyalty_engine_session_reward" },
    {
      id: model.id({ prefix: "lrew" }).primaryKey(),
      session_id: model.text(),
      provider_reward_id: model.text(),
      type: model.enum(["instant", "optional"]),
      level: model.enum(["line", "ticket"]),
      method: model.text(),
      value: model.text(),
      limit: model.json().nullable(),
      target_line_number: model.number().nullable(),
      description: model.text(),
      prompt: model.text().nullable(),
      points_cost: model.number().default(0),
      state: model.enum(["applied", "offered", "accepted", "declined", "unavailable"]),
      reason: model.text().nullable(),
      quantity: model.float().default(0),
      /** Whether `quantity` counts units of the line. */
      unit_based: model.boolean().default(false),
      /** Minor units granted now, and what an offered optional reward would give. */
      amount: minorUnits().default(0),
      amount_if_accepted: minorUnits().default(0),
      /** [{ line_item_id, line_number, amount }] in minor units; sums to `amount`. */
      allocations: model.json(),
      position: model.number().default(0),
    },
  )
  .indexes([
    {
      name: "IDX_loyalty_engine_session_reward_offer",
      on: ["session_id", "provider_reward_id"],
      unique: true,
    },
  ])
