import type { Comparison } from "../lib/stats"

/** SQL statements of one request. */
export interface Statements {
  a: number
  b: number
  /** Of the first side's, those that touch tables of the plugin, in one request. */
  ours: string[]
}

/** The outcome of one comparison. */
export interface Measured {
  wall: Comparison
  cpu: Comparison
  statements: Statements
}
