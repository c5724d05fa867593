/** A comparison that has a goal in the performance budget. */
export interface Goal {
  title: string
  /** What is divided by what. */
  a: string
  b: string
  /** The ratio on the clock may be this at most. */
  ratio: number
  /** How many statements more than B, where the budget says so. */
  statementsMore?: number
  /** When a quick run fails for the ratio. */
  limit: Limit
}

/** A limit, or why there is none. */
export type Limit = { failsAbove: number } | { none: string }

/**
 * Limits are generous, because two shared cores make single runs jump: repeated quick runs must
 * stay well below them, so that noise fails no change that costs nothing.
 */
const GENEROUS = 1.25

const OVER_GOAL = {
  none: "over its goal in every run so far, so a limit near the goal says nothing",
}

export const GOALS = {
  addToCart: {
    title: "Add to cart, no loyalty session on it",
    a: "with the plugin",
    b: "bare Medusa",
    ratio: 1.02,
    statementsMore: 1,
    // Runs came out between 0.99 and 1.03, the quartiles of their rounds between 0.92 and 1.11.
    limit: { failsAbove: 1.02 * GENEROUS },
  },
  evaluate: {
    title: "Evaluate a changed basket, beyond the engine's own time",
    a: "evaluate",
    b: "read of the same cart",
    ratio: 1.0,
    limit: OVER_GOAL,
  },
  evaluateWithPayment: {
    title: "The same with a payment collection whose amount changes",
    a: "evaluate",
    b: "read of the same cart",
    ratio: 2.0,
    limit: OVER_GOAL,
  },
  evaluateUnchanged: {
    title: "Evaluate an unchanged basket",
    a: "evaluate",
    b: "read of the same cart",
    ratio: 0.3,
    limit: OVER_GOAL,
  },
} satisfies Record<string, Goal>

export type GoalName = keyof typeof GOALS
