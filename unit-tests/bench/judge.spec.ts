import { GOAL_NAMES, GOALS, type Goal, type GoalName } from "../../bench/goals"
import type { Measured } from "../../bench/measure/types"
import { isBeyondLimit, judge, brokenPromises, rowsOf } from "../../bench/report/judge"

const budgetOf = (name: GoalName): number => {
  const goal: Goal = GOALS[name]
  return goal.statements?.most ?? Number.NaN
}

const budgeted = GOAL_NAMES.filter((name) => !Number.isNaN(budgetOf(name)))

/** So many statements, whatever the budget counts them beyond. */
const counting = (count: number): Measured => ({ statements: { a: count, b: 0, ours: [] } })

const taking = (ratio: number): Measured => {
  const wall = { ratio, low: ratio, high: ratio, medianA: ratio, medianB: 1, rounds: 7 }
  return { wall, cpu: wall }
}

describe("figures of which there must be none", () => {
  it("fail a run of any length", () => {
    const some = (value: number): Measured => ({ figure: { value, low: value, high: value } })
    expect(brokenPromises({ secondFinalizes: some(0), scans: some(0) })).toEqual([])
    expect(brokenPromises({ secondFinalizes: some(1), journeyDecisions: some(2) })).toEqual([
      `${GOALS.secondFinalizes.title}: 1`,
      `${GOALS.journeyDecisions.title}: 2`,
    ])
  })
})

describe("a run is set against the budget of SQL statements", () => {
  it("there is one for every hot path", () => {
    expect(budgeted).toEqual([
      "addToCart",
      "updateLine",
      "addWithSession",
      "updateWithSession",
      "complete",
      "evaluate",
      "evaluateWithPayment",
      "evaluateUnchanged",
      "readSession",
      "identify",
    ])
  })

  it.each(budgeted)("%s: as many as allowed pass, one more fails", (name) => {
    const most = budgetOf(name)
    expect(judge({ [name]: counting(most) }).failed).toEqual([])
    const { failed } = judge({ [name]: counting(most + 1) })
    expect(failed).toHaveLength(1)
    expect(failed[0]).toContain(`${most + 1} statements`)
  })

  it("fewer are told, so that the budget follows", () => {
    const { failed, slack } = judge({ identify: counting(budgetOf("identify") - 1) })
    expect(failed).toEqual([])
    expect(slack).toHaveLength(1)
  })
})

describe("times are set against goals and limits", () => {
  it("over the goal and within the limit is told and does not fail", () => {
    const { overGoal, failed, unjudged } = judge({ addToCart: taking(1.1) })
    expect([overGoal.length, failed.length, unjudged.length]).toEqual([1, 0, 1])
  })

  it("over the limit fails", () => {
    expect(judge({ addToCart: taking(1.3) }).failed).toHaveLength(1)
  })

  it("a sixth statement of ours fails an identification, five do not", () => {
    const figure = (value: number): Measured => ({ figure: { value, low: value, high: value } })
    expect(judge({ identify: figure(5) }).failed).toEqual([])
    expect(judge({ identify: figure(6) }).failed).toHaveLength(1)
  })

  it.each([
    ["a time within its limit", { evaluate: taking(1.2) }, false],
    ["a time over its limit", { evaluate: taking(1.3) }, true],
    ["a time without a limit", { boot: taking(2) }, false],
    [
      "too many statements, which a second run would count again",
      { evaluate: counting(99) },
      false,
    ],
  ])("is measured once more or not: %s", (_, found, again) => {
    expect(rowsOf(found).some(isBeyondLimit)).toBe(again)
  })

  it("a figure that must be large is over its goal when it is small", () => {
    const figure = (value: number): Measured => ({ figure: { value, low: value, high: value } })
    expect(judge({ saturation: figure(1.9) }).overGoal).toHaveLength(1)
    expect(judge({ saturation: figure(2.1) }).overGoal).toEqual([])
  })
})
