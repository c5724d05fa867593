import { randomUUID } from "node:crypto"
import type { Session } from "../books/state.js"
import { invalidRequest } from "../errors.js"
import type { Member } from "../types.js"
import type { SiteBlock } from "../wire/fields.js"
import { isExpired } from "./access.js"
import type { Context } from "./context.js"

interface Opening {
  site: SiteBlock
  member: Member
  transactionId: string | null
  /** Set when a finalize brings back a session this host has forgotten. */
  sessionId?: string
}

export function newSession({ settings }: Context, opening: Opening): Session {
  const { site, member } = opening
  const at = settings.now()
  return {
    sessionId: opening.sessionId ?? `sess_${randomUUID().replaceAll("-", "").slice(0, 20)}`,
    memberId: member.memberId,
    participantId: site.participantId,
    siteId: site.siteId,
    posSequenceId: site.posSequenceId,
    transactionId: opening.transactionId,
    status: "active",
    openedAt: at.toISOString(),
    updatedAt: at.toISOString(),
    expiresAt: new Date(at.getTime() + settings.sessionTtlSeconds * 1000).toISOString(),
  }
}

/**
 * A posSequenceId names one transaction at one site: the same call again gets the same session,
 * anything else under that name is the caller's mistake. An expired session frees the name.
 */
export function openSession(
  context: Context,
  opening: Opening,
): { session: Session; opened: boolean } {
  const known = context.ledger.sessionBySequence(opening.site)
  if (known && !isExpired(known, context.settings.now())) {
    const same =
      known.memberId === opening.member.memberId &&
      known.transactionId === opening.transactionId &&
      known.status === "active"
    if (!same) throw invalidRequest("posSequenceId is already taken at this site")
    return { session: known, opened: false }
  }
  const session = newSession(context, opening)
  context.ledger.record({ type: "session_opened", session })
  return { session, opened: true }
}
