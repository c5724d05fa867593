import { ContractError, invalidRequest } from "../errors.js"
import { reader } from "../wire/parse.js"
import { MemberHistoryQuery } from "../wire/schemas.js"
import { memberNotFound, requireActive, requireSite } from "./access.js"
import { ok, type Handler } from "./context.js"

const PAGE_SIZE = 20
/** PDI's own number for "nothing to show". */
const EMPTY = 1061

const read = reader(MemberHistoryQuery)

/** The cursor counts from the oldest entry, so entries written meanwhile do not shift a page. */
function readCursor(cursor: string): number {
  const position = Number(Buffer.from(cursor, "base64url").toString("utf8"))
  if (Number.isSafeInteger(position) && position > 0) return position
  throw invalidRequest("the cursor is not one of ours")
}

export const getMemberHistory: Handler = (context, call) => {
  const query = read(call.query)
  requireSite(context, query)
  const member = context.ledger.memberById(query.customerId)
  if (!member) throw memberNotFound()
  requireActive(member)
  const oldestFirst = context.ledger.snapshot.history.filter(
    ({ memberId }) => memberId === member.memberId,
  )
  if (oldestFirst.length === 0) throw new ContractError(404, EMPTY, "no transactions found")
  const end =
    query.cursor === undefined
      ? oldestFirst.length
      : Math.min(readCursor(query.cursor), oldestFirst.length)
  const start = Math.max(0, end - PAGE_SIZE)
  return ok(
    {
      currentPoints: member.points,
      tier: member.tier,
      entries: oldestFirst
        .slice(start, end)
        .reverse()
        .map(({ at, type, points, description, receiptId }) => ({
          at,
          type,
          points,
          description,
          receiptId,
        })),
      nextCursor: start === 0 ? null : Buffer.from(String(start)).toString("base64url"),
    },
    false,
  )
}
