import type { CallContext, ConnectionCheckStep, ProviderResult } from "../../types/provider"
import type { Deps } from "./client/deps"
import type { EngineClient } from "./client/engine-client"
import type { Resolution } from "./connection"

type Check = { ok: boolean; steps: ConnectionCheckStep[] }

async function timed(
  step: string,
  deps: Deps,
  run: () => Promise<ProviderResult<unknown>>,
): Promise<ConnectionCheckStep> {
  const started = deps.monotonic()
  const result = await run()
  const latency_ms = Math.round(deps.monotonic() - started)
  // A session that never was answers 404: the engine, the site and the token are all right.
  const ok = result.ok || (step === "status" && result.error.code === "session_not_found")
  return { step, ok, latency_ms, ...(ok || result.ok ? {} : { code: result.error.code }) }
}

/**
 * "Test connection": a fresh token, then the status of a made-up session. It passes the breaker
 * by, because a merchant who has just repaired something wants to see it work.
 */
export async function checkConnection(
  call: CallContext,
  resolved: Resolution,
  { client, deps }: { client: EngineClient; deps: Deps },
): Promise<Check> {
  if (!resolved.ok) {
    return {
      ok: false,
      steps: [{ step: "token", ok: false, latency_ms: 0, code: "invalid_request" }],
    }
  }
  const { target, site } = resolved.connection
  const signal = call.signal === undefined ? {} : { signal: call.signal }
  const token = await timed("token", deps, () => client.probeToken(target, call.signal))
  if (!token.ok) {
    return { ok: false, steps: [token] }
  }
  const made_up = `check-${Math.floor(deps.random() * 1e9).toString(36)}`
  const status = await timed("status", deps, () =>
    client.probe(target, {
      operation: "status",
      method: "GET",
      path: "/getSessionStatus",
      query: { sessionId: made_up, participantId: site.participant_id, siteId: site.site_id },
      correlation_id: call.correlation_id,
      trace_headers: call.trace_headers ?? {},
      ...signal,
    }),
  )
  return { ok: status.ok, steps: [token, status] }
}
