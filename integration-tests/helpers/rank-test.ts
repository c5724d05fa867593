/**
 * How far apart two samples are, in standard deviations of the Mann-Whitney statistic under the
 * hypothesis that both come from the same distribution. It looks at ranks only, so that a pause
 * of the machine weighs no more than any other slow answer.
 */
export function rankDistance(first: readonly number[], second: readonly number[]): number {
  let wins = 0
  for (const one of first) {
    for (const other of second) {
      wins += one > other ? 1 : one === other ? 0.5 : 0
    }
  }
  const pairs = first.length * second.length
  const deviation = Math.sqrt((pairs * (first.length + second.length + 1)) / 12)
  return Math.abs(wins - pairs / 2) / deviation
}
