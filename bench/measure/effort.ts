/** How long a run measures. */
export interface Effort {
  rounds: number
  /** Additions to a cart per side and round. */
  additions: number
  /** Rounds of additions before the first that counts. */
  warmUpAdditions: number
  /** Evaluations and as many reads before the first that counts. */
  warmUpEvaluations: number
}

/** For the page in docs. */
export const FULL: Effort = {
  rounds: 15,
  additions: 6,
  warmUpAdditions: 12,
  warmUpEvaluations: 60,
}

/** For every change: done within three minutes, start from nothing included. */
export const QUICK: Effort = {
  rounds: 7,
  additions: 4,
  warmUpAdditions: 8,
  warmUpEvaluations: 30,
}
