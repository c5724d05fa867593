import type { Promotion } from "../engine/promotion.js"
import type { Member, MemberInput } from "../types.js"
import { applyEvent, type BookEvent } from "./events.js"
import { Journal } from "./journal.js"
import {
  commitKey,
  completeMember,
  emptyState,
  sequenceKey,
  type Commit,
  type Enrolment,
  type Session,
  type State,
} from "./state.js"

export interface Seed {
  members: Member[]
  promotions: Promotion[]
}

/** The books. Every change is journalled first and applied second, so a kill loses no answer. */
export class Ledger {
  private state = emptyState()
  private journal: Journal | null = null

  constructor(private readonly seed: Seed) {}

  open(dataDir: string | null): void {
    const opened = dataDir === null ? null : Journal.open(dataDir)
    this.journal = opened?.journal ?? null
    for (const event of opened?.events ?? []) applyEvent(this.state, event)
    if ((opened?.events.length ?? 0) === 0) this.plantSeed()
  }

  close(): void {
    this.journal?.close()
    this.journal = null
  }

  reset(): void {
    this.journal?.clear()
    this.state = emptyState()
    this.plantSeed()
  }

  record(...events: BookEvent[]): void {
    for (const event of events) this.assertSound(event)
    this.journal?.append(events)
    // The journal's copy and the live one must not share objects, or later changes rewrite it.
    for (const event of events) applyEvent(this.state, structuredClone(event))
  }

  upsertMember(input: MemberInput): Member {
    const known = this.state.members.get(input.memberId)
    this.record({ type: "member_set", member: completeMember(input, known) })
    return structuredClone(this.memberById(input.memberId) as Member)
  }

  memberById(memberId: string): Member | null {
    return this.state.members.get(memberId) ?? null
  }

  enrolmentByKey(idempotencyKey: string): Enrolment | null {
    return this.state.enrolmentByKey.get(idempotencyKey) ?? null
  }

  findMember(isIt: (member: Member) => boolean): Member | null {
    for (const member of this.state.members.values()) if (isIt(member)) return member
    return null
  }

  get promotions(): readonly Promotion[] {
    return this.state.promotions
  }

  sessionById(sessionId: string): Session | null {
    return this.state.sessions.get(sessionId) ?? null
  }

  sessionBySequence(
    at: Pick<Session, "participantId" | "siteId" | "posSequenceId">,
  ): Session | null {
    const sessionId = this.state.sessionIdBySequence.get(sequenceKey(at))
    return sessionId === undefined ? null : this.sessionById(sessionId)
  }

  commitByKey(kind: Commit["kind"], idempotencyKey: string): Commit | null {
    return this.state.commitByKey.get(commitKey(kind, idempotencyKey)) ?? null
  }

  finalizeOfOrder(transactionId: string): Commit | null {
    return this.state.finalizeByOrder.get(transactionId) ?? null
  }

  finalizeOfSession(sessionId: string): Commit | null {
    return this.state.finalizeBySession.get(sessionId) ?? null
  }

  reversalsOf(transactionId: string): Commit[] {
    return this.state.transactions.filter(
      (commit) => commit.kind === "reverse" && commit.transactionId === transactionId,
    )
  }

  get snapshot(): Readonly<State> {
    return this.state
  }

  nextReceiptId(at: Date): string {
    return `RCP-${at.getUTCFullYear()}-${String(this.state.receipts + 1).padStart(3, "0")}`
  }

  private plantSeed(): void {
    this.record({ type: "seeded", ...this.seed })
  }

  /** The one promise a test counts on: an order is finalized once. A breach is our own bug. */
  private assertSound(event: BookEvent): void {
    if (event.type !== "committed" || event.commit.kind !== "finalize") return
    const { transactionId } = event.commit
    if (this.state.commitsByTransaction.has(transactionId)) {
      throw new Error(`the simulator is wrong: a second finalize of ${transactionId}`)
    }
  }
}
