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

const ROUNDS = 10_000
/** Which of the sorted answers stands for the fast ones: those that nothing else held up. */
const FAST = 0.05

/**
 * How likely chance alone puts the fast answers of two samples as far apart, judged by exchanging
 * the two of each pair at random. A busy machine makes answers later and never earlier: where the
 * ranks of all of them drown in that, the fast ones still show a wait that is always there.
 */
export function chanceOfFastest(pairs: readonly (readonly [number, number])[], seed = 1): number {
  const random = randomFrom(seed)
  const apart = (isSwapped: () => boolean): number => {
    const dealt = pairs.map(([one, other]) => (isSwapped() ? [other, one] : [one, other]))
    const [first, second] = [0, 1].map((side) => fastOf(dealt.map((pair) => pair[side] ?? 0)))
    return Math.abs((first ?? 0) - (second ?? 0))
  }
  const seen = apart(() => false)
  let as_far = 0
  for (let round = 0; round < ROUNDS; round++) {
    as_far += apart(() => random() < 0.5) >= seen ? 1 : 0
  }
  return (as_far + 1) / (ROUNDS + 1)
}

/** Whether the machine is busy: the usual answer takes much longer than a fast one. */
export function isNoisy(sample: readonly number[]): boolean {
  const sorted = [...sample].sort((a, b) => a - b)
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0
  return median > 1.5 * fastOf(sorted)
}

function fastOf(sample: number[]): number {
  return sample.sort((a, b) => a - b)[Math.floor(sample.length * FAST)] ?? 0
}

/** Mulberry32: the same numbers for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
