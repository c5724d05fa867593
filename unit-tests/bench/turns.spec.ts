import { turned } from "../../bench/lib/turns"

const SIZES = ["small", "middle", "large"]
const ROUNDS = [0, 1, 2, 3, 4, 5]

describe("the order of three things in six rounds", () => {
  const orders = ROUNDS.map((round) => turned(SIZES, round))

  it("each round measures all of them, and no two rounds alike", () => {
    orders.forEach((order) => expect([...order].sort()).toEqual([...SIZES].sort()))
    expect(new Set(orders.map((order) => order.join())).size).toBe(ROUNDS.length)
  })

  it.each([0, 1, 2])("each is twice at place %i", (place) => {
    const there = orders.map((order) => order[place])
    SIZES.forEach((size) => expect(there.filter((name) => name === size)).toHaveLength(2))
  })
})
