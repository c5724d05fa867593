import { OPERATIONS_A_SAMPLE } from "../scaling/costs"
import type { JourneysEffort } from "./journeys"
import type { PairedEffort } from "./paired"
import type { SaturationEffort } from "./saturation"
import type { ScaleEffort } from "./scale"

/** How long a run measures. */
export interface Effort {
  isQuick: boolean
  /** Of what is compared with reads of one cart. */
  rounds: number
  /** Evaluations and as many reads before the first that counts. */
  warmUpEvaluations: number
  /** How often both are done under the profiler, which says where their time goes. */
  profiled: number
  addToCart: PairedEffort
  /** The other changes of a cart without a session. */
  changes: PairedEffort
  /** With one, where each act waits for an evaluation in the background. */
  changesWithSession: PairedEffort
  completions: PairedEffort
  /** Of the same, once both servers are warm. */
  moreCompletions: PairedEffort
  storms: number
  scale: ScaleEffort
  /** Of baskets of one size. */
  baskets: number
  boots: number
  saturation: SaturationEffort
  journeys: JourneysEffort
  /** Evaluations at module level. */
  evaluations: number
}

/** A quick run leaves these out unless they are asked for by name. */
const LONG_ONLY = {
  scale: { rounds: 7, warmUps: 2, evaluations: 6, drained: OPERATIONS_A_SAMPLE },
  baskets: 7,
  boots: 7,
  saturation: { rounds: 7, duration_ms: 3_000 },
  evaluations: 100_000,
}

/** For the page in docs. */
export const FULL: Effort = {
  isQuick: false,
  rounds: 11,
  warmUpEvaluations: 40,
  profiled: 8,
  addToCart: { rounds: 13, warmUps: 8, acts: 6, profiled: 8 },
  changes: { rounds: 11, warmUps: 8, acts: 4, profiled: 8 },
  changesWithSession: { rounds: 11, warmUps: 10, acts: 2, profiled: 8 },
  // The first that complete carts: with five warm-ups they came out at 1.31 in a whole run, and at
  // 1.08 where they were measured alone.
  completions: { rounds: 9, warmUps: 12, acts: 2, profiled: 6 },
  moreCompletions: { rounds: 7, warmUps: 1, acts: 2, profiled: 4 },
  storms: 7,
  // A quarter of an hour of slices, half of it each side's.
  journeys: {
    levels: [2, 4, 8],
    ours: [4, 8],
    level_ms: 15_000,
    slices: 15,
    slice_ms: 30_000,
    shoppers_max: 100,
  },
  ...LONG_ONLY,
}

/** Statements only: they do not jump, and counting them is quick. */
const COUNT_ONLY: PairedEffort = { rounds: 0, warmUps: 1, acts: 2 }

/** For every change: done within three minutes, start from nothing included. */
export const QUICK: Effort = {
  isQuick: true,
  rounds: 5,
  warmUpEvaluations: 12,
  profiled: 0,
  addToCart: { rounds: 5, warmUps: 3, acts: 3 },
  changes: COUNT_ONLY,
  changesWithSession: COUNT_ONLY,
  completions: COUNT_ONLY,
  moreCompletions: COUNT_ONLY,
  storms: 1,
  // Only where it is asked for by name: a minute, to try it.
  journeys: {
    levels: [2, 4, 8],
    ours: [4],
    level_ms: 6_000,
    slices: 3,
    slice_ms: 10_000,
    shoppers_max: 20,
  },
  ...LONG_ONLY,
}
