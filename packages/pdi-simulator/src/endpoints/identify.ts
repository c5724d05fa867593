import type { Session } from "../books/state.js"
import type { Member } from "../types.js"
import type { LoyaltyId } from "../wire/fields.js"
import { reader } from "../wire/parse.js"
import { maskLoyaltyId } from "../wire/phone.js"
import { IdentifyRequest } from "../wire/schemas.js"
import { lookUpMember, memberNotFound, requireActive, requireSite } from "./access.js"
import { ok, type Handler } from "./context.js"
import { openSession } from "./open-session.js"

const read = reader(IdentifyRequest)

export function identifyReply(
  session: Session,
  member: Member,
  loyaltyId: LoyaltyId | null | undefined,
): Record<string, unknown> {
  const shown = loyaltyId?.value ?? member.phones[0] ?? member.card ?? member.memberId
  return {
    sessionId: session.sessionId,
    status: session.status,
    loyaltyIdValid: true,
    customerId: member.memberId,
    customerName: member.name,
    currentPoints: member.points,
    tier: member.tier,
    maskedLoyaltyId: maskLoyaltyId(shown),
    expiresAt: session.expiresAt,
  }
}

export const identify: Handler = (context, call) => {
  const request = read(call.body)
  requireSite(context, request)
  const member = lookUpMember(context, request)
  if (!member) {
    if (context.settings.unknownMember === "error") throw memberNotFound()
    return ok({ sessionId: null, status: "failed", loyaltyIdValid: false }, false)
  }
  requireActive(member)
  const { transactionId } = request
  const { session, opened } = openSession(context, { site: request, member, transactionId })
  return ok(identifyReply(session, member, request.loyaltyId), opened)
}
