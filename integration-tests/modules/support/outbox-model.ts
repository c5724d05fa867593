import type fc from "fast-check"

import type { Claim } from "../../../src/modules/loyalty/persistence/outbox-service"
import type { LoyaltyModuleService } from "../../../src/modules/loyalty/service"
import { OUTCOME } from "./rows"

const CAUSE = { reason: "model", actor: "system", correlation_id: "model" }
const LEASE_S = 60

type SessionStatus = "active" | "pending_finalization" | "finalized" | "failed"
type OperationStatus = "none" | "waiting" | "due" | "in_flight" | "unknown" | "done" | "dead"

/** What the rows of one order must be. */
export interface Model {
  session: SessionStatus
  operation: OperationStatus
  fence: number
  /** The first body that was frozen since the last thaw; it must come back for ever. */
  frozen: string | null
  leaseOver: boolean
  /** An answer stayed away once: the engine may hold it, whatever came of later attempts. */
  everUnknown: boolean
}

/** One order in the database, and the claims that workers believe they hold. */
export interface Real {
  service: LoyaltyModuleService
  sql: <T>(statement: string, params?: unknown[]) => Promise<T[]>
  session_id: string
  order_id: string
  operation_id: string
  claims: Claim[]
}

type Command = fc.AsyncCommand<Model, Real>

/** A command with its name for the sequence that fast-check prints. */
function command(
  name: string,
  parts: { check?: (model: Readonly<Model>) => boolean; run: Command["run"] },
): Command {
  return {
    check: parts.check ?? (() => true),
    run: async (model, real) => {
      await parts.run(model, real)
      await expectRows(model, real)
    },
    toString: () => name,
  }
}

export const place = command("place", {
  check: ({ session }) => session === "active" || session === "pending_finalization",
  run: async (model, real) => {
    const input = { session_id: real.session_id, order_id: real.order_id, snapshot: {} }
    const { operation, created } = await real.service.placeOrder(input, CAUSE)
    expect(created).toBe(model.operation === "none")
    real.operation_id = operation.id
    model.session = "pending_finalization"
    model.operation = created ? "waiting" : model.operation
  },
})

export const schedule = command("schedule", {
  check: ({ operation }) => operation !== "none",
  run: async (model, real) => {
    const isDue = await real.service.scheduleOperation(real.operation_id, {})
    expect(isDue).toBe(model.operation === "waiting")
    model.operation = isDue ? "due" : model.operation
  },
})

export const claim = command("claim", {
  run: async (model, real) => {
    const claimed = await real.service.claimOperations({ limit: 1, lease_s: LEASE_S })
    expect(claimed).toHaveLength(isClaimable(model) ? 1 : 0)
    const [operation] = claimed
    if (operation) {
      const wasSent = model.operation === "in_flight" && model.frozen !== null
      model.everUnknown ||= wasSent
      expect(operation.was_unknown).toBe(model.operation === "unknown" || model.everUnknown)
      model.fence += 1
      expect(operation.fence).toBe(model.fence)
      real.claims.push({ operation_id: operation.id, fence: operation.fence })
      Object.assign(model, { operation: "in_flight", leaseOver: false })
    }
  },
})

export const endLease = command("the lease ends", {
  check: ({ operation }) => operation === "in_flight",
  run: async (model, { sql, operation_id }) => {
    await sql(
      "UPDATE loyalty_engine_operation SET lease_until = now() - interval '1 s' WHERE id = ?",
      [operation_id],
    )
    model.leaseOver = true
  },
})

export const passWait = command("the wait ends", {
  check: ({ operation }) => operation === "due" || operation === "unknown",
  run: async (_model, { sql, operation_id }) => {
    await sql("UPDATE loyalty_engine_operation SET next_attempt_at = now() WHERE id = ?", [
      operation_id,
    ])
  },
})

/** A worker, perhaps one whose claim is long over, freezes a body of its own. */
export const freeze = (worker: number, body: string): Command =>
  withClaim(`worker ${worker} freezes ${body}`, worker, async (model, real, held) => {
    const request = { idempotency_key: `fin:${real.order_id}`, body }
    const frozen = await real.service.freezeRequest(held, { request, details: {} }).catch(isLost)
    expect(frozen === "lost").toBe(!isHeld(model, held))
    if (frozen !== "lost") {
      model.frozen ??= body
      expect(frozen).toEqual({ idempotency_key: `fin:${real.order_id}`, body: model.frozen })
    }
  })

export const record = (worker: number): Command =>
  withClaim(`worker ${worker} records success`, worker, async (model, { service }, held) => {
    const recorded = await service.recordFinalized(held, { outcome: OUTCOME, cause: CAUSE })
    expect(recorded !== null).toBe(isHeld(model, held))
    if (recorded) {
      Object.assign(model, { operation: "done", session: "finalized" })
    }
  })

export const refuse = (worker: number): Command =>
  withClaim(`worker ${worker} records a refusal`, worker, async (model, { service }, held) => {
    const failure = { error_code: "member_inactive", message: "closed" }
    const recorded = await service.recordRefused(held, { failure, cause: CAUSE })
    expect(recorded).toBe(isHeld(model, held))
    if (recorded) {
      Object.assign(model, { operation: "dead", session: "failed" })
    }
  })

export const postpone = (worker: number, status: "due" | "unknown"): Command =>
  withClaim(`worker ${worker} postpones: ${status}`, worker, async (model, { service }, held) => {
    const failure = { error_code: "timeout", message: "no answer" }
    const taken = await service.postponeOperation(held, { ...failure, status, delay_s: 0 })
    expect(taken).toBe(isHeld(model, held))
    model.operation = taken ? status : model.operation
    model.everUnknown ||= taken && status === "unknown"
  })

export const cancel = command("cancel", {
  check: ({ operation }) => operation !== "none",
  run: async (model, { service, session_id }) => {
    const input = { session_id, failure_reason: "order_canceled" }
    const answer = await service.cancelFinalize(input, CAUSE)
    const isOver = model.session === "finalized" || model.session === "failed"
    const maySent = model.everUnknown || model.operation === "in_flight"
    expect(answer).toBe(isOver ? "over" : maySent ? "running" : "cancelled")
    if (answer === "cancelled") {
      Object.assign(model, { operation: "dead", session: "failed", fence: model.fence + 1 })
    }
  },
})

function withClaim(
  name: string,
  worker: number,
  act: (model: Model, real: Real, held: Claim) => Promise<void>,
): Command {
  return command(name, {
    check: ({ fence }) => fence > 0,
    run: async (model, real) => {
      const held = real.claims[worker % Math.max(1, real.claims.length)]
      if (held) {
        await act(model, real, held)
      }
    },
  })
}

const isHeld = ({ operation, fence }: Model, held: Claim): boolean =>
  operation === "in_flight" && held.fence === fence

const isClaimable = ({ operation, leaseOver }: Model): boolean =>
  operation === "due" || operation === "unknown" || (operation === "in_flight" && leaseOver)

const isLost = (error: unknown): "lost" => {
  expect(error).toMatchObject({ code: "version_conflict" })
  return "lost"
}

/** The rows are what the model says, and the books are what the session says. */
async function expectRows(model: Model, { sql, session_id }: Real): Promise<void> {
  const [session] = await sql<{ status: string }>(
    "SELECT status FROM loyalty_engine_session WHERE id = ?",
    [session_id],
  )
  const [operation] = await sql<{ status: string; next_attempt_at: unknown; fence: number }>(
    "SELECT status, next_attempt_at, fence FROM loyalty_engine_operation WHERE session_id = ?",
    [session_id],
  )
  const [{ booked } = { booked: 0 }] = await sql<{ booked: number }>(
    "SELECT count(*)::int AS booked FROM loyalty_engine_transaction WHERE session_id = ?",
    [session_id],
  )
  const waits = operation?.status === "due" && operation.next_attempt_at === null
  expect({
    session: session?.status,
    operation: waits ? "waiting" : (operation?.status ?? "none"),
    fence: operation?.fence ?? 0,
    booked,
  }).toEqual({
    session: model.session,
    operation: model.operation,
    fence: model.fence,
    booked: model.session === "finalized" ? 1 : 0,
  })
}
