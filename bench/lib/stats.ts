/** The middle of a list; of an even number of values, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** A quantile between 0 and 1, interpolated between the two nearest values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const place = (sorted.length - 1) * share
  const below = sorted[Math.floor(place)]
  const above = sorted[Math.ceil(place)]
  if (below === undefined || above === undefined) {
    throw new Error("There is no quantile of no values.")
  }
  return below + (above - below) * (place - Math.floor(place))
}

/** What one round says about both sides, as milliseconds. */
export interface Round {
  a: number
  b: number
}

/** A ratio over all rounds. */
export interface Comparison {
  /** The median of the rounds' own ratios: drift of the machine hits both sides of a round. */
  ratio: number
  /** The quartiles of the rounds' ratios. */
  low: number
  high: number
  medianA: number
  medianB: number
  rounds: number
}

/** Compares two sides that were measured in turns. */
export function compare(rounds: readonly Round[]): Comparison {
  const ratios = rounds.map(({ a, b }) => a / b)
  return {
    ratio: median(ratios),
    low: quantile(ratios, 0.25),
    high: quantile(ratios, 0.75),
    medianA: median(rounds.map(({ a }) => a)),
    medianB: median(rounds.map(({ b }) => b)),
    rounds: rounds.length,
  }
}
