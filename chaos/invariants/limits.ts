import type { Scenario } from "../scenarios/scenario"
import { CONNECTIONS } from "../app/options"

/** What the shop takes and holds when nothing is wrong, seen when its world began. */
export interface Healthy {
  /** The first checkout of its process, without loyalty: later ones find everything loaded. */
  checkout_ms: number
  /** What one process holds after a first order with loyalty, with garbage collected. */
  memory_mb: number
}

/** What an order of a scenario may take, and what a process may hold meanwhile. */
export interface Limits {
  placed_ms: number
  sockets: number
  memory_mb: number
}

/** The machine has other things to do as well, now and then. */
const NOISE = 3
/**
 * Code that a first order never ran is loaded later, and Medusa keeps some of what it read. Less than
 * the replies of a hundred calls, if anybody kept them.
 */
const MEMORY_GROWTH = 1.3
/** The listener, and requests of the harness beside those of shoppers. */
const OTHER_SOCKETS = 4

/**
 * The deadlines of the engine are added to the bare time of this machine, and each shopper at the
 * same time may cost every other their whole bare time once.
 */
export function limitsOf(
  healthy: Healthy,
  { deadlines_ms = 0, at_once = 1 }: Pick<Scenario, "deadlines_ms" | "at_once">,
): Limits {
  return {
    placed_ms: Math.round(deadlines_ms + (NOISE + at_once - 1) * healthy.checkout_ms),
    sockets: CONNECTIONS.database + CONNECTIONS.engine + OTHER_SOCKETS + at_once,
    memory_mb: Math.round(MEMORY_GROWTH * healthy.memory_mb),
  }
}
