/** A value that can be compared and printed. */
export type Figure = string | number | boolean | null | undefined

/** Named figures that belong together. */
export type Figures = Record<string, Figure>

/** Something was not as the arithmetic says it must be. */
export class CheckFailed extends Error {
  override readonly name = "CheckFailed"
}

// Medusa computes in decimals and answers in floating point.
const TOLERANCE = 1e-6

/** Compares figures; a difference throws with both values side by side. */
export function check(title: string, expected: Figures, actual: Figures): number {
  const names = Object.keys(expected)
  const wrong = names.filter((name) => !isSame(expected[name], actual[name]))
  if (wrong.length === 0) {
    return names.length
  }
  const width = Math.max(...wrong.map((name) => name.length))
  const lines = wrong.flatMap((name) => [
    `  - ${name.padEnd(width)}  expected ${show(expected[name])}`,
    `  + ${name.padEnd(width)}  got      ${show(actual[name])}`,
  ])
  throw new CheckFailed(
    [`${title}: ${wrong.length} of ${names.length} differ`, ...lines].join("\n"),
  )
}

const isSame = (expected: Figure, actual: Figure): boolean =>
  typeof expected === "number" && typeof actual === "number"
    ? Math.abs(expected - actual) < TOLERANCE
    : expected === actual

const show = (figure: Figure): string => JSON.stringify(figure) ?? "nothing"
