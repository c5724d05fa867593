import { chanceOfFastest, isNoisy, randomFrom, rankDistance } from "./rank-test"

const PAIRS = 160
const BASE_MS = 60
const WAIT_MS = 40
/** As on a machine that does much else: most answers take three times as long as they need. */
const NOISE_MS = 150

describe("two samples of answers from a busy machine", () => {
  const random = randomFrom(7)
  const answer = () => BASE_MS - NOISE_MS * Math.log(1 - random())
  const pairs = (wait_ms: number): [number, number][] =>
    Array.from({ length: PAIRS }, () => [answer(), answer() + wait_ms])

  it("are told apart by their fast answers where one always waits, and their ranks say nothing", () => {
    const slower = pairs(WAIT_MS)
    expect(isNoisy(slower.flat())).toBe(true)
    expect(chanceOfFastest(slower)).toBeLessThan(0.0002)
    const [one, other] = [0, 1].map((side) => slower.map((pair) => pair[side] ?? 0))
    expect(rankDistance(one ?? [], other ?? [])).toBeLessThan(5)
  })

  it("look alike where neither waits", () => {
    const chances = [0, 0, 0].map((wait_ms) => chanceOfFastest(pairs(wait_ms)))
    expect(Math.min(...chances)).toBeGreaterThan(0.0002)
  })
})
