import { GOALS } from "../../bench/goals"
import { performancePage } from "../../bench/report/performance-page"

/** The page's verdict on a ratio whose goal is 1.02. */
function verdictOn(low: number, ratio: number, high: number): string {
  const wall = { low, ratio, high, medianA: 1, medianB: 1, rounds: 7 }
  const page = performancePage({ addToCart: { commit: "abc", measured: { wall, cpu: wall } } })
  const row = page.split("\n").find((line) => line.startsWith(`| ${GOALS.addToCart.title} |`))
  return row?.split(" | ").at(-2) ?? ""
}

describe("the verdict on a ratio", () => {
  it.each([
    ["all rounds are within", [0.99, 1.0, 1.02], "within"],
    ["some rounds are over", [0.99, 1.0, 1.03], "within, not by more than rounds differ"],
    ["all rounds are over", [1.03, 1.05, 1.06], "**over goal**"],
    ["some rounds are within", [1.02, 1.05, 1.06], "**over goal**, not by more than rounds differ"],
  ] as const)("%s", (_, [low, ratio, high], said) => {
    expect(verdictOn(low, ratio, high)).toBe(said)
  })
})
