import type { Promotion } from "../engine/promotion.js"
import type { Member } from "../types.js"
import {
  commitKey,
  sequenceKey,
  type Commit,
  type Enrolment,
  type Session,
  type State,
} from "./state.js"

/** Everything that can happen to the books: the journal is a list of these and nothing else. */
export type BookEvent =
  | { type: "seeded"; members: Member[]; promotions: Promotion[] }
  | { type: "member_set"; member: Member }
  | { type: "enrolled"; member: Member; idempotencyKey: string | null }
  | { type: "enrolment_answered"; idempotencyKey: string; enrolment: Enrolment }
  | { type: "promotions_set"; promotions: Promotion[] }
  | { type: "session_opened"; session: Session }
  | { type: "committed"; commit: Commit }
  | { type: "spent"; memberId: string; points: number; at: string }

export function applyEvent(state: State, event: BookEvent): void {
  switch (event.type) {
    case "seeded":
      state.members = new Map(event.members.map((member) => [member.memberId, { ...member }]))
      state.promotions = event.promotions
      return
    case "member_set":
      state.members.set(event.member.memberId, { ...event.member })
      return
    case "enrolled":
      state.members.set(event.member.memberId, { ...event.member })
      if (event.idempotencyKey !== null) {
        // What a journal knows that is older than the next event.
        state.enrolmentByKey.set(event.idempotencyKey, { created: true, bodyHash: null })
      }
      return
    case "enrolment_answered":
      state.enrolmentByKey.set(event.idempotencyKey, event.enrolment)
      return
    case "promotions_set":
      state.promotions = event.promotions
      return
    case "session_opened":
      state.sessions.set(event.session.sessionId, { ...event.session })
      state.sessionIdBySequence.set(sequenceKey(event.session), event.session.sessionId)
      return
    case "committed":
      return applyCommit(state, event.commit)
    case "spent": {
      memberOf(state, event.memberId).points -= event.points
      state.history.push({
        memberId: event.memberId,
        at: event.at,
        type: "redeem",
        points: -event.points,
        description: "Redeemed in another place",
        receiptId: null,
      })
    }
  }
}

function memberOf(state: State, memberId: string): Member {
  const member = state.members.get(memberId)
  if (!member) throw new Error(`the journal names a member the books do not know: ${memberId}`)
  return member
}

function applyCommit(state: State, commit: Commit): void {
  const member = memberOf(state, commit.memberId)
  const sign = commit.kind === "reverse" ? -1 : 1
  member.points += sign * (commit.earnedPoints - commit.redeemedPoints)
  Object.assign(member.punches, commit.punches)
  Object.assign(member.uses, commit.uses)
  state.transactions.push(commit)
  state.commitByKey.set(commitKey(commit.kind, commit.idempotencyKey), commit)
  if (commit.kind !== "cancel") state.receipts += 1
  writeHistory(state, commit)
  const session = state.sessions.get(commit.sessionId)
  if (session && commit.kind !== "reverse") {
    session.status = commit.kind === "finalize" ? "finalized" : "failed"
    session.transactionId = commit.transactionId
    session.updatedAt = commit.committedAt
  }
  if (commit.kind === "finalize") {
    const commits = state.commitsByTransaction.get(commit.transactionId) ?? 0
    state.commitsByTransaction.set(commit.transactionId, commits + 1)
    state.finalizeByOrder.set(commit.transactionId, commit)
    state.finalizeBySession.set(commit.sessionId, commit)
  }
}

function writeHistory(state: State, commit: Commit): void {
  const { memberId, committedAt: at, receiptId } = commit
  const entry = { memberId, at, receiptId }
  const reversed = commit.kind === "reverse"
  if (commit.redeemedPoints > 0) {
    state.history.push({
      ...entry,
      type: reversed ? "reversal" : "redeem",
      points: reversed ? commit.redeemedPoints : -commit.redeemedPoints,
      description: `${reversed ? "Points returned for" : "Redeemed on"} ${receiptId}`,
    })
  }
  if (commit.earnedPoints > 0) {
    state.history.push({
      ...entry,
      type: reversed ? "reversal" : "earn",
      points: reversed ? -commit.earnedPoints : commit.earnedPoints,
      description: `${reversed ? "Earning taken back for" : "Earned on"} ${receiptId}`,
    })
  }
}
