import type {
  AdminLoyaltyAuditEntry,
  AdminLoyaltyEngineCall,
  AdminLoyaltySessionDetail,
  AdminLoyaltySessionTransaction,
  AdminLoyaltySessionTransition,
} from "../../types/http/admin"

/** One thing that happened to a session. */
export type TimelineEntry =
  | { kind: "call"; at: number; id: string; call: AdminLoyaltyEngineCall }
  | { kind: "transition"; at: number; id: string; transition: AdminLoyaltySessionTransition }
  | { kind: "transaction"; at: number; id: string; transaction: AdminLoyaltySessionTransaction }
  | { kind: "audit"; at: number; id: string; entry: AdminLoyaltyAuditEntry }

/** Within a millisecond, what the engine said comes before what we made of it. */
const RANK: Readonly<Record<TimelineEntry["kind"], number>> = {
  audit: 0,
  call: 1,
  transition: 2,
  transaction: 3,
}

/** Everything that happened to a session, newest first, as a person reads it. */
export function timelineOf(session: AdminLoyaltySessionDetail): TimelineEntry[] {
  const entries: TimelineEntry[] = [
    ...session.engine_calls.map((call) => ({ kind: "call" as const, ...whenOf(call), call })),
    ...session.transitions.map((transition) => ({
      kind: "transition" as const,
      ...whenOf(transition),
      transition,
    })),
    ...session.transactions.map((transaction) => ({
      kind: "transaction" as const,
      ...whenOf(transaction),
      transaction,
    })),
    ...session.audit.map((entry) => ({ kind: "audit" as const, ...whenOf(entry), entry })),
  ]
  return entries.sort((a, b) => b.at - a.at || RANK[b.kind] - RANK[a.kind])
}

function whenOf({ id, at }: { id: string; at: string | Date }): { id: string; at: number } {
  return { id, at: new Date(at).getTime() }
}
