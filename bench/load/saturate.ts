import { setTimeout as sleep } from "node:timers/promises"

import autocannon from "autocannon"

import type { LoadRequest, SaturationAnswer, SaturationJob } from "./job"

const MS_PER_SECOND = 1_000
const MS_PER_MINUTE = 60_000
/** How often autocannon looks whether the time is over. */
const LOOK_MS = 100
/** Requests that were under way at the end go unanswered here; the server is done with them by then. */
const REST_MS = 500

/**
 * Closed loop, by autocannon: each connection sends its next request when the last was answered.
 * That says how much a server can do; it says nothing about latency, which waits would be left out
 * of (docs/adr/0024-load-drivers.md).
 */
export async function saturate(job: SaturationJob): Promise<SaturationAnswer> {
  const found = await autocannon({
    url: job.origin,
    connections: job.connections,
    duration: job.duration_ms / MS_PER_SECOND,
    sampleInt: LOOK_MS,
    requests: job.requests.map((request) => sent(request, job.headers)),
    // A server that is gone would be knocked at without end.
    bailout: job.connections,
  })
  await sleep(REST_MS)
  const minutes = (found.finish.getTime() - found.start.getTime()) / MS_PER_MINUTE
  // A connection that is closed in the midst of an answer is no error to autocannon. At the end
  // each connection has a request under way.
  const { sent: asked, total: answered } = found.requests
  const unanswered = Math.max(0, asked - answered - job.connections - found.errors)
  return {
    per_minute: found["2xx"] / minutes,
    errors: found.non2xx + found.errors + unanswered,
  }
}

function sent({ method, path, body }: LoadRequest, headers: Record<string, string>) {
  return body === undefined
    ? { method, path, headers }
    : {
        ...{ method, path, body: JSON.stringify(body) },
        headers: { ...headers, "content-type": "application/json" },
      }
}
