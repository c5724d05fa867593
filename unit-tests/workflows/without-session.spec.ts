import {
  forgetWithoutSession,
  noteWithoutSession,
  wasWithoutSession,
} from "../../src/workflows/loyalty/utils/without-session"

describe("carts without a session", () => {
  it("are remembered for two seconds and no longer", () => {
    noteWithoutSession("cart_1", 1_000)
    expect(wasWithoutSession("cart_1", 2_999)).toBe(true)
    expect(wasWithoutSession("cart_1", 3_000)).toBe(false)
    expect(wasWithoutSession("cart_2", 1_000)).toBe(false)
  })

  it("are forgotten when a session opens", () => {
    noteWithoutSession("cart_3", 1_000)
    forgetWithoutSession("cart_3")
    expect(wasWithoutSession("cart_3", 1_001)).toBe(false)
  })

  it("are not remembered by more than a cart's id", () => {
    const longest = "c".repeat(100)
    noteWithoutSession(longest, 1_000)
    noteWithoutSession(`${longest}c`, 1_000)
    expect(wasWithoutSession(longest, 1_001)).toBe(true)
    expect(wasWithoutSession(`${longest}c`, 1_001)).toBe(false)
  })

  it("never grow without bound", () => {
    for (let cart = 0; cart < 10_001; cart++) {
      noteWithoutSession(`cart_many_${cart}`, 1_000)
    }
    expect(wasWithoutSession("cart_many_0", 1_001)).toBe(false)
    expect(wasWithoutSession("cart_many_10000", 1_001)).toBe(true)
  })
})
