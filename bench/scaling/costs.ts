import type { GoalName } from "../goals"
import type { KeptResults } from "../report/kept"

/** What one order costs, as measured: milliseconds of one core of the machine that measured. */
export interface Costs {
  /** Medusa's own work for an order: what a shop needs without the plugin. */
  bare_cpu_ms: number
  /** What the plugin adds in the processes that answer shoppers. */
  shopper_cpu_ms: number
  /** What the drain takes after the goods were handed over. */
  drain_cpu_ms: number
  /** How long one drain is busy with one order, the engine's answer included. */
  drain_wall_ms: number
  /** Calls to the engine. */
  engine_calls: number
  /** In our tables. */
  bytes: number
}

/** A shopper's way to an order: what it is made of. */
export const JOURNEY = {
  cart_reads: 6,
  additions: 4,
  /** After which the basket is evaluated anew. */
  evaluations: 4,
  unchanged_evaluations: 2,
  session_reads: 4,
}

/** Identify, the evaluations, and the finalize. */
const ENGINE_CALLS = 1 + JOURNEY.evaluations + 1

/** Undefined until everything that it needs was measured. */
export function costsOf(kept: KeptResults): Costs | undefined {
  const cpu = (name: GoalName) => kept[name]?.measured.cpu
  const add = cpu("addWithSession")
  const complete = cpu("complete")
  const evaluate = cpu("evaluate")
  const unchanged = cpu("evaluateUnchanged")
  const session = cpu("readSession")
  const drain = kept.drainAmongMost?.measured
  const bytes = kept.bytesPerOrder?.measured.figure?.value
  const isComplete = add && complete && evaluate && unchanged && session && bytes !== undefined
  if (!isComplete || !drain?.cpu || !drain.wall) {
    return undefined
  }
  const { cart_reads, additions, evaluations, unchanged_evaluations, session_reads } = JOURNEY
  return {
    bare_cpu_ms: additions * add.medianB + cart_reads * evaluate.medianB + complete.medianB,
    shopper_cpu_ms:
      additions * Math.max(0, add.medianA - add.medianB) +
      // To identify reads the cart and asks the engine, as an evaluation does.
      (1 + evaluations) * evaluate.medianA +
      unchanged_evaluations * unchanged.medianA +
      session_reads * session.medianA +
      Math.max(0, complete.medianA - complete.medianB),
    drain_cpu_ms: drain.cpu.medianA / OPERATIONS_A_SAMPLE,
    drain_wall_ms: drain.wall.medianA / OPERATIONS_A_SAMPLE,
    engine_calls: ENGINE_CALLS,
    bytes,
  }
}

/** A round of the measurement drains so many. */
export const OPERATIONS_A_SAMPLE = 8
