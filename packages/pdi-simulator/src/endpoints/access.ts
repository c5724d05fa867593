import type { Session } from "../books/state.js"
import { ContractError, invalidRequest } from "../errors.js"
import type { Member } from "../types.js"
import type { LoyaltyId } from "../wire/fields.js"
import { normalizePhone } from "../wire/phone.js"
import type { Context } from "./context.js"

interface SiteOfCall {
  participantId: string
  siteId: string
}

export function requireSite({ settings }: Context, at: SiteOfCall): void {
  if (settings.sites[at.participantId]?.includes(at.siteId)) return
  throw new ContractError(403, "FORBIDDEN_SITE", "this participant has no such site")
}

export function sessionNotFound(message = "no such session"): ContractError {
  return new ContractError(404, "SESSION_NOT_FOUND", message)
}

export function isExpired(session: Session, at: Date): boolean {
  return session.status === "active" && Date.parse(session.expiresAt) <= at.getTime()
}

/** The session as the host still knows it; null once it has expired there. */
export function liveSession(context: Context, sessionId: string): Session | null {
  const session = context.ledger.sessionById(sessionId)
  return session && !isExpired(session, context.settings.now()) ? session : null
}

export function requireSameSite(session: Session, at: SiteOfCall): void {
  if (session.participantId === at.participantId && session.siteId === at.siteId) return
  throw new ContractError(403, "FORBIDDEN_SITE", "the session belongs to another site")
}

export function requireSameSequence(session: Session, call: { posSequenceId: string }): void {
  if (session.posSequenceId === call.posSequenceId) return
  throw invalidRequest("posSequenceId is not the one of this session")
}

export interface Identity {
  customerId?: string | null
  loyaltyId?: LoyaltyId | null
}

/** Null when nobody answers to it. */
export function lookUpMember({ ledger }: Context, identity: Identity): Member | null {
  if (identity.customerId != null) return ledger.memberById(identity.customerId)
  const { loyaltyId } = identity
  if (loyaltyId == null) throw invalidRequest("loyaltyId or customerId is required")
  const value = loyaltyId.value
  if (value.includes("*")) throw invalidRequest("a masked loyaltyId identifies nobody")
  switch (loyaltyId.kind) {
    case "phone": {
      const phone = normalizePhone(value)
      if (phone === null) throw invalidRequest("phone is neither NANP ten-digit nor E.164")
      return ledger.findMember(({ phones }) => phones.includes(phone))
    }
    case "card":
      return ledger.findMember(({ card }) => card === value)
    case "email":
      return ledger.findMember(({ email }) => email?.toLowerCase() === value.toLowerCase())
  }
}

export function requireActive(member: Member): void {
  if (member.status === "active") return
  throw new ContractError(403, "MEMBER_INACTIVE", "the account is closed or blocked")
}

export function memberNotFound(): ContractError {
  return new ContractError(404, "MEMBER_NOT_FOUND", "no member answers to this id")
}

/** Members are never deleted, so a session's member is always there. */
export function memberOfSession({ ledger }: Context, session: Session): Member {
  const member = ledger.memberById(session.memberId)
  if (!member) throw memberNotFound()
  return member
}
