import { GOALS, type Goal, type GoalName } from "../goals"
import type { Results } from "../measure/measure-all"
import type { Measured } from "../measure/types"

/** What to say about a run, one line each. */
export interface Judgement {
  overGoal: string[]
  /** What a quick run fails for. */
  failed: string[]
  /** Ratios over their goal that a quick run does not fail for, and why. */
  unjudged: string[]
}

/** A goal beside what was measured for it. */
export interface Row {
  goal: Goal
  measured: Measured
}

/** The results in the order of the goals. */
export function rowsOf(results: Results): Row[] {
  return (Object.keys(GOALS) as GoalName[]).map((name) => ({
    goal: GOALS[name],
    measured: results[name],
  }))
}

/** Statements of A beyond those of B. */
export function statementsMore({ statements }: Measured): number {
  return statements.a - statements.b
}

/** Whether a ratio is above its goal, on the clock. */
export function isOver({ goal, measured }: Row): boolean {
  return measured.wall.ratio > goal.ratio
}

/** Whether there are more statements than the budget allows. */
export function hasTooManyStatements({ goal, measured }: Row): boolean {
  return goal.statementsMore !== undefined && statementsMore(measured) > goal.statementsMore
}

/** Sets a run against the budget. */
export function judge(results: Results): Judgement {
  const judgement: Judgement = { overGoal: [], failed: [], unjudged: [] }
  for (const row of rowsOf(results)) {
    const { goal, measured } = row
    const { ratio } = measured.wall
    const said = `${goal.title}: ${ratio.toFixed(2)}× (goal ${goal.ratio}×)`
    if (isOver(row)) {
      judgement.overGoal.push(said)
    }
    if ("failsAbove" in goal.limit && ratio > goal.limit.failsAbove) {
      judgement.failed.push(`${said}, more than the limit of ${goal.limit.failsAbove.toFixed(2)}×`)
    } else if (isOver(row)) {
      judgement.unjudged.push(`${goal.title}: ${reasonOf(goal)}`)
    }
    if (hasTooManyStatements(row)) {
      const more = statementsMore(measured)
      const line = `${goal.title}: ${more} statements more than ${goal.b}`
      judgement.overGoal.push(line)
      const texts = measured.statements.ours.map((text) => `\n       ${text.trim()}`)
      judgement.failed.push(`${line}, ${goal.statementsMore} allowed:${texts.join("")}`)
    }
  }
  return judgement
}

function reasonOf({ limit }: Goal): string {
  return "none" in limit ? limit.none : `within its limit of ${limit.failsAbove.toFixed(2)}×`
}
