import type { GoalName } from "../goals"
import type { Comparison } from "../lib/stats"
import type { JourneyReport } from "./journey-report"
import type { LayerShares } from "./layers"

/** SQL statements of one request. */
export interface Statements {
  a: number
  b: number
  /** Of the first side's, those that touch tables of the plugin, in one request. */
  ours: string[]
}

/** The outcome of one comparison; a run that only counts statements has no times. */
export interface Measured {
  wall?: Comparison
  cpu?: Comparison
  statements?: Statements
  /** Where the time of both goes; not in a quick run. */
  layers?: LayerShares
  /** Where no two sides are timed: a number, and what came out in the single rounds. */
  figure?: Figure
  /** What else came out of whole journeys. */
  journeys?: JourneyReport
}

export interface Figure {
  value: number
  low: number
  high: number
}

/** What a run found, by goal: all of them, or those that were asked for. */
export type Results = Partial<Record<GoalName, Measured>>
