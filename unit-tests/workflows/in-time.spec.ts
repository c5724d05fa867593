import { setTimeout as sleep } from "node:timers/promises"

import { inTime, LATE } from "../../src/workflows/loyalty/utils/in-time"

const PATIENCE_MS = 20

describe("work that has a limit", () => {
  it("answers what it comes to, or throws it, when it is quick", async () => {
    const heard = vi.fn()
    await expect(inTime(Promise.resolve("done"), PATIENCE_MS, heard)).resolves.toBe("done")
    await expect(inTime(Promise.reject(new Error("no")), PATIENCE_MS, heard)).rejects.toThrow("no")
    expect(heard).not.toHaveBeenCalled()
  })

  it("is late when it is not, and what it throws afterwards is told", async () => {
    const heard = vi.fn()
    const failing = sleep(3 * PATIENCE_MS).then(() => Promise.reject(new Error("too late")))
    await expect(inTime(failing, PATIENCE_MS, heard)).resolves.toBe(LATE)
    await sleep(4 * PATIENCE_MS)
    expect(heard).toHaveBeenCalledExactlyOnceWith(new Error("too late"))
  })
})
