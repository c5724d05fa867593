import type { EngineCallInput } from "../../src/modules/loyalty/persistence/kept-calls"
import { CallRecords, recordedEngine } from "../../src/workflows/loyalty/utils/recorded-engine"
import type { CallContext, LoyaltyProvider, ProviderResult } from "../../src/types/provider"
import { containerOf } from "./stand-ins"

const CALL = { connection: { store_id: "store_1" }, correlation_id: "corr-1" } as CallContext
const STATUS = {} as Parameters<LoyaltyProvider["status"]>[1]

/** An engine that answers when it is told to, and what was written of its calls one by one. */
const asking = (writes: (call: EngineCallInput) => Promise<void> = async () => {}) => {
  const written: EngineCallInput[] = []
  const { container, logged } = containerOf({
    recordEngineCall: async (call: EngineCallInput) => {
      await writes(call)
      written.push(call)
    },
  })
  const answers: ((reply: ProviderResult<never>) => void)[] = []
  const status = () => new Promise<ProviderResult<never>>((resolve) => answers.push(resolve))
  const records = new CallRecords(container)
  const engine = recordedEngine(container, { status } as unknown as LoyaltyProvider, {
    session_id: "lses_1",
    records,
  })
  const answer = (reply: ProviderResult<never> = { ok: true, value: undefined as never }) =>
    answers.shift()?.(reply)
  const called = async () => {
    const reply = engine.status(CALL, STATUS)
    answer()
    await reply
  }
  return { records, written, logged, called, engine, answer }
}

describe("the records of an engine's calls", () => {
  it("are stored with the answer, and by nobody else", async () => {
    const { records, written, called } = asking()
    await called()
    const stored = await records.storedBy((calls) => Promise.resolve(calls))
    await records.end()

    expect(stored).toMatchObject([
      { call: "status", ok: true, session_id: "lses_1", store_id: "store_1", error_code: null },
    ])
    expect(stored[0]!.begun_ms_ago).toBeGreaterThanOrEqual(stored[0]!.latency_ms)
    expect(written).toEqual([])
  })

  it("are written by themselves where no answer was stored", async () => {
    const { records, written, called } = asking()
    await called()
    await called()
    expect(written).toEqual([])
    await records.end()

    expect(written).toMatchObject([{ call: "status" }, { call: "status" }])
  })

  it("undo no answer that can be stored without them", async () => {
    const { records, written, called } = asking()
    await called()
    const stored = await records.storedBy((calls) =>
      calls.length > 0 ? Promise.reject(new Error("No such column.")) : Promise.resolve("stored"),
    )
    await records.end()

    expect(stored).toBe("stored")
    expect(written).toHaveLength(1)
  })

  it("outlive an answer that cannot be stored either way", async () => {
    const { records, written, called } = asking()
    await called()
    const store = vi.fn(() => Promise.reject(new Error("The database is away.")))

    await expect(records.storedBy(store)).rejects.toThrow("away")
    await records.end()
    expect(store).toHaveBeenCalledTimes(2)
    expect(written).toHaveLength(1)
  })

  it("are of a reply as well that comes when nobody waits for it any more", async () => {
    const { records, written, engine, answer } = asking()
    const late = engine.status(CALL, STATUS)
    await records.end()
    expect(written).toEqual([])
    answer()
    await late

    expect(written).toHaveLength(1)
  })

  it("leave out what the breaker stopped", async () => {
    const { records, written, engine, answer } = asking()
    const stopped = engine.status(CALL, STATUS)
    answer({
      ok: false,
      error: { code: "circuit_open", retryable: true, outcome: "not_applied", message: "" },
    })
    await stopped
    await records.end()

    expect(written).toEqual([])
  })

  it("are told in the log where they cannot be written", async () => {
    const { records, logged, called } = asking(() => Promise.reject(new Error("down")))
    await called()
    await records.end()

    expect(logged).toEqual([expect.stringContaining("a call of status was not recorded")])
  })
})
