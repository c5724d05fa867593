import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { decimalText, decimalToNumber, minorToNumber } from "../../../src/providers/pdi/wire/money"

describe("decimals from the wire", () => {
  it.each([
    ["150.00", "150"],
    ["2.49", "2.49"],
    ["0.1", "0.1"],
    ["0.059", "0.059"],
    ["1e2", "100"],
    ["-0", "0"],
    ["-0.5", "-0.5"],
  ])("%s reads as %s", (json, text) => {
    expect(decimalText(JSON.parse(json), 4)).toBe(text)
  })

  it.each([
    "1e309",
    "-1e309",
    "1e-7",
    "0.12345",
    "1e11",
    "123456789012345678",
    '"2.00"',
    "null",
    "{}",
  ])("%s is refused", (json) => {
    expect(decimalText(JSON.parse(json), 4)).toBeNull()
  })

  it("NaN is refused", () => {
    expect(decimalText(Number.NaN, 4)).toBeNull()
  })

  it("reads every amount back to the very digits that were sent", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999_999_999_999 }), (minor) => {
        const whole = Math.floor(minor / 100)
        const text = `${whole}.${String(minor % 100).padStart(2, "0")}`
        const read = decimalText(JSON.parse(text), 4) ?? ""
        const [units = "", cents = ""] = read.split(".")
        expect(units + cents.padEnd(2, "0")).toBe(String(whole) + text.split(".")[1])
      }),
      { seed: 20260316 },
    )
  })
})

describe("amounts to the wire", () => {
  it.each([
    [1394, 2, "13.94"],
    [5, 2, "0.05"],
    [0, 2, "0"],
    [-250, 2, "-2.5"],
    [500, 0, "500"],
    [1234, 3, "1.234"],
  ])("%i minor units with %i digits are %s", (minor, digits, json) => {
    expect(JSON.stringify(minorToNumber(minor, digits))).toBe(json)
  })

  it("are whole and bounded, or the caller has a bug", () => {
    expect(() => minorToNumber(1.5, 2)).toThrow(RangeError)
    expect(() => minorToNumber(Number.NaN, 2)).toThrow(RangeError)
    expect(() => minorToNumber(Number.MAX_SAFE_INTEGER, 2)).toThrow(/out of bounds/)
  })

  it("sum without drift: the parts of a basket are its total", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1_000_000 }), { maxLength: 50 }), (minors) => {
        const total = minors.reduce((sum, minor) => sum + minor, 0)
        const parts = minors.map((minor) => Math.round(minorToNumber(minor, 2) * 100))
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total)
      }),
      { seed: 20260316 },
    )
  })

  it.each([
    ["2.49", 2.49],
    ["2.49335", 2.4934],
    ["2.49334999", 2.4933],
    ["0.99995", 1],
    ["-1.00005", -1.0001],
    ["7", 7],
    ["-0.00001", 0],
  ])("the unit price %s travels as %f", (text, number) => {
    expect(decimalToNumber(text, 4)).toBe(number)
  })

  it.each(["", "1e3", "1.", ".5", "NaN", "1,5", "99999999999999"])(
    "%o is no unit price",
    (text) => {
      expect(() => decimalToNumber(text, 4)).toThrow(RangeError)
    },
  )
})
