import { GOAL_NAMES, GOALS, type Goal, type GoalName } from "../goals"
import type { Measured, Results } from "../measure/types"

/** What to say about a run, one line each. */
export interface Judgement {
  overGoal: string[]
  /** What a quick run fails for. */
  failed: string[]
  /** Figures over their goal that a quick run does not fail for, and why. */
  unjudged: string[]
  /** Budgets of statements that could be smaller. */
  slack: string[]
}

/** A goal beside what was measured for it. */
export interface Row {
  name: GoalName
  goal: Goal
  measured: Measured
}

/** The results in the order of the goals; goals that were not measured are left out. */
export function rowsOf(results: Results): Row[] {
  return GOAL_NAMES.flatMap((name) => {
    const measured = results[name]
    return measured ? [{ name, goal: GOALS[name], measured }] : []
  })
}

/** The number that is set against the goal; undefined where a run only counted statements. */
export function valueOf({ goal, measured }: Row): number | undefined {
  return goal.kind === "ratio" ? measured[goal.by]?.ratio : measured.figure?.value
}

/** The goal in words. */
export function bound(goal: Goal): string {
  if (goal.kind === "ratio") {
    return `≤ ${goal.ratio.toFixed(2)}×`
  }
  if ("none" in goal.bound) {
    return ""
  }
  const [sign, number] =
    "most" in goal.bound ? ["≤", goal.bound.most] : (["≥", goal.bound.least] as const)
  return `${sign} ${withUnit(number, goal.unit)}`
}

export function withUnit(number: number, unit: string): string {
  const digits = number >= 100 ? 0 : 2
  return `${Number(number.toFixed(digits)).toLocaleString("en-US")}${unit}`
}

/** Whether a figure misses its goal; undefined where it was not measured or has none. */
export function isOver(row: Row): boolean | undefined {
  const value = valueOf(row)
  if (value === undefined) {
    return undefined
  }
  const { goal } = row
  if (goal.kind === "ratio") {
    return value > goal.ratio
  }
  if ("none" in goal.bound) {
    return undefined
  }
  return "most" in goal.bound ? value > goal.bound.most : value < goal.bound.least
}

/** Statements of A beyond those of B. */
export function statementsMore({ statements }: Measured): number {
  return statements ? statements.a - statements.b : 0
}

/** Whether there are more statements than the goal allows. */
export function hasTooManyStatements({ goal, measured }: Row): boolean {
  return (
    goal.kind === "ratio" &&
    goal.statementsMore !== undefined &&
    statementsMore(measured) > goal.statementsMore
  )
}

/** The statements that the budget of a path speaks of. */
export function budgeted({ goal, measured }: Row): number | undefined {
  if (!goal.statements || !measured.statements) {
    return undefined
  }
  return goal.statements.beyond === "bare" ? statementsMore(measured) : measured.statements.a
}

/** Figures of which there must be none, such as a lost decision, and of which there were some. */
export function brokenPromises(results: Results): string[] {
  return rowsOf(results).flatMap((row) => {
    const { goal } = row
    const is_none = goal.kind === "figure" && "most" in goal.bound && goal.bound.most === 0
    return is_none && isOver(row) ? [`${goal.title}: ${valueOf(row)}`] : []
  })
}

/** Sets a run against the goals and the budget. */
export function judge(results: Results): Judgement {
  const judgement: Judgement = { overGoal: [], failed: [], unjudged: [], slack: [] }
  for (const row of rowsOf(results)) {
    judgeValue(row, judgement)
    judgeStatements(row, judgement)
  }
  return judgement
}

/** Whether a time or a figure is beyond its limit; statements are counted, and counts do not jump. */
export function isBeyondLimit(row: Row): boolean {
  const value = valueOf(row)
  const { limit } = row.goal
  return value !== undefined && "failsAbove" in limit && value > limit.failsAbove
}

function judgeValue(row: Row, { overGoal, failed, unjudged }: Judgement): void {
  const { goal } = row
  const value = valueOf(row)
  if (value === undefined) {
    return
  }
  const said = `${goal.title}: ${value.toFixed(2)} (goal ${bound(goal)})`
  if (isOver(row)) {
    overGoal.push(said)
  }
  if ("failsAbove" in goal.limit && isBeyondLimit(row)) {
    failed.push(`${said}, more than the limit of ${goal.limit.failsAbove.toFixed(2)}`)
  } else if (isOver(row)) {
    unjudged.push(`${goal.title}: ${reasonOf(goal)}`)
  }
}

function judgeStatements(row: Row, { overGoal, failed, slack }: Judgement): void {
  const { goal, measured } = row
  if (hasTooManyStatements(row)) {
    overGoal.push(`${goal.title}: ${statementsMore(measured)} statements more than without`)
  }
  const count = budgeted(row)
  if (count === undefined || !goal.statements) {
    return
  }
  const { most, beyond } = goal.statements
  const what = beyond === "bare" ? "statements beyond bare Medusa's" : "statements"
  if (count > most) {
    const texts = measured.statements?.ours.map(shortened) ?? []
    failed.push(
      `${goal.title}: ${count} ${what}, and the budget in bench/goals.ts is ${most}. ` +
        `Our own:${texts.join("")}`,
    )
  } else if (count < most) {
    slack.push(`${goal.title}: ${count} ${what}, so its budget in bench/goals.ts can be that`)
  }
}

/** Enough of a statement to find it in the code. */
const TEXT_MAX = 140

const shortened = (text: string): string => `\n       ${text.trim().slice(0, TEXT_MAX)}`

function reasonOf({ limit }: Goal): string {
  return "none" in limit ? limit.none : `within its limit of ${limit.failsAbove.toFixed(2)}`
}
