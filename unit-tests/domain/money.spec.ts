import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { canonicalDecimal, tryParseDecimal } from "../../src/modules/loyalty/domain/decimal"
import {
  digitsOf,
  floorToMinor,
  fromMinor,
  multiplyDecimal,
  prorate,
  splitByLargestRemainder,
  toDecimalString,
  toMinor,
} from "../../src/modules/loyalty/domain/money"

describe("digitsOf", () => {
  it.each([
    ["USD", 2],
    ["usd", 2],
    ["JPY", 0],
    ["KWD", 3],
    ["EUR", 2],
    ["UYW", 4],
  ])("knows %s", (code, digits) => {
    expect(digitsOf(code)).toBe(digits)
  })

  // Versions of Node disagree about these: an amount stored under one would be another's hundredfold.
  it.each([
    ["COP", 2],
    ["HUF", 2],
    ["IDR", 2],
    ["PKR", 2],
    ["RSD", 2],
    ["IQD", 3],
    ["KRW", 0],
  ])("goes by ISO 4217 and not by the Node it runs on for %s", (code, digits) => {
    expect(digitsOf(code)).toBe(digits)
  })

  it.each(["", "US", "DOLLAR", "U$D"])("refuses %j", (code) => {
    expect(() => digitsOf(code)).toThrow("three letters")
  })
})

describe("toMinor", () => {
  it.each([
    ["2.49", 2, 249],
    ["2.005", 2, 201],
    ["1.005", 2, 101],
    [1.005, 2, 101],
    ["0.004999999999", 2, 0],
    ["3.22580645161290322581", 2, 323],
    ["-2.005", 2, -201],
    ["-2.004", 2, -200],
    ["150", 2, 15_000],
    ["150.5", 0, 151],
    ["1.2345", 3, 1235],
    [".5", 2, 50],
    ["5.", 2, 500],
    ["+1.10", 2, 110],
    [1e-7, 2, 0],
    ["1e3", 2, 100_000],
    [0, 2, 0],
    ["90071992547409.91", 2, Number.MAX_SAFE_INTEGER],
  ])("reads %s with %i digits as %i", (value, digits, expected) => {
    expect(toMinor(value, digits)).toBe(expected)
  })

  it.each([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    "",
    " ",
    "1,50",
    "0x10",
    "1.2.3",
    ".",
    "1e999",
    "1e65",
    "1e16",
    "90071992547409.92",
    "9".repeat(129),
    "NaN",
  ])("refuses %s", (value) => {
    expect(() => toMinor(value, 2)).toThrow()
  })

  it("rounds down on request, towards minus infinity", () => {
    expect(floorToMinor("2.009", 2)).toBe(200)
    expect(floorToMinor("-2.001", 2)).toBe(-201)
    expect(floorToMinor("-2.00", 2)).toBe(-200)
  })

  it("returns what toDecimalString wrote, for every amount and currency", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.constantFrom(0, 2, 3), (minor, digits) => {
        expect(toMinor(toDecimalString(minor, digits), digits)).toBe(minor)
      }),
      { seed: 1 },
    )
  })
})

describe("writing amounts", () => {
  it.each([
    [398, 2, "3.98", 3.98],
    [-5, 2, "-0.05", -0.05],
    [0, 3, "0.000", 0],
    [7, 0, "7", 7],
  ])("writes %i with %i digits", (minor, digits, text, number) => {
    expect(toDecimalString(minor, digits)).toBe(text)
    expect(fromMinor(minor, digits)).toBe(number)
  })

  it("refuses fractions of minor units", () => {
    expect(() => toDecimalString(1.5, 2)).toThrow("safe integer")
  })

  it.each([
    ["2.490", "2.49"],
    ["100", "100"],
    ["1e2", "100"],
    ["-0.50", "-0.5"],
    ["0.00", "0"],
  ])("gives %s one text", (value, expected) => {
    expect(canonicalDecimal(value)).toBe(expected)
  })

  it("answers null for what is no decimal", () => {
    expect(tryParseDecimal("free")).toBeNull()
  })
})

describe("multiplyDecimal", () => {
  it.each([
    ["2.49", 2, 2, "half_up", 498],
    ["1.005", 1, 2, "half_up", 101],
    ["1.005", 1, 2, "floor", 100],
    ["0.0049", 1_000_000, 2, "half_up", 490_000],
    ["3.99", 0.333, 2, "half_up", 133],
    ["0.1", 0.1, 2, "half_up", 1],
    ["0", 5, 2, "half_up", 0],
    ["110", 3, 0, "half_up", 330],
    ["1.2345", 1, 3, "half_up", 1235],
  ] as const)("%s times %f with %i digits, %s", (price, quantity, digits, rounding, expected) => {
    expect(multiplyDecimal(price, quantity, digits, rounding)).toBe(expected)
  })
})

describe("prorate", () => {
  it.each([
    [100, 1, 3, 33],
    [100, 2, 3, 67],
    [5, 1, 2, 3],
    [100, 0, 3, 0],
    [100, 5, 3, 100],
    [100, 0.5, 1.5, 33],
    [100, 0, 0, 0],
  ])("takes of %i the part %f of %f", (total, part, whole, expected) => {
    expect(prorate(total, part, whole)).toBe(expected)
  })

  it("refuses fractions of minor units", () => {
    expect(() => prorate(0.5, 1, 2)).toThrow("safe integer")
  })

  it("never falls as the part grows and never leaves the total", () => {
    const parts = fc.integer({ min: 0, max: 1000 })
    fc.assert(
      fc.property(
        fc.nat(),
        parts,
        parts,
        fc.integer({ min: 1, max: 1000 }),
        (total, a, b, whole) => {
          const [less, more] = [Math.min(a, b), Math.max(a, b)]
          expect(prorate(total, less, whole)).toBeLessThanOrEqual(prorate(total, more, whole))
          expect(prorate(total, more, whole)).toBeLessThanOrEqual(total)
        },
      ),
      { seed: 2 },
    )
  })
})

describe("splitByLargestRemainder", () => {
  it.each([
    [100, [1, 1, 1], undefined, [34, 33, 33]],
    [100, [400, 378, 329], undefined, [36, 34, 30]],
    [1, [1, 1], undefined, [1, 0]],
    [0, [1, 2], undefined, [0, 0]],
    [0, [], undefined, []],
    [5, [0, 0], undefined, [3, 2]],
    [10, [0, 1], undefined, [0, 10]],
    [3, [0.5, 1], undefined, [1, 2]],
    [10, [1, 1], [2, 20], [2, 8]],
    [10, [1, 1, 1], [1, 4, 20], [1, 4, 5]],
    [10, [1, 0, 0], [2, 4, 12], [2, 2, 6]],
    [10, [1, 1], [2, 3], [5, 5]],
    [6, [1, 1], [2, 4], [2, 4]],
    [5, [0, 0], [10, 0], [5, 0]],
  ])("splits %i by %j with caps %j", (total, weights, caps, expected) => {
    expect(splitByLargestRemainder(total, weights, caps)).toEqual(expected)
  })

  it.each([
    [-1, [1], undefined],
    [0.5, [1], undefined],
    [1, [], undefined],
    [1, [-1], undefined],
    [1, [Number.NaN], undefined],
    [1, [1], [1, 2]],
    [1, [1], [-1]],
  ])("refuses to split %d by %j with caps %j", (total, weights, caps) => {
    expect(() => splitByLargestRemainder(total, weights, caps)).toThrow()
  })

  it("is exact, within a unit of the fair share, and never above a cap that can be kept", () => {
    const lines = fc.array(fc.tuple(fc.nat(10_000), fc.nat(10_000)), {
      minLength: 1,
      maxLength: 12,
    })
    fc.assert(
      fc.property(fc.nat(60_000), lines, (total, pairs) => {
        const weights = pairs.map(([weight]) => weight)
        const caps = pairs.map(([, cap]) => cap)
        const free = splitByLargestRemainder(total, weights)
        const capped = splitByLargestRemainder(total, weights, caps)
        const weightSum = weights.reduce((sum, weight) => sum + weight, 0)
        expect(free.reduce((sum, share) => sum + share, 0)).toBe(total)
        expect(capped.reduce((sum, share) => sum + share, 0)).toBe(total)
        if (weightSum > 0) {
          free.forEach((share, index) => {
            const fair = (total * (weights[index] ?? 0)) / weightSum
            expect(Math.abs(share - fair)).toBeLessThan(1)
          })
        }
        if (caps.reduce((sum, cap) => sum + cap, 0) >= total) {
          capped.forEach((share, index) => expect(share).toBeLessThanOrEqual(caps[index] ?? 0))
        }
      }),
      { seed: 3, numRuns: 500 },
    )
  })

  it("splits 10^15 over 500 weights exactly", () => {
    const weights = Array.from({ length: 500 }, (_, index) => index + 0.25)
    const shares = splitByLargestRemainder(
      1e15,
      weights,
      weights.map(() => 1e13),
    )
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(1e15)
  })
})
