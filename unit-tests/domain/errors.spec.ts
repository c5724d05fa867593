import { describe, expect, it } from "vitest"
import {
  LOYALTY_ERROR_CODES,
  LoyaltyError,
  invariant,
  isLoyaltyError,
} from "../../src/modules/loyalty/domain/errors"

describe("LoyaltyError", () => {
  it("is recognised by its brand, from any copy of the class", () => {
    const foreign = { [Symbol.for("medusa-plugin-loyalty.error")]: true, code: "not_linked" }
    expect(isLoyaltyError(foreign)).toBe(true)
    expect(isLoyaltyError(new LoyaltyError("not_linked", "no"))).toBe(true)
  })

  it.each([null, undefined, "not_linked", new Error("no"), { code: "not_linked" }])(
    "is not %s",
    (value) => {
      expect(isLoyaltyError(value)).toBe(false)
    },
  )

  it.each(LOYALTY_ERROR_CODES)("knows whether %s can pass by itself", (code) => {
    const passing = ["loyalty_unavailable", "rate_limited", "version_conflict"]
    expect(new LoyaltyError(code, "").retryable).toBe(passing.includes(code))
  })

  it("carries a cause and context, and lets the caller decide about retries", () => {
    const cause = new Error("inner")
    const error = new LoyaltyError("not_allowed", "no", {
      cause,
      retryable: true,
      context: { id: "1" },
    })
    expect(error).toMatchObject({ name: "LoyaltyError", cause, retryable: true })
    expect(error.context).toEqual({ id: "1" })
    expect(new LoyaltyError("not_allowed", "no").cause).toBeUndefined()
  })
})

describe("invariant", () => {
  it("passes what holds and names what does not", () => {
    expect(() => invariant(1, "one")).not.toThrow()
    expect(() => invariant(0, "zero is nothing", { at: 1 })).toThrow(
      expect.objectContaining({
        code: "invariant_violated",
        message: "zero is nothing",
        context: { at: 1 },
      }),
    )
  })
})
