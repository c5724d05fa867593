import { randomUUID } from "node:crypto"
import { completeMember } from "../books/state.js"
import type { Member, MemberInput } from "../types.js"
import { reader } from "../wire/parse.js"
import { normalizePhone } from "../wire/phone.js"
import { EnrollRequest } from "../wire/schemas.js"
import { lookUpMember, requireActive, requireSite } from "./access.js"
import { ok, type Call, type Context, type Handler } from "./context.js"
import { identifyReply } from "./identify.js"
import { openSession } from "./open-session.js"

const read = reader(EnrollRequest)

function newMember({ ledger }: Context, request: EnrollRequest, call: Call): Member {
  const { kind, value } = request.loyaltyId
  const name = [request.firstName, request.lastName].filter(Boolean).join(" ")
  const input: MemberInput = {
    memberId: `CUST-${randomUUID().slice(0, 8).toUpperCase()}`,
    email: kind === "email" ? value : (request.email ?? null),
    card: kind === "card" ? value : null,
    phones: kind === "phone" ? [normalizePhone(value) ?? value] : [],
  }
  if (name !== "") input.name = name
  const member = completeMember(input)
  ledger.record({ type: "enrolled", member, idempotencyKey: call.idempotencyKey })
  return member
}

/**
 * Enrolling somebody who has an account already finds that account; the same enrolment once more
 * gets its first answer.
 */
export const enroll: Handler = (context, call) => {
  const request = read(call.body)
  requireSite(context, request)
  const known = lookUpMember(context, { loyaltyId: request.loyaltyId })
  if (known) requireActive(known)
  const member = known ?? newMember(context, request, call)
  const created =
    known === null || context.ledger.enrolledUnder(call.idempotencyKey) === member.memberId
  const { session, opened } = openSession(context, {
    site: request,
    member,
    transactionId: request.transactionId ?? null,
  })
  const reply = { ...identifyReply(session, member, request.loyaltyId), created }
  return ok(reply, opened || known === null)
}
