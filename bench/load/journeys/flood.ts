import { setTimeout as sleep } from "node:timers/promises"

import { meanRequests, planOf } from "./plan"
import { STEPS } from "./steps"
import { poolOf, Traveller } from "./traveller"
import type { FloodAnswer, FloodJob } from "./types"

const MS_PER_MINUTE = 60_000
/** These shoppers are no part of the later crowd. */
const FIRST = 1_000_000

/**
 * How many journeys a server can do: shoppers without a rest, each beginning the next journey when
 * one has ended, level by level more of them. The first level only warms the server up.
 */
export async function flood(job: FloodJob): Promise<FloodAnswer> {
  const pool = poolOf(job.place)
  const count = { answered: 0, errors: 0, next: FIRST, isOver: false }
  const worker = async (): Promise<void> => {
    while (!count.isOver) {
      const plan = planOf(job.seed, count.next++)
      const traveller = new Traveller(job.place, pool, plan)
      for (const step of STEPS.slice(0, plan.steps)) {
        const { kind } = await traveller.take(step)
        count.answered += kind === "done" ? 1 : 0
        count.errors += kind === "failed" ? 1 : 0
        if (kind === "failed" || count.isOver) {
          break
        }
      }
    }
  }
  const workers: Promise<void>[] = []
  const rates: number[] = []
  const requests = meanRequests(job.seed)
  for (const level of [job.levels[0] ?? 1, ...job.levels]) {
    while (workers.length < level) {
      workers.push(worker())
    }
    const [begin, before] = [performance.now(), count.answered]
    await sleep(job.level_ms)
    const minutes = (performance.now() - begin) / MS_PER_MINUTE
    rates.push((count.answered - before) / requests / minutes)
  }
  count.isOver = true
  await Promise.all(workers)
  await pool.close()
  return { per_minute: rates.slice(1), errors: count.errors }
}
