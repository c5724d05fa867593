import { waitFor } from "./wait-for"

describe("waitFor", () => {
  it("returns the first truthy value", async () => {
    let calls = 0

    expect(await waitFor(() => (++calls === 3 ? "there" : undefined), { interval_ms: 1 })).toBe(
      "there",
    )
    expect(calls).toBe(3)
  })

  it("takes an error for not yet", async () => {
    let calls = 0
    const look = (): boolean => {
      if (++calls < 2) {
        throw new Error("not yet")
      }
      return true
    }

    expect(await waitFor(look, { interval_ms: 1 })).toBe(true)
  })

  it("gives up with the last error as the cause", async () => {
    const look = (): never => {
      throw new Error("never")
    }

    await expect(waitFor(look, { timeout_ms: 5, interval_ms: 1 })).rejects.toMatchObject({
      message: expect.stringContaining("Waited 5 ms in vain") as string,
      cause: new Error("never"),
    })
  })
})
