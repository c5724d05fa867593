/** A bar of a chart, in the units of its drawing. */
export interface Bar {
  series: number
  step: number
  x: number
  y: number
  width: number
  height: number
}

/** A mark of the axis; `y` in percent from the top. */
export interface Mark {
  value: number
  y: number
}

/** What of a step's width its bars fill. */
const FILLED = 0.7
/** A value above zero is seen, however small. */
const HEIGHT_MIN = 1

/**
 * Where the bars of some series stand beside each other, on an axis from zero to `top`, or to a
 * round number.
 */
export function barsOf(
  series: readonly (readonly (number | null)[])[],
  size: { width: number; height: number; top?: number | undefined },
): { bars: Bar[]; ticks: Mark[] } {
  const steps = Math.max(1, ...series.map(({ length }) => length))
  const top = size.top ?? roundUp(Math.max(0, ...series.flat().map((value) => value ?? 0)))
  const slot = size.width / steps
  const width = (slot * FILLED) / Math.max(1, series.length)
  const bars = series.flatMap((values, which) =>
    values.flatMap((value, step) => {
      if (!value || value <= 0) {
        return []
      }
      const height = Math.max(HEIGHT_MIN, (value / top) * size.height)
      const x = step * slot + (slot * (1 - FILLED)) / 2 + which * width
      return [{ series: which, step, x, y: size.height - height, width, height }]
    }),
  )
  return {
    bars,
    ticks: [top, top / 2, 0].map((value) => ({ value, y: 100 - (value / top) * 100 })),
  }
}

/** The next number of the form 2, 4 or 10 times a power of ten, so that half of it is round too. */
function roundUp(value: number): number {
  if (value <= 2) {
    return 2
  }
  const power = 10 ** Math.floor(Math.log10(value))
  return [1, 2, 4, 10].map((factor) => factor * power).find((round) => round >= value) ?? value
}
