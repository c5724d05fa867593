import { setTimeout as sleep } from "node:timers/promises"

import type { Meter } from "../lib/meter"

/** A time on the clock and on the CPU of the server. */
export interface Cost {
  wall_ms: number
  cpu_ms: number
}

type Work = () => Promise<{ wall_ms: number }>

/** Lets work after an answer end; its CPU counts. */
interface Rest {
  pause_ms: number
}

/**
 * What something costs the server. The meter is asked over HTTP, before and after, and its answers
 * cost the server some milliseconds: as much as a short request. `costOfMetering` of the same turn
 * is to be taken off.
 */
export async function costOf(
  meter: Pick<Meter, "cpu">,
  work: Work,
  { pause_ms }: Rest = { pause_ms: 0 },
): Promise<Cost> {
  const before = await meter.cpu()
  const { wall_ms } = await work()
  if (pause_ms > 0) {
    await sleep(pause_ms)
  }
  return { wall_ms, cpu_ms: (await meter.cpu()) - before }
}

/** What the meter itself costs, and whatever else the server does in such a time. */
export function costOfMetering(meter: Pick<Meter, "cpu">, rest?: Rest): Promise<Cost> {
  return costOf(meter, () => Promise.resolve({ wall_ms: 0 }), rest)
}

export function withoutMetering({ wall_ms, cpu_ms }: Cost, metering: Cost): Cost {
  return { wall_ms, cpu_ms: Math.max(0, cpu_ms - metering.cpu_ms) }
}
