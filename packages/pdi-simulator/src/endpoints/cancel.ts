import { ContractError } from "../errors.js"
import { bodyHash } from "../wire/body-hash.js"
import { reader } from "../wire/parse.js"
import { CancelRequest } from "../wire/schemas.js"
import {
  liveSession,
  memberOfSession,
  requireSameSequence,
  requireSameSite,
  requireSite,
  sessionNotFound,
} from "./access.js"
import { ok, type Handler } from "./context.js"
import { replay } from "./idempotency.js"

const read = reader(CancelRequest)

/** Ends an unfinalized session; ending it again changes nothing. A key is bound as elsewhere. */
export const cancel: Handler = (context, call) => {
  const request = read(call.body)
  requireSite(context, request)
  const hash = bodyHash(request)
  const { idempotencyKey } = call
  const before =
    idempotencyKey === null ? null : context.ledger.commitByKey("cancel", idempotencyKey)
  const replayed = replay(before, hash)
  if (replayed) return replayed
  const session = liveSession(context, request.sessionId)
  if (!session) throw sessionNotFound()
  requireSameSite(session, request)
  requireSameSequence(session, request)
  const { sessionId } = session
  if (session.status === "failed") return ok({ sessionId, status: "failed" }, false)
  const finalized = context.ledger.finalizeOfSession(sessionId)
  if (finalized) {
    const { transactionId } = finalized
    throw new ContractError(409, "ALREADY_FINALIZED", "finalized before").with({ transactionId })
  }
  const member = memberOfSession(context, session)
  const reply = { sessionId, status: "failed" }
  context.ledger.record({
    type: "committed",
    commit: {
      kind: "cancel",
      transactionId: request.transactionId,
      sessionId,
      memberId: member.memberId,
      idempotencyKey: idempotencyKey ?? `cancel:${sessionId}`,
      bodyHash: hash,
      earnedPoints: 0,
      redeemedPoints: 0,
      finalAmount: 0,
      receiptId: "",
      newBalance: member.points,
      committedAt: context.settings.now().toISOString(),
      appliedRewards: [],
      reversalId: null,
      reply,
      punches: {},
      uses: {},
    },
  })
  return ok(reply, true)
}
