import { describe, expect, it, vi } from "vitest"
import { Deadline } from "../../../src/providers/pdi/client/deadline"
import { LruMap } from "../../../src/providers/pdi/client/lru"
import { BreakerRegistry, type Health } from "../../../src/providers/pdi/client/policies"
import { parseOptions } from "../../../src/providers/pdi/options"

const OPTIONS = {
  consecutive_failures: 5,
  sample_size: 20,
  sample_failure_ratio: 0.5,
  open_ms: 30_000,
}

function breaker(options = OPTIONS) {
  const world = { now: 0 }
  const registry = new BreakerRegistry(options, { monotonic: () => world.now })
  const report = (health: Health, key = "k") => registry.run(key, async () => ({ health }))
  const reportAll = async (healths: Health[]) => {
    for (const health of healths) {
      await report(health)
    }
  }
  return { world, registry, report, reportAll }
}

/** Two processes that share what they find out, as a table in a database would. */
function twoProcesses() {
  const world = { now: 0 }
  const open = new Map<string, number>()
  const left = (key: string) => Math.max(0, (open.get(key) ?? 0) - world.now)
  const board = {
    openFor_ms: (key: string) => Promise.resolve(left(key)),
    knownOpenFor_ms: left,
    opened: vi.fn((key: string, ms: number) => {
      open.set(key, world.now + ms)
      return Promise.resolve()
    }),
  }
  const process = () => {
    const registry = new BreakerRegistry(OPTIONS, { monotonic: () => world.now, breakers: board })
    return { registry, report: (health: Health) => registry.run("k", async () => ({ health })) }
  }
  return { world, board, one: process(), other: process() }
}

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value)

describe("breakers of several processes", () => {
  const opensAtOne = async (parts: ReturnType<typeof twoProcesses>) => {
    for (const health of times(5, "failure" as const)) {
      await parts.one.report(health)
    }
  }

  it("leave an engine alone that another process found down, without a call of their own", async () => {
    const parts = twoProcesses()
    await opensAtOne(parts)
    parts.world.now = 10_000
    expect(parts.other.registry.state("k")).toBe("OPEN")
    expect(await parts.other.report("success")).toEqual({ admitted: false, retry_after_s: 20 })
    expect(parts.other.registry.state("another")).toBe("CLOSED")
    // Only who found it out says so: the news does not go round for ever.
    expect(parts.board.opened.mock.calls).toEqual([["k", 30_000]])
  })

  it("probe once each when the time is over, and close for themselves", async () => {
    const parts = twoProcesses()
    await opensAtOne(parts)
    await parts.other.report("success")
    parts.world.now = 30_000
    expect(parts.other.registry.state("k")).toBe("HALF_OPEN")
    const answers = await Promise.all(times(100, "success" as const).map(parts.other.report))
    expect(answers.filter(({ admitted }) => admitted)).toHaveLength(1)
    expect(parts.other.registry.state("k")).toBe("CLOSED")
    expect(await parts.one.report("success")).toEqual({
      admitted: true,
      value: { health: "success" },
    })
  })

  it("open again for all when a probe fails", async () => {
    const parts = twoProcesses()
    await opensAtOne(parts)
    parts.world.now = 30_000
    await parts.one.report("failure")
    expect(parts.board.opened).toHaveBeenCalledTimes(2)
    expect(await parts.other.report("success")).toEqual({ admitted: false, retry_after_s: 30 })
  })
})

describe("breaker", () => {
  it("opens on the fifth failure in a row, not before", async () => {
    const { registry, reportAll } = breaker()
    await reportAll([...times(4, "failure" as const), "success", ...times(4, "failure" as const)])
    expect(registry.state("k")).toBe("CLOSED")
    await reportAll(["failure"])
    expect(registry.state("k")).toBe("OPEN")
  })

  it("opens when half of the last twenty failed, without a run of five", async () => {
    const { registry, reportAll } = breaker()
    const turns = times(9, ["failure", "success"] as Health[]).flat()
    await reportAll(turns)
    expect(registry.state("k")).toBe("CLOSED")
    await reportAll(["success", "failure"])
    expect(registry.state("k")).toBe("OPEN")
  })

  it("stays closed when a little less than half failed", async () => {
    const { registry, reportAll } = breaker()
    await reportAll([...times(9, ["failure", "success"] as Health[]).flat(), "success", "success"])
    await reportAll(times(5, ["success", "success", "failure"] as Health[]).flat())
    expect(registry.state("k")).toBe("CLOSED")
  })

  it("works at every corner of what its options allow", async () => {
    for (const consecutive_failures of [1, 1_000]) {
      for (const sample_size of [2, 3, 5, 1_000]) {
        for (const sample_failure_ratio of [0.1, 0.25, 1]) {
          for (const open_ms of [100, 3_600_000]) {
            const given = { consecutive_failures, sample_size, sample_failure_ratio, open_ms }
            const { report } = breaker(parseOptions({ breaker: given }, {}).breaker)
            expect([given, await report("success")]).toMatchObject([given, { admitted: true }])
          }
        }
      }
    }
  })

  it("opens at one failure of five where the ratio is less than a call", async () => {
    const options = { ...OPTIONS, sample_size: 5, sample_failure_ratio: 0.1 }
    const { registry, reportAll } = breaker(options)
    await reportAll(times(20, "success"))
    expect(registry.state("k")).toBe("CLOSED")
    await reportAll(["failure"])
    expect(registry.state("k")).toBe("OPEN")
  })

  it("refuses at once while open, and tells how long", async () => {
    const { world, report, reportAll } = breaker()
    await reportAll(times(5, "failure"))
    world.now = 10_500
    expect(await report("success")).toEqual({ admitted: false, retry_after_s: 20 })
  })

  it("lets one probe through of a hundred, and closes when it succeeds", async () => {
    const { world, registry, reportAll } = breaker()
    await reportAll(times(5, "failure"))
    world.now = 30_000
    expect(registry.state("k")).toBe("HALF_OPEN")
    let running = 0
    const attempt = async () => {
      running++
      await new Promise((resolve) => setTimeout(resolve, 20))
      return { health: "success" as const }
    }
    const results = await Promise.all(times(100, null).map(() => registry.run("k", attempt)))
    expect(running).toBe(1)
    expect(results.filter(({ admitted }) => admitted)).toHaveLength(1)
    expect(registry.state("k")).toBe("CLOSED")
  })

  it.each(["failure", "neutral", "limited"] as const)(
    "opens again for the whole time when the probe is a %s",
    async (health) => {
      const { world, registry, report, reportAll } = breaker()
      await reportAll(times(5, "failure"))
      world.now = 30_000
      expect(await report(health)).toEqual({ admitted: true, value: { health } })
      expect(registry.state("k")).toBe("OPEN")
      world.now = 59_999
      expect((await report("success")).admitted).toBe(false)
      world.now = 60_000
      expect((await report("success")).admitted).toBe(true)
      expect(registry.state("k")).toBe("CLOSED")
    },
  )

  it("does not care about calls that prove nothing", async () => {
    const { registry, reportAll } = breaker()
    await reportAll(times(100, "neutral"))
    expect(registry.state("k")).toBe("CLOSED")
    await reportAll([...times(4, "failure" as const), "neutral", "failure"])
    expect(registry.state("k")).toBe("OPEN")
  })

  it("counts 429 only when it keeps coming", async () => {
    const { registry, reportAll } = breaker()
    await reportAll(times(10, ["limited", "limited", "success"] as Health[]).flat())
    expect(registry.state("k")).toBe("CLOSED")
    await reportAll(times(8, "limited"))
    expect(registry.state("k")).toBe("CLOSED")
    await reportAll(["limited"])
    expect(registry.state("k")).toBe("OPEN")
  })

  it("treats an exception as a failure and passes it on", async () => {
    const { registry } = breaker({ ...OPTIONS, consecutive_failures: 1 })
    const broken = registry.run("k", async () => Promise.reject(new Error("bug")))
    await expect(broken).rejects.toThrow("bug")
    expect(registry.state("k")).toBe("OPEN")
  })

  it("keeps keys apart", async () => {
    const { registry, report } = breaker({ ...OPTIONS, consecutive_failures: 1 })
    await report("failure", "a")
    expect([registry.state("a"), registry.state("b")]).toEqual(["OPEN", "CLOSED"])
  })
})

describe("a bounded map", () => {
  it("forgets what was used longest ago, and says so", () => {
    const evicted: string[] = []
    const map = new LruMap<string>(2, (value) => evicted.push(value))
    map.ensure("a", () => "A")
    map.ensure("b", () => "B")
    map.ensure("a", () => "never")
    map.ensure("c", () => "C")
    expect(evicted).toEqual(["B"])
    expect([map.get("a"), map.get("b"), map.size]).toEqual(["A", undefined, 2])
    expect(map.drain()).toEqual(["C", "A"])
    expect(map.size).toBe(0)
  })
})

describe("a deadline", () => {
  const monotonic = () => performance.now()

  it("knows a caller who left from a caller whose time ran out", async () => {
    const left = new AbortController()
    const first = new Deadline({ ms: 1_000, monotonic, caller: left.signal })
    left.abort()
    expect([first.signal.aborted, first.abandoned(), first.remaining()]).toEqual([true, true, 0])
    const second = new Deadline({ ms: 1_000, monotonic, caller: AbortSignal.timeout(5) })
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect([second.signal.aborted, second.abandoned()]).toEqual([true, false])
    first.dispose()
    second.dispose()
  })

  it("ends by itself, and is over at once for a caller who is already gone", async () => {
    const short = new Deadline({ ms: 10, monotonic })
    expect(short.remaining()).toBeGreaterThan(0)
    await new Promise((resolve) => setTimeout(resolve, 40))
    expect([short.signal.aborted, short.abandoned()]).toEqual([true, false])
    const late = new Deadline({ ms: 1_000, monotonic, caller: AbortSignal.abort() })
    expect(late.signal.aborted).toBe(true)
    late.dispose()
  })
})
