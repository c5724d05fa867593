import { randomUUID } from "node:crypto"
import { completeMember } from "../books/state.js"
import type { Member, MemberInput } from "../types.js"
import { bodyHash } from "../wire/body-hash.js"
import { reader } from "../wire/parse.js"
import { normalizePhone } from "../wire/phone.js"
import { EnrollRequest } from "../wire/schemas.js"
import { lookUpMember, requireActive, requireSite } from "./access.js"
import { ok, type Handler } from "./context.js"
import { requireSameBody } from "./idempotency.js"
import { identifyReply } from "./identify.js"
import { openSession } from "./open-session.js"

const read = reader(EnrollRequest)

function newMember(request: EnrollRequest): Member {
  const { kind, value } = request.loyaltyId
  const name = [request.firstName, request.lastName].filter(Boolean).join(" ")
  const input: MemberInput = {
    memberId: `CUST-${randomUUID().slice(0, 8).toUpperCase()}`,
    email: kind === "email" ? value : (request.email ?? null),
    card: kind === "card" ? value : null,
    phones: kind === "phone" ? [normalizePhone(value) ?? value] : [],
  }
  if (name !== "") input.name = name
  return completeMember(input)
}

/**
 * Enrolling somebody who has an account already finds that account; the same enrolment once more
 * gets its first answer, and its key is bound to what it said.
 */
export const enroll: Handler = (context, call) => {
  const request = read(call.body)
  requireSite(context, request)
  const { ledger } = context
  const { idempotencyKey } = call
  const hash = bodyHash(request)
  const before = idempotencyKey === null ? null : ledger.enrolmentByKey(idempotencyKey)
  if (before) requireSameBody(before, hash)
  const known = lookUpMember(context, { loyaltyId: request.loyaltyId })
  if (known) requireActive(known)
  const member = known ?? newMember(request)
  const created = before?.created ?? known === null
  if (!known) ledger.record({ type: "enrolled", member, idempotencyKey })
  const { session, opened } = openSession(context, {
    site: request,
    member,
    transactionId: request.transactionId ?? null,
  })
  if (idempotencyKey !== null && !before) {
    const enrolment = { created, bodyHash: hash }
    ledger.record({ type: "enrolment_answered", idempotencyKey, enrolment })
  }
  const reply = { ...identifyReply(session, member, request.loyaltyId), created }
  return ok(reply, opened || known === null)
}
