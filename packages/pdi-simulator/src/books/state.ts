import type { Promotion } from "../engine/promotion.js"
import type {
  BookedTransaction,
  HistoryEntry,
  Member,
  MemberInput,
  SessionStatus,
} from "../types.js"

export interface Session {
  sessionId: string
  memberId: string
  participantId: string
  siteId: string
  posSequenceId: string
  transactionId: string | null
  status: SessionStatus
  openedAt: string
  updatedAt: string
  expiresAt: string
}

/** A committed change of the books, with the reply that a resend under the same key gets back. */
export interface Commit extends BookedTransaction {
  reply: Record<string, unknown>
  /** Counters of the member after this commit, for the promotions it touched. */
  punches: Record<string, number>
  uses: Record<string, number>
}

/** How an enrolment was answered, so that a repetition gets the first answer. */
export interface Enrolment {
  created: boolean
  /** Null in a journal that is older than the field. */
  bodyHash: string | null
}

export interface State {
  members: Map<string, Member>
  enrolmentByKey: Map<string, Enrolment>
  sessions: Map<string, Session>
  sessionIdBySequence: Map<string, string>
  transactions: Commit[]
  finalizeByOrder: Map<string, Commit>
  finalizeBySession: Map<string, Commit>
  commitByKey: Map<string, Commit>
  receipts: number
  commitsByTransaction: Map<string, number>
  history: HistoryEntry[]
  promotions: Promotion[]
}

export function emptyState(): State {
  return {
    members: new Map(),
    enrolmentByKey: new Map(),
    sessions: new Map(),
    sessionIdBySequence: new Map(),
    transactions: [],
    finalizeByOrder: new Map(),
    finalizeBySession: new Map(),
    commitByKey: new Map(),
    receipts: 0,
    commitsByTransaction: new Map(),
    history: [],
    promotions: [],
  }
}

/** A posSequenceId is unique per participant and site; neither part may contain a newline. */
export function sequenceKey(
  at: Pick<Session, "participantId" | "siteId" | "posSequenceId">,
): string {
  return [at.participantId, at.siteId, at.posSequenceId].join("\n")
}

export function commitKey(kind: Commit["kind"], idempotencyKey: string): string {
  return `${kind}\n${idempotencyKey}`
}

export function completeMember(input: MemberInput, known?: Member): Member {
  return {
    memberId: input.memberId,
    name: input.name ?? known?.name ?? input.memberId,
    phones: input.phones ?? known?.phones ?? [],
    email: input.email ?? known?.email ?? null,
    card: input.card ?? known?.card ?? null,
    points: input.points ?? known?.points ?? 0,
    tier: input.tier === undefined ? (known?.tier ?? null) : input.tier,
    status: input.status ?? known?.status ?? "active",
    punches: input.punches ?? known?.punches ?? {},
    uses: input.uses ?? known?.uses ?? {},
  }
}
