import { model } from "@medusajs/framework/utils"

/** One request to an engine and what came of it: for a session's timeline and for latencies. */
export const EngineCall = model
  .define(
    { name: "LoyaltyEngineCall", tableName: "loyalty_engine_call" },
    {
      id: model.id({ prefix: "lcal" }).primaryKey(),
      store_id: model.text(),
      /** Also of a session that never opened, because the engine did not know the member. */
      session_id: model.text().nullable(),
      /** An operation's call carries the operation's id here. */
      correlation_id: model.text(),
      call: model.text(),
      ok: model.boolean(),
      error_code: model.text().nullable(),
      /** Whether a call that failed may have been carried out: `not_applied` or `unknown`. */
      outcome: model.text().nullable(),
      message: model.text().nullable(),
      latency_ms: model.number(),
      at: model.dateTime(),
    },
  )
  .indexes([{ on: ["session_id", "at"], where: "session_id IS NOT NULL" }, { on: ["at"] }])
