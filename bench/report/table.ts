import type { Results } from "../measure/measure-all"
import type { Comparison } from "../lib/stats"
import { isOver, rowsOf, type Row } from "./judge"

const HEADINGS = ["", "", "goal", "ratio", "quartiles", "median A", "median B", "statements A/B"]

/** The figures of a run for a terminal: ratios first, milliseconds of this machine beside them. */
export function table(results: Results): string {
  const lines = rowsOf(results).flatMap((row) => [
    [row.goal.title],
    cells(row, "wall", row.measured.wall),
    cells(row, "CPU", row.measured.cpu),
  ])
  const grid = [HEADINGS, ...lines.filter((line) => line.length > 1)]
  const widths = HEADINGS.map((_, column) =>
    Math.max(...grid.map((line) => (line[column] ?? "").length)),
  )
  const format = (line: string[]) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd()
  return [HEADINGS, ...lines].map(format).join("\n")
}

function cells(row: Row, unit: "wall" | "CPU", comparison: Comparison): string[] {
  const { ratio, low, high, medianA, medianB } = comparison
  const isWall = unit === "wall"
  const { a, b } = row.measured.statements
  return [
    "",
    unit,
    isWall ? `≤ ${row.goal.ratio}` : "",
    `${ratio.toFixed(3)}${isWall && isOver(row) ? " over" : ""}`,
    `${low.toFixed(3)} … ${high.toFixed(3)}`,
    `${medianA.toFixed(1)} ms`,
    `${medianB.toFixed(1)} ms`,
    isWall ? `${a}/${b}` : "",
  ]
}
