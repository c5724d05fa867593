import { model } from "@medusajs/framework/utils"

/** The outbox: what the engine must be told. The row is the truth; events only wake its drain. */
export const Operation = model
  .define(
    { name: "LoyaltyOperation", tableName: "loyalty_engine_operation" },
    {
      id: model.id({ prefix: "lop" }).primaryKey(),
      kind: model.enum(["finalize", "reverse", "cancel", "enrol", "sync"]),
      /** What the operation is about: an order, a session (cancel) or a customer (enrol, sync). */
      subject_id: model.text(),
      sequence: model.number().default(1),
      order_id: model.text().nullable(),
      session_id: model.text().nullable(),
      member_id: model.text().nullable(),
      customer_id: model.text().nullable(),
      store_id: model.text(),
      provider_id: model.text(),
      status: model.enum(["due", "in_flight", "unknown", "done", "dead"]).default("due"),
      /** Frozen when the order is placed: what was granted, by order line. */
      snapshot: model.json().nullable(),
      idempotency_key: model.text().nullable(),
      /** The frozen wire body, sealed, because it may name the member. Written once. */
      sealed_body: model.text().nullable(),
      /** An answer stayed away once: the engine may hold this, whatever came of later attempts. */
      ever_unknown: model.boolean().default(false),
      attempts: model.number().default(0),
      first_attempt_at: model.dateTime().nullable(),
      /** Null while the store's policy says it is not due yet. */
      next_attempt_at: model.dateTime().nullable(),
      /** Grows with every claim; an outcome is stored only under the fence it was claimed with. */
      fence: model.number().default(0),
      lease_until: model.dateTime().nullable(),
      last_error_code: model.text().nullable(),
      last_error: model.text().nullable(),
      done_at: model.dateTime().nullable(),
    },
  )
  .indexes([
    { on: ["subject_id", "kind", "sequence"], unique: true },
    {
      name: "IDX_loyalty_engine_operation_key",
      on: ["idempotency_key"],
      unique: true,
      where: "idempotency_key IS NOT NULL",
    },
    {
      name: "IDX_loyalty_engine_operation_ready",
      on: ["next_attempt_at"],
      where: "status IN ('due', 'unknown', 'in_flight')",
    },
    {
      name: "IDX_loyalty_engine_operation_turn",
      on: ["member_id", "kind", "created_at", "id"],
      where:
        "member_id IS NOT NULL AND next_attempt_at IS NOT NULL AND status IN ('due', 'unknown', 'in_flight')",
    },
    { on: ["session_id"] },
    { on: ["order_id"], where: "order_id IS NOT NULL" },
    { on: ["status", "kind"] },
    { on: ["done_at"], where: "done_at IS NOT NULL" },
  ])
