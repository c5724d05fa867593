import { AT_ONCE } from "../../src/workflows/loyalty/utils/claim-width"
import { GOAL_NAMES, GOALS, ORDERS_PER_HOUR, type Goal } from "../goals"
import { ENGINE_MS } from "../lib/slow-engine"
import { SAMPLES } from "../measure/count"
import { bound, budgeted, hasTooManyStatements, isOver, withUnit, type Row } from "./judge"
import { durationSection } from "./duration-section"
import { journeySection } from "./journey-section"
import { keptRows, type KeptResults } from "./kept"
import { layerSection } from "./layer-section"
import { METHOD } from "./method"
import { overGoalSection } from "./over-goal-section"

/** The page carries ratios and counts: milliseconds belong to a machine. */
export function performancePage(kept: KeptResults): string {
  const rows = keptRows(kept)
  return [
    ...INTRODUCTION,
    ...ratios(rows, kept),
    "",
    "## Figures",
    "",
    ...figures(rows, kept),
    "",
    ...DRAIN,
    "",
    ...journeySection(kept.journeyErrors?.measured.journeys),
    ...unmeasured(rows),
    "## SQL statements",
    "",
    ...statements(rows),
    "",
    ...STATEMENTS,
    "",
    ...layerSection(kept),
    ...overGoalSection(kept),
    ...limits(),
    ...durationSection(kept),
    ...METHOD,
  ].join("\n")
}

const MS_PER_HOUR = 3_600_000

function ratios(rows: readonly Row[], kept: KeptResults): string[] {
  const head = [
    "What",
    "Ratio",
    "Goal",
    "Time",
    "Quartiles",
    "CPU",
    "Quartiles",
    "CPU ms",
    "Rounds",
    "Verdict",
    "At",
  ]
  return [
    ...tableHead(head),
    ...rows.flatMap((row) => {
      const { goal, measured, name } = row
      const { wall, cpu } = measured
      if (goal.kind !== "ratio" || !wall || !cpu) {
        return []
      }
      return tableRow([
        goal.title,
        `${goal.a} ÷ ${goal.b}`,
        `${bound(goal)}${goal.by === "cpu" ? " (CPU)" : ""}`,
        `${wall.ratio.toFixed(2)}×`,
        `${wall.low.toFixed(2)} to ${wall.high.toFixed(2)}`,
        `${cpu.ratio.toFixed(2)}×`,
        `${cpu.low.toFixed(2)} to ${cpu.high.toFixed(2)}`,
        `${withUnit(cpu.medianA, "")} ÷ ${withUnit(cpu.medianB, "")}`,
        `${wall.rounds}`,
        verdict(row),
        commitOf(kept, name),
      ])
    }),
  ]
}

function figures(rows: readonly Row[], kept: KeptResults): string[] {
  return [
    ...tableHead(["What", "Figure", "Goal", "Measured", "From … to", "Verdict", "At"]),
    ...rows.flatMap((row) => {
      const { goal, measured, name } = row
      if (goal.kind !== "figure" || !measured.figure) {
        return []
      }
      const { value, low, high } = measured.figure
      return tableRow([
        goal.title,
        goal.what,
        bound(goal),
        withUnit(value, goal.unit),
        `${withUnit(low, goal.unit)} … ${withUnit(high, goal.unit)}`,
        verdict(row),
        commitOf(kept, name),
      ])
    }),
  ]
}

/** A run may measure some things only, and a goal may be younger than the last long run. */
function unmeasured(rows: readonly Row[]): string[] {
  const titles = GOAL_NAMES.filter((name) => rows.every((row) => row.name !== name)).map(
    (name) => `- ${GOALS[name].title}${goalInBrackets(GOALS[name])}`,
  )
  const head = "Not measured since the figures are kept; a whole `npm run bench` measures them:"
  return titles.length === 0 ? [] : [head, "", ...titles, ""]
}

function goalInBrackets(goal: Goal): string {
  const words = bound(goal)
  return words === "" ? "" : ` (${words})`
}

function statements(rows: readonly Row[]): string[] {
  return [
    ...tableHead(["What", "First", "Second", "Our own", "Budget", "Goal"]),
    ...rows.flatMap((row) => {
      const { goal, measured } = row
      if (!measured.statements) {
        return []
      }
      const { a, b, ours } = measured.statements
      const { most, beyond } = goal.statements ?? {}
      const budget = beyond === "bare" ? `${most} more than bare Medusa` : `${most}`
      return tableRow([
        goal.title,
        `${a}`,
        `${b}`,
        `${ours.length}`,
        budgeted(row) === undefined ? "" : budget,
        goalOfStatements(row),
      ])
    }),
  ]
}

function goalOfStatements(row: Row): string {
  const { goal } = row
  if (goal.kind !== "ratio" || goal.statementsMore === undefined) {
    return ""
  }
  const said = `${goal.statementsMore} more at most`
  return hasTooManyStatements(row) ? `${said}: **over goal**` : `${said}: within`
}

function limits(): string[] {
  return [
    "",
    "## What fails a change",
    "",
    "A quick run (`npm run bench -- --quick`, part of continuous integration) fails for one " +
      "statement more than a path's budget, whatever the machine is doing. Times jump on a shared " +
      "machine, so they fail it only where they keep well below a limit today, and only when a second " +
      "measurement in the same run exceeds it as well:",
    "",
    ...GOAL_NAMES.map((name) => {
      const goal: Goal = GOALS[name]
      const { limit } = goal
      const said = "none" in limit ? `no limit: ${limit.none}` : `fails above ${limit.failsAbove}`
      return `- ${goal.title}: ${said}.`
    }),
    "",
  ]
}

/** Rounds that disagree about which side of its goal a ratio is on do not tell it from the goal. */
function verdict(row: Row): string {
  const { goal, measured } = row
  if (isOver(row) === undefined) {
    return ""
  }
  const said = isOver(row) ? "**over goal**" : "within"
  const quartiles = goal.kind === "ratio" ? measured[goal.by] : undefined
  const differ =
    goal.kind === "ratio" &&
    quartiles !== undefined &&
    (isOver(row) ? quartiles.low <= goal.ratio : quartiles.high > goal.ratio)
  return differ ? `${said}, not by more than rounds differ` : said
}

const commitOf = (kept: KeptResults, name: keyof typeof GOALS): string =>
  `\`${kept[name]?.commit ?? ""}\``

const tableRow = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`

const tableHead = (headings: readonly string[]): string[] => [
  tableRow(headings),
  tableRow(headings.map(() => "---")),
]

const INTRODUCTION = [
  "# Performance",
  "",
  "Generated by `npm run bench`: do not edit. Times are ratios of two things that were measured " +
    "in turns in one run on one machine, so that they can be compared between machines.",
  "",
  "![What was measured, against the goals](images/performance.svg)",
  "",
  "## Ratios",
  "",
  "_Time_ is what a client waits for, _CPU_ what the Medusa process computes meanwhile, whose milliseconds mean something beside each other only. Each is " +
    "the median of the rounds' own ratios, beside the quartiles. The goals are for time, unless " +
    "they say CPU: in those rows, baskets of one size, Time contains the engine's own, which is no " +
    "work of the plugin's. _At_ is the commit that was measured.",
  "",
]

/** With whatever the plugin and Medusa cost, an engine's time alone allows no more. */
const MOST_FINALIZATIONS = (AT_ONCE * MS_PER_HOUR) / ENGINE_MS / ORDERS_PER_HOUR

const DRAIN = [
  `A process has ${AT_ONCE} finalizes on their way at once. With an engine that takes ${ENGINE_MS} ms ` +
    `it cannot send more than ${withUnit(MOST_FINALIZATIONS, "×")} 10,000 orders an hour, whatever ` +
    "it computes. For 20× it takes more processes, which add up for what is due by events; what was " +
    "postponed is sent by one of them at a time ([scaling](scaling.md)).",
]

const STATEMENTS = [
  "Statements are those that the database server logs for one request, transaction control " +
    `included; the fewest of ${SAMPLES} requests. For changes of a cart without a session and for ` +
    "completed carts, what subscribers send after the answer is included; for changes with a " +
    "session what they send within 200 ms, which is before the evaluation in the background; for " +
    "the rest nothing.",
]
