import { Pool } from "undici"

import type { SaturationAnswer, SaturationJob } from "./job"

const MS_PER_MINUTE = 60_000

/**
 * Closed loop: each connection sends its next request when the last was answered. That says how
 * much a server can do; it says nothing about latency, which waits would be left out of.
 */
export async function saturate(job: SaturationJob): Promise<SaturationAnswer> {
  const pool = new Pool(job.origin, { connections: job.connections, pipelining: 1 })
  const begin = performance.now()
  const end = begin + job.duration_ms
  let [answered, errors, next] = [0, 0, 0]
  const worker = async (): Promise<void> => {
    while (performance.now() < end) {
      const request = job.requests[next++ % job.requests.length]
      if (!request) {
        throw new Error("There is nothing to send.")
      }
      const hasBody = request.body !== undefined
      const reply = await pool.request({
        method: request.method,
        path: request.path,
        headers: hasBody ? { ...job.headers, "content-type": "application/json" } : job.headers,
        body: hasBody ? JSON.stringify(request.body) : null,
      })
      await reply.body.dump()
      if (reply.statusCode < 300) {
        answered += 1
      } else {
        errors += 1
      }
    }
  }
  await Promise.all(Array.from({ length: job.connections }, worker))
  const minutes = (performance.now() - begin) / MS_PER_MINUTE
  await pool.close()
  return { per_minute: answered / minutes, errors }
}
