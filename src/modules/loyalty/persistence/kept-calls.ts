import { json, newId } from "./sql"

/** One request to an engine, as the timeline of its session shows it. */
export interface EngineCallInput {
  store_id: string
  session_id: string | null
  correlation_id: string
  call: string
  ok: boolean
  error_code: string | null
  outcome: string | null
  message: string | null
  latency_ms: number
  /** How long before it is written the call began. */
  begun_ms_ago: number
}

/** Keeps the calls of its one parameter, which `callsGiven` makes. */
export const KEEP_CALLS = `
  INSERT INTO loyalty_engine_call
         (id, store_id, session_id, correlation_id, call, ok, error_code, outcome, message,
          latency_ms, at)
  SELECT c.id, c.store_id, c.session_id, c.correlation_id, c.call, c.ok, c.error_code, c.outcome,
         c.message, c.latency_ms, now() - c.begun_ms_ago * interval '1 millisecond'
    FROM jsonb_to_recordset(?::jsonb) AS c
         (id text, store_id text, session_id text, correlation_id text, call text, ok boolean,
          error_code text, outcome text, message text, latency_ms int, begun_ms_ago int)`

export function callsGiven(calls: readonly EngineCallInput[]): string | null {
  return json(calls.map((call) => ({ id: newId("lcal"), ...call })))
}
