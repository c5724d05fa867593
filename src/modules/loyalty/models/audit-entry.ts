import { model } from "@medusajs/framework/utils"

/** Append-only: what a person did in Admin, to what, and why. Moves of sessions have their own audit. */
export const AuditEntry = model
  .define(
    { name: "LoyaltyAuditEntry", tableName: "loyalty_engine_audit_entry" },
    {
      id: model.id({ prefix: "laud" }).primaryKey(),
      /** The id of an admin user. */
      actor: model.text(),
      action: model.text(),
      /** What it was done to: an operation, a store, a member, an adjustment. */
      subject_id: model.text(),
      reason: model.text().nullable(),
      /** Names of what changed, never values. */
      details: model.json().nullable(),
      correlation_id: model.text(),
      at: model.dateTime(),
    },
  )
  .indexes([{ on: ["subject_id", "at"] }, { on: ["at"] }])
