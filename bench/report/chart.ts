import { isOver, valueOf, type Row } from "./judge"
import { keptRows, type KeptResults } from "./kept"

const ROW = 26
const BAR = 14
const LABELS = 400
const WIDTH = 860
/** Where the goal stands; what is further than this is cut off. */
const GOAL_AT = 0.5
const COLOURS = { within: "#2f9e6e", over: "#d9822b", text: "#6b7280", goal: "#9ca3af" }

/**
 * Each figure as a bar, scaled so that all goals stand on one line: what does not reach over it is
 * within its goal. Plain SVG, readable on light and dark pages.
 */
export function chartOf(kept: KeptResults): string {
  const rows = keptRows(kept).filter((row) => isOver(row) !== undefined)
  const height = rows.length * ROW + ROW
  const goalX = LABELS + (WIDTH - LABELS) * GOAL_AT
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" ` +
      `font-family="system-ui, sans-serif" font-size="12" role="img">`,
    `<title>What was measured, against the goals</title>`,
    ...rows.map((row, place) => bar(row, place * ROW + ROW)),
    `<line x1="${goalX}" x2="${goalX}" y1="14" y2="${height}" stroke="${COLOURS.goal}" ` +
      `stroke-dasharray="3 3"/>`,
    `<text x="${goalX}" y="10" text-anchor="middle" fill="${COLOURS.text}">goal</text>`,
    "</svg>",
    "",
  ].join("\n")
}

function bar(row: Row, y: number): string {
  const share = Math.min(1, towardsGoal(row) * GOAL_AT)
  const width = Math.max(1, Math.round((WIDTH - LABELS) * share))
  const colour = isOver(row) ? COLOURS.over : COLOURS.within
  const middle = y + BAR - 3
  return (
    `<text x="${LABELS - 8}" y="${middle}" text-anchor="end" fill="${COLOURS.text}">` +
    `${escaped(row.goal.title)}</text>` +
    `<rect x="${LABELS}" y="${y}" width="${width}" height="${BAR}" rx="2" fill="${colour}"/>`
  )
}

/** One where the goal is met exactly, less where it is met with room. */
function towardsGoal(row: Row): number {
  const value = valueOf(row) ?? 0
  const { goal } = row
  if (goal.kind === "ratio") {
    return value / goal.ratio
  }
  if ("most" in goal.bound) {
    // Nothing at all is wanted of some.
    return goal.bound.most === 0 ? Math.min(2, value * 2) : value / goal.bound.most
  }
  return "least" in goal.bound ? goal.bound.least / value : 0
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
