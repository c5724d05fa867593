import { StoreSelectLoyaltyRewards } from "../../src/api/store/loyalty/validators"

describe("choices among rewards", () => {
  // An engine's ids have up to 128 characters (docs/pdi-contract.md), and so has what is accepted.
  it.each([
    [1, true],
    [128, true],
    [129, false],
  ])("name a reward by %i characters: %s", (length, is_taken) => {
    const ids = ["R".repeat(length)]
    const body = { cart_id: "cart_1", session_id: "lses_1", accept: ids, decline: ids }

    expect(StoreSelectLoyaltyRewards.safeParse(body).success).toBe(is_taken)
  })
})
