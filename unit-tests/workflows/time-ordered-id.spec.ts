import { generateEntityId } from "@medusajs/framework/utils"

import { firstIdSince } from "../../src/workflows/loyalty/utils/time-ordered-id"

describe("firstIdSince", () => {
  it("is below every id that Medusa gives from then on, and above those before", () => {
    const before = generateEntityId(undefined, "order")
    const now = Date.now()
    const after = generateEntityId(undefined, "order")
    expect(firstIdSince("order", new Date(now)) <= after).toBe(true)
    expect(firstIdSince("order", new Date(now + 1_000)) > before).toBe(true)
    expect(firstIdSince("order", new Date(now - 1_000)) < before).toBe(true)
  })

  it("writes a time as ULIDs do", () => {
    // The example of the ULID specification.
    expect(firstIdSince("order", new Date(1_469_918_176_385))).toBe("order_01ARYZ6S41")
    expect(firstIdSince("x", new Date(-5))).toBe("x_0000000000")
  })
})
