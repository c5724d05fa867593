import { announcedEngine } from "../../src/modules/loyalty/telemetry/announced-engine"
import type { BreakerState, CallContext, LoyaltyProvider } from "../../src/types/provider"

const CALL = { connection: { store_id: "store_1" }, correlation_id: "corr-1" } as CallContext
const UP = { ok: true, value: null }
const DOWN = { ok: false, error: { code: "unavailable" } }
const UNKNOWN_MEMBER = { ok: false, error: { code: "member_not_found" } }

/** Processes share one table of outages; each has an engine whose breaker the test moves. */
const processesOf = (count: number, bus: { fails?: boolean } = {}) => {
  const known = new Set<string>()
  const events: string[] = []
  const warnings: string[] = []
  const outages = {
    begun: (provider: string, store: string) => {
      const is_new = !known.has(provider + store)
      known.add(provider + store)
      return Promise.resolve(is_new)
    },
    ended: (provider: string, store: string) => Promise.resolve(known.delete(provider + store)),
  }
  const emit = ({ name, data }: { name: string; data: unknown }) => {
    events.push(name)
    expect(data).toEqual({ store_id: "store_1", provider_id: "pdi" })
    return bus.fails ? Promise.reject(new Error("no bus")) : Promise.resolve()
  }
  const processes = Array.from({ length: count }, () => {
    let state: BreakerState = "CLOSED"
    let reply: object = UP
    let next: BreakerState = "CLOSED"
    const engine = {
      breakerState: () => state,
      identify: () => {
        state = next
        return Promise.resolve(reply)
      },
    } as unknown as LoyaltyProvider
    const announced = announcedEngine(engine, {
      provider_id: "pdi",
      outages,
      bus: () => ({ emit }) as never,
      logger: { warn: (message: string) => warnings.push(message) },
    })
    return async (before: BreakerState, answer: object, after: BreakerState) => {
      state = before
      next = after
      reply = answer
      const got = await announced.identify(CALL, {} as Parameters<LoyaltyProvider["identify"]>[1])
      await new Promise((resolve) => setImmediate(resolve))
      return got
    }
  })
  return { processes, events, warnings }
}

describe("an engine whose outages are announced", () => {
  it("says once, of several processes, that it went down and that it is back", async () => {
    const { processes, events } = processesOf(2)
    const [one, two] = processes
    await one!("CLOSED", DOWN, "CLOSED")
    expect(events).toEqual([])
    await one!("CLOSED", DOWN, "OPEN")
    await two!("CLOSED", DOWN, "OPEN")
    await one!("HALF_OPEN", DOWN, "OPEN")
    expect(events).toEqual(["loyalty.provider_unavailable"])

    await two!("HALF_OPEN", UP, "CLOSED")
    await one!("HALF_OPEN", UP, "CLOSED")
    await one!("CLOSED", UP, "CLOSED")
    expect(events).toEqual(["loyalty.provider_unavailable", "loyalty.provider_recovered"])
  })

  it("is back when it refuses in proper form, and not when a call fails after the pause", async () => {
    const { processes, events } = processesOf(1)
    const [one] = processes
    await one!("CLOSED", DOWN, "OPEN")
    await one!("OPEN", DOWN, "CLOSED")
    expect(events).toEqual(["loyalty.provider_unavailable"])
    await one!("HALF_OPEN", UNKNOWN_MEMBER, "CLOSED")
    expect(events.at(-1)).toBe("loyalty.provider_recovered")
  })

  it("is found back by a process whose settings changed meanwhile", async () => {
    const { processes, events } = processesOf(1)
    const [one] = processes
    await one!("CLOSED", DOWN, "OPEN")
    await one!("CLOSED", UP, "CLOSED")
    expect(events.at(-1)).toBe("loyalty.provider_recovered")
  })

  it("answers as ever when nobody can be told", async () => {
    const { processes, warnings } = processesOf(1, { fails: true })
    const [one] = processes

    expect(await one!("CLOSED", DOWN, "OPEN")).toBe(DOWN)
    expect(warnings).toEqual(["loyalty: loyalty.provider_unavailable was not announced: Error"])
  })
})
