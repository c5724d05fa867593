import { reader } from "../wire/parse.js"
import { SessionStatusQuery } from "../wire/schemas.js"
import { liveSession, requireSameSite, requireSite, sessionNotFound } from "./access.js"
import { ok, type Handler } from "./context.js"

const read = reader(SessionStatusQuery)

export const getSessionStatus: Handler = (context, call) => {
  const query = read(call.query)
  requireSite(context, query)
  const session = liveSession(context, query.sessionId)
  if (!session) throw sessionNotFound()
  requireSameSite(session, query)
  const commit = context.ledger.finalizeOfSession(session.sessionId)
  const isFinalizing = session.status === "active" && context.isFinalizing(session.sessionId)
  return ok(
    {
      sessionId: session.sessionId,
      status: isFinalizing ? "pending_finalization" : session.status,
      earnedPoints: commit?.earnedPoints ?? 0,
      redeemedPoints: commit?.redeemedPoints ?? 0,
      transactionId: session.transactionId,
      receiptId: commit?.receiptId ?? null,
      newBalance: commit?.newBalance ?? null,
      updatedAt: session.updatedAt,
    },
    false,
  )
}
