import type { Context } from "../endpoints/context.js"
import { lookUpMember } from "../endpoints/access.js"
import type { LoyaltyId } from "../wire/fields.js"

type Loose = Record<string, unknown>

function asObject(value: unknown): Loose {
  return value !== null && typeof value === "object" ? (value as Loose) : {}
}

function asText(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null
}

export interface Subject {
  sessionId: string | null
  memberId: string | null
  appliedRewardIds: string[]
}

/** Whom a call is about, read before it is validated: a fault may hit a call that is invalid. */
export function subjectOf(context: Context, body: unknown, query: unknown): Subject {
  const said = { ...asObject(query), ...asObject(body) }
  const applied = Array.isArray(said.appliedRewards) ? said.appliedRewards : []
  return {
    sessionId: asText(said.sessionId),
    memberId: memberIdOf(context, said),
    appliedRewardIds: applied.flatMap((reward) => asText(asObject(reward).rewardId) ?? []),
  }
}

function memberIdOf(context: Context, said: Loose): string | null {
  const { ledger } = context
  const session = ledger.sessionById(asText(said.sessionId) ?? "")
  if (session) return session.memberId
  const original = ledger.finalizeOfOrder(asText(said.originalTransactionId) ?? "")
  if (original) return original.memberId
  const customerId = asText(said.customerId)
  if (customerId !== null) return customerId
  const { kind, value } = asObject(said.loyaltyId)
  if (asText(value) === null || !["phone", "card", "email"].includes(String(kind))) return null
  try {
    const loyaltyId = { kind, value, entryMethod: "other" } as LoyaltyId
    return lookUpMember(context, { loyaltyId })?.memberId ?? null
  } catch {
    return null
  }
}
