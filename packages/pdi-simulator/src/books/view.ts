import type { BookedTransaction, Books } from "../types.js"
import type { Commit, State } from "./state.js"

function bookedTransaction(commit: Commit): BookedTransaction {
  return {
    transactionId: commit.transactionId,
    sessionId: commit.sessionId,
    memberId: commit.memberId,
    idempotencyKey: commit.idempotencyKey,
    bodyHash: commit.bodyHash,
    earnedPoints: commit.earnedPoints,
    redeemedPoints: commit.redeemedPoints,
    finalAmount: commit.finalAmount,
    receiptId: commit.receiptId,
    newBalance: commit.newBalance,
    committedAt: commit.committedAt,
    appliedRewards: commit.appliedRewards,
    kind: commit.kind,
    reversalId: commit.reversalId,
  }
}

/** The books as others see them: a copy, without what only the simulator needs. */
export function viewBooks(
  state: Readonly<State>,
  isFinalizing: (sessionId: string) => boolean,
): Books {
  return structuredClone({
    members: [...state.members.values()].map((member) => ({
      memberId: member.memberId,
      phone: member.phones[0] ?? null,
      phones: member.phones,
      email: member.email,
      card: member.card,
      name: member.name,
      points: member.points,
      tier: member.tier,
      status: member.status,
      punches: member.punches,
    })),
    sessions: [...state.sessions.values()].map((session) => ({
      sessionId: session.sessionId,
      memberId: session.memberId,
      transactionId: session.transactionId,
      status:
        session.status === "active" && isFinalizing(session.sessionId)
          ? ("pending_finalization" as const)
          : session.status,
      posSequenceId: session.posSequenceId,
      openedAt: session.openedAt,
      updatedAt: session.updatedAt,
    })),
    transactions: state.transactions.map(bookedTransaction),
    commitsByTransaction: Object.fromEntries(state.commitsByTransaction),
    history: state.history,
  })
}
