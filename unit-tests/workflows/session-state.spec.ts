import { describe as stateOf } from "../../src/workflows/loyalty/flows/session-state"
import { sessionOf } from "./snapshots"
import { containerOf } from "./stand-ins"

const AT = new Date("2026-03-16T14:30:45Z")
const shown = (retry_at: Date | null, databaseClock = () => Promise.resolve(AT)) =>
  stateOf(containerOf({ databaseClock }).container, {
    session: sessionOf({ retry_at, degraded: true }),
    rewards: [],
  })

describe("the wait that a shopper is told while an engine is away", () => {
  afterEach(() => vi.useRealTimers())

  it("is told by the clock that wrote its end, wherever this machine's clock has leapt to", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: AT.getTime() + 3_600_000 })
    const { retry_after } = await shown(new Date(AT.getTime() + 12_001))
    expect(retry_after).toBe(13)
  })

  it("is a second at least, and none where nothing is waited for", async () => {
    expect((await shown(AT)).retry_after).toBe(1)
    const asked = vi.fn()
    expect((await shown(null, asked)).retry_after).toBeNull()
    expect(asked).not.toHaveBeenCalled()
  })
})
