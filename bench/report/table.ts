import type { Comparison } from "../lib/stats"
import type { Results } from "../measure/types"
import { bound, isOver, rowsOf, valueOf, withUnit, type Row } from "./judge"

const HEADINGS = ["", "", "goal", "ratio", "quartiles", "median A", "median B", "statements A/B"]

/** The figures of a run for a terminal: ratios first, milliseconds of this machine beside them. */
export function table(results: Results): string {
  const lines = rowsOf(results).flatMap((row) => [[row.goal.title], ...linesOf(row)])
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

function linesOf(row: Row): string[][] {
  const { wall, cpu, figure, statements } = row.measured
  const counted = statements ? `${statements.a}/${statements.b}` : ""
  if (figure) {
    const { value, low, high } = figure
    const unit = row.goal.kind === "figure" ? row.goal.unit : ""
    const said = `${withUnit(value, unit)}${isOver(row) ? " over" : ""}`
    const spread = `${withUnit(low, unit)} … ${withUnit(high, unit)}`
    return [["", "", bound(row.goal), said, spread, "", "", counted]]
  }
  if (!wall || !cpu) {
    return [["", "", "", "", "", "", "", counted]]
  }
  return [[...cells(row, "wall", wall), counted], cells(row, "cpu", cpu)]
}

function cells(row: Row, unit: "wall" | "cpu", comparison: Comparison): string[] {
  const { ratio, low, high, medianA, medianB } = comparison
  const isJudged = valueOf(row) === ratio
  return [
    "",
    unit === "cpu" ? "CPU" : unit,
    isJudged ? bound(row.goal) : "",
    `${ratio.toFixed(3)}${isJudged && isOver(row) ? " over" : ""}`,
    `${low.toFixed(3)} … ${high.toFixed(3)}`,
    `${medianA.toFixed(1)} ms`,
    `${medianB.toFixed(1)} ms`,
  ]
}
