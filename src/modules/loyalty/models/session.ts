import { model } from "@medusajs/framework/utils"

import { minorUnits } from "../utils/minor-units"

/** One conversation of one cart with the engine. At most one is live per cart, and per order. */
export const Session = model
  .define(
    { name: "LoyaltySession", tableName: "loyalty_engine_session" },
    {
      id: model.id({ prefix: "lses" }).primaryKey(),
      store_id: model.text(),
      provider_id: model.text(),
      /** Kept from the opening: an order is finalized where it began, whatever the store says now. */
      participant_id: model.text(),
      site_id: model.text(),
      config_version: model.number(),
      cart_id: model.text(),
      order_id: model.text().nullable(),
      customer_id: model.text().nullable(),
      sales_channel_id: model.text().nullable(),
      member_id: model.text(),
      provider_session_id: model.text().nullable(),
      pos_sequence_id: model.text(),
      message_sequence: model.number().default(1),
      status: model
        .enum(["active", "pending_finalization", "finalized", "failed"])
        .default("active"),
      failure_reason: model.text().nullable(),
      /** Basket for which the present rewards were approved; null before the first evaluation. */
      basket_fingerprint: model.text().nullable(),
      /** Basket and selection of the last good evaluation. */
      evaluation_fingerprint: model.text().nullable(),
      evaluated_at: model.dateTime().nullable(),
      /** The figures of the last good evaluation, for display. */
      evaluation: model.json().nullable(),
      selection: model.json().nullable(),
      discount_total: minorUnits().default(0),
      currency_code: model.text(),
      /** The cart changed since the evaluation and nobody has asked the engine yet. */
      stale: model.boolean().default(false),
      /** The engine could not be asked when it was needed. */
      degraded: model.boolean().default(false),
      retry_at: model.dateTime().nullable(),
      last_error_code: model.text().nullable(),
      version: model.number().default(1),
      opened_at: model.dateTime(),
      expires_at: model.dateTime(),
      finalized_at: model.dateTime().nullable(),
      provider_transaction_id: model.text().nullable(),
      metadata: model.json().nullable(),
    },
  )
  .indexes([
    { on: ["cart_id"], unique: true, where: "status IN ('active', 'pending_finalization')" },
    { on: ["cart_id", "opened_at"] },
    { on: ["order_id"], unique: true, where: "order_id IS NOT NULL" },
    {
      name: "IDX_loyalty_engine_session_pos_sequence",
      on: ["participant_id", "site_id", "pos_sequence_id"],
      unique: true,
    },
    { on: ["expires_at"], where: "status = 'active'" },
    { on: ["store_id", "status", "opened_at"] },
    { on: ["member_id"] },
    {
      name: "IDX_loyalty_engine_session_decided",
      on: ["updated_at"],
      where: "status IN ('finalized', 'failed')",
    },
  ])
