import type { Promotion } from "./engine/promotion.js"
import type { Fault, FaultInput } from "./faults/kinds.js"

export const ENDPOINTS = [
  "token",
  "identify",
  "calculateRewards",
  "finalize",
  "getSessionStatus",
  "enroll",
  "getMemberHistory",
  "cancel",
  "reverse",
] as const

export type Endpoint = (typeof ENDPOINTS)[number]

export type MemberStatus = "active" | "inactive" | "blocked"

export interface Member {
  memberId: string
  name: string
  /** NANP numbers as ten digits, all others in E.164. */
  phones: string[]
  email: string | null
  card: string | null
  points: number
  tier: string | null
  status: MemberStatus
  /** Paid units counted towards each club, by promotion id. */
  punches: Record<string, number>
  /** How often each promotion with `usesPerMember` was taken, by promotion id. */
  uses: Record<string, number>
}

export type MemberInput = Partial<Member> & { memberId: string }

export type SessionStatus = "active" | "pending_finalization" | "finalized" | "failed"

export interface BookedMember {
  memberId: string
  phone: string | null
  phones: string[]
  email: string | null
  card: string | null
  name: string
  points: number
  tier: string | null
  status: MemberStatus
  punches: Record<string, number>
}

export interface BookedSession {
  sessionId: string
  memberId: string
  /** The cart id; null when an enrolment outside a cart opened the session. */
  transactionId: string | null
  status: SessionStatus
  posSequenceId: string
  openedAt: string
  updatedAt: string
}

export interface AppliedReward {
  rewardId: string
  targetLineNumber?: number | null
  quantity?: number
  amount?: number
  pointsCost?: number
}

export interface BookedTransaction {
  transactionId: string
  sessionId: string
  memberId: string
  idempotencyKey: string
  bodyHash: string
  earnedPoints: number
  redeemedPoints: number
  finalAmount: number
  receiptId: string
  newBalance: number
  committedAt: string
  appliedRewards: AppliedReward[]
  kind: "finalize" | "reverse" | "cancel"
  /** Set on a reversal: the caller's own id of it. */
  reversalId: string | null
}

export interface HistoryEntry {
  memberId: string
  at: string
  type: "earn" | "redeem" | "reversal"
  points: number
  description: string
  receiptId: string | null
}

export interface Books {
  members: BookedMember[]
  sessions: BookedSession[]
  transactions: BookedTransaction[]
  /** Effective finalize commits per order id. */
  commitsByTransaction: Record<string, number>
  history: HistoryEntry[]
}

export interface RecordedRequest {
  seq: number
  at: string
  endpoint: Endpoint
  method: string
  headers: Record<string, string>
  body: unknown
  query: Record<string, unknown>
  /** The status answered; null when the caller never got a whole reply. */
  status: number | null
  fault: { id: string; kind: string } | null
  /** Whether this request changed the books. */
  effect: boolean
}

export type TokenSpelling = "snake" | "camel"
export type ErrorShape = "error" | "errors" | "text"

export interface SimulatorOptions {
  /** 0 takes any free port. */
  port?: number
  host?: string
  /** Where the journal lives; without it everything stays in memory. */
  dataDir?: string
  promotionsFile?: string
  membersFile?: string
  clients?: { clientId: string; clientSecret: string }[]
  seed?: number
  now?: () => Date
  tokenTtlSeconds?: number
  log?: boolean
  tokenSpelling?: TokenSpelling
  /** The shape of every ordinary error reply. */
  errorShape?: ErrorShape
  /** How an unknown member is answered: 404, or 200 with `loyaltyIdValid: false`. */
  unknownMember?: "error" | "invalid"
  sessionTtlSeconds?: number
  /** Sites by participant; every other pair is answered 403. */
  sites?: Record<string, string[]>
}

export interface Simulator {
  url: string
  port: number
  close(): Promise<void>
  books(): Books
  requests(filter?: { endpoint?: Endpoint }): RecordedRequest[]
  clearRequests(): void
  addFault(fault: FaultInput): Fault
  clearFaults(): void
  faults(): Fault[]
  /** The member spends points elsewhere, behind the caller's back. */
  spend(memberId: string, points: number): void
  /** Back to the seed members and promotions, with empty books. */
  reset(): void
  upsertMember(member: MemberInput): Member
  setPromotions(promotions: Promotion[]): void
}
