import {
  drainOperations,
  type ClaimedOperation,
} from "../../src/workflows/loyalty/flows/drain-operations"
import { sessionOf } from "./snapshots"
import { containerOf } from "./stand-ins"

export const NOW = new Date("2026-03-16T14:30:45Z")

export const operationOf = (over: Partial<ClaimedOperation>): ClaimedOperation =>
  ({
    id: "lop_1",
    kind: "cancel",
    fence: 7,
    attempts: 1,
    session_id: "lses_1",
    order_id: null,
    customer_id: null,
    member_id: "lmem_1",
    store_id: "store_1",
    first_attempt_at: NOW,
    sealed_body: null,
    snapshot: null,
    was_unknown: false,
    ever_unknown: false,
    ...over,
  }) as ClaimedOperation

const ACCOUNT = { provider_id: "pdi", participant_id: "ACME" }

export const MEMBER = {
  ...ACCOUNT,
  id: "lmem_1",
  provider_member_id: "M1",
  erase_requested_at: null,
}

export type Engine = Record<string, (...asked: unknown[]) => unknown>

/**
 * Runs one operation against an engine, and answers what was written down of it. `over` replaces
 * methods of loyalty's service; `modules` are Medusa's.
 */
export const drain = async (
  operation: ClaimedOperation,
  engine: Engine = {},
  { modules = {}, ...over }: { modules?: Record<string, object>; [method: string]: unknown } = {},
) => {
  const written: [string, unknown][] = []
  const write = (name: string) => (_claim: unknown, what: unknown) => {
    written.push([name, what])
    return Promise.resolve(null)
  }
  const queue = [operation]
  const { container, told, logged } = containerOf(
    {
      options: () => ({ drain_batch: 5, lease_s: 60, default_country: "US" }),
      claimOperations: () => Promise.resolve(queue.splice(0, 1)),
      sessionById: () => Promise.resolve(sessionOf({ cart_id: "cart_1", provider_id: "pdi" })),
      memberById: () => Promise.resolve(MEMBER),
      storeConfig: () => Promise.resolve({ ...ACCOUNT, enabled: true, site_id: "1" }),
      connectionFor: () => Promise.resolve({ store_id: "store_1" }),
      nextMessageSequence: () => Promise.resolve(4),
      freezeRequest: (_claim: unknown, { request }: { request: object }) =>
        Promise.resolve(request),
      openRequest: () => ({ idempotency_key: "k", body: "{}" }),
      provider: () => engine,
      recordEngineCall: () => Promise.resolve(),
      databaseTime: () => Promise.resolve(NOW),
      listLoyaltyOperations: () => Promise.resolve([operation]),
      recordDone: write("done"),
      postponeOperation: write("postponed"),
      buryOperation: write("dead"),
      leaveReversalToPerson: write("by_hand"),
      storeSynced: async (...asked: [unknown, unknown]) => {
        await write("history")(...asked)
        return true
      },
      recordFinalized: write("finalized"),
      recordRefused: write("refused"),
      isSettledByHand: () => Promise.resolve(false),
      ...over,
    },
    modules,
  )
  const figures = await drainOperations(container)
  return { written, figures, told, logged }
}

/** An engine's refusal: nothing applied, and the same call is refused again. */
export const refused = (code: string, over: object = {}) => ({
  ok: false,
  error: { code, retryable: false, outcome: "not_applied", message: "No", ...over },
})
