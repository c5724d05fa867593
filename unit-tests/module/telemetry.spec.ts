import { execFileSync } from "node:child_process"

import type { Logger } from "@medusajs/framework/types"

import { EventLog } from "../../src/modules/loyalty/telemetry/event-log"
import {
  BREAKER_LABELS,
  LoyaltyMetrics,
  OUTBOX_STATES,
  type Figures,
} from "../../src/modules/loyalty/telemetry/metrics"
import { ObservedProvider } from "../../src/modules/loyalty/telemetry/observed-provider"
import { Telemetry } from "../../src/modules/loyalty/telemetry/telemetry"
import {
  PROVIDER_ERROR_CODES,
  type CallContext,
  type LoyaltyProvider,
} from "../../src/types/provider"

const FIGURES: Figures = {
  sessions: { active: 1 },
  outbox: { due: 1, waiting: 2, in_flight: 3, unknown: 4, dead: 5 },
  outbox_oldest_s: 60,
  undecided_orders: 3,
  jobs: [{ job: "drain-operations", finished_at: new Date(5_000), outcome: "ok" }],
  breakers: { closed: 1, half_open: 0, open: 2 },
  broken_stores: ["store_1", "store_2"],
}

const MAX_BYTES = 20 * 1024

interface Line {
  level: string
  message: string
  fields: Record<string, unknown>
}

/** A logger that keeps what it is told. */
const recorder = () => {
  const lines: Line[] = []
  const log = (level: string, message: string, fields: Record<string, unknown>) =>
    lines.push({ level, message, fields })
  return { lines, logger: { log } as unknown as Logger }
}

const CALL = {
  connection: { store_id: "store_1" },
  correlation_id: "corr-1",
} as CallContext

const watched = (identify: LoyaltyProvider["identify"]) => {
  const { lines, logger } = recorder()
  const telemetry = new Telemetry(logger)
  const engine = { identify } as LoyaltyProvider
  const provider = new ObservedProvider(engine, "pdi", telemetry)
  const call = () => provider.identify(CALL, {} as Parameters<LoyaltyProvider["identify"]>[1])
  return { call, lines, metrics: () => telemetry.metrics.text(FIGURES) }
}

describe("metrics", () => {
  it("tell the database's figures as they are at the scrape", async () => {
    const metrics = new LoyaltyMetrics()
    await metrics.text({ ...FIGURES, sessions: { failed: 9 }, broken_stores: ["store_9"] })
    const text = await metrics.text(FIGURES)

    expect(text).toContain('loyalty_sessions{status="active"} 1')
    expect(text).not.toContain("failed")
    expect(text).not.toContain("store_9")
    expect(text).toContain('loyalty_outbox_operations{state="waiting"} 2')
    expect(text).toContain("loyalty_outbox_oldest_age_seconds 60")
    expect(text).toContain("loyalty_orders_without_decision 3")
    expect(text).toContain('loyalty_job_last_run_timestamp_seconds{job="drain-operations"} 5')
    expect(text).toContain('loyalty_job_last_run_ok{job="drain-operations"} 1')
    expect(text).toContain('loyalty_engine_breakers{state="open"} 2')
    expect(text).toContain('loyalty_engine_breaker_broken{store_id="store_2"} 1')
  })

  it("stay below 20 KB, whatever happens", async () => {
    const metrics = new LoyaltyMetrics()
    const endpoints =
      "identify enrol evaluate finalize reverse cancel status history check_connection"
    for (const endpoint of endpoints.split(" ")) {
      metrics.engine_call_duration.observe({ endpoint }, 0.123456)
      for (const outcome of ["ok", "fault", ...PROVIDER_ERROR_CODES.slice(-7)]) {
        metrics.engine_calls.inc({ provider: "pdi", endpoint, outcome }, 123_456)
      }
    }
    for (const outcome of ["asked", "skipped", "coalesced", "stale", "degraded", "ended"]) {
      metrics.evaluations.inc({ outcome }, 123_456)
      metrics.cart_guards.inc({ guard: "payment_start", outcome }, 123_456)
      metrics.cart_guards.inc({ guard: "completion", outcome }, 123_456)
    }
    const text = await metrics.text({
      ...FIGURES,
      sessions: { active: 1e6, pending_finalization: 1e6, finalized: 1e6, failed: 1e6 },
      jobs: Array.from({ length: 10 }, (_, index) => ({
        job: `a-job-with-a-long-name-${index}`,
        finished_at: new Date(),
        outcome: "ok",
      })),
      broken_stores: Array.from({ length: 500 }, (_, index) => `store_01JQ8ZK3V00000000${index}`),
    })

    expect(Buffer.byteLength(text)).toBeLessThan(MAX_BYTES)
    expect(text.match(/loyalty_engine_breaker_broken\{/g)).toHaveLength(20)
  })

  it("know every state that a label can have", () => {
    expect(Object.keys(FIGURES.outbox).sort()).toEqual([...OUTBOX_STATES].sort())
    expect(Object.keys(FIGURES.breakers).sort()).toEqual([...BREAKER_LABELS].sort())
  })
})

describe("a watched engine", () => {
  it("counts and logs an answer, and hands it on untouched", async () => {
    const answer = { ok: true, value: { points_balance: 1 } } as Awaited<
      ReturnType<LoyaltyProvider["identify"]>
    >
    const { call, lines, metrics } = watched(async () => answer)

    expect(await call()).toBe(answer)
    expect(await metrics()).toContain(
      'loyalty_engine_calls_total{provider="pdi",endpoint="identify",outcome="ok"} 1',
    )
    expect(await metrics()).toContain(
      'loyalty_engine_call_duration_seconds_count{endpoint="identify"} 1',
    )
    expect(lines).toEqual([
      {
        level: "info",
        message: "loyalty: identify ok",
        fields: {
          service: "medusa-plugin-loyalty",
          context: "engine",
          provider_id: "pdi",
          endpoint: "identify",
          store_id: "store_1",
          correlation_id: "corr-1",
          outcome: "ok",
          duration_ms: expect.any(Number),
        },
      },
    ])
  })

  it.each([
    ["unavailable", "warn"],
    ["member_not_found", "info"],
  ] as const)("tells %s at level %s", async (code, level) => {
    const error = { code, retryable: false, outcome: "not_applied", message: "x" } as const
    const { call, lines, metrics } = watched(async () => ({ ok: false, error }))
    await call()

    expect(await metrics()).toContain(`outcome="${code}"} 1`)
    expect(lines.map((line) => line.level)).toEqual([level])
  })

  it("counts what throws as a fault, and lets it through without its words", async () => {
    const { call, lines, metrics } = watched(async () => {
      throw new Error("415-555-0100 is not a member")
    })

    await expect(call()).rejects.toThrow("415-555-0100")
    expect(await metrics()).toContain('outcome="fault"} 1')
    expect(JSON.stringify(lines)).not.toContain("415")
  })
})

describe("a line of the log", () => {
  const written = (shouldLog?: (level: string) => boolean) => {
    const log = vi.fn()
    const logger = { log, ...(shouldLog && { shouldLog }) } as unknown as Logger
    const events = new EventLog(logger)
    events.write("debug", "flow", { message: "evaluate skipped", fields: {} })
    events.write("warn", "flow", { message: "evaluate fault", fields: {} })
    return log.mock.calls.map(([level]: unknown[]) => level)
  }

  it("is not made at a level at which the shop's logger tells nothing", () => {
    expect(written((level) => level !== "debug")).toEqual(["warn"])
  })

  it("is made where the shop's logger does not say at which it does", () => {
    expect(written()).toEqual(["debug", "warn"])
  })
})

describe("the log outside development", () => {
  it("is one JSON object a line, with timestamp and level", () => {
    const script = `
      const { logger } = require("@medusajs/framework/logger")
      logger.log("info", "loyalty: x", { service: "s", context: "flow", session_id: "lses_1" })`
    const output = execFileSync(process.execPath, ["-e", script], {
      env: { ...process.env, NODE_ENV: "production", LOG_LEVEL: "info" },
      encoding: "utf8",
    })
    const line = output.split("\n").find((text) => text.includes("lses_1")) ?? ""

    expect(JSON.parse(line)).toEqual({
      level: "info",
      message: "loyalty: x",
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\d/),
      service: "s",
      context: "flow",
      session_id: "lses_1",
    })
  })
})
