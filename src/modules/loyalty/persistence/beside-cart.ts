import { ownerOfChannel } from "./config-store"
import type { StoreConfigRow } from "./config-types"
import type { MemberSummary, SessionRewardRow, SessionRow } from "../types/rows"
import { isLive, memberOf, REWARDS } from "./session-columns"
import type { SessionWithRewards, WholeSession } from "./state-service"

/**
 * Sessions as columns of a statement that reads a cart `c`: whoever needs both asks once. Times are
 * texts in JSON, and become dates here.
 */
const beside = (columns: readonly string[], which: string): string =>
  `(SELECT to_jsonb(found) FROM (
      SELECT ${["s.*", ...columns].join(", ")} FROM loyalty_engine_session s
       WHERE s.cart_id = c.id AND s.deleted_at IS NULL ${which}) found)`

/** The latest session of the cart with its rewards, whatever became of it. */
export const LATEST_BESIDE_CART = beside([REWARDS], "ORDER BY s.opened_at DESC LIMIT 1")

/** The session of the cart that its one binding names, with rewards and member. */
export const SESSION_BESIDE_CART = beside([REWARDS, memberOf("s")], "AND s.id = ?")

/** The live session of the cart, without what was granted in it. */
export const LIVE_BESIDE_CART = beside([], `AND ${isLive("s")}`)

/** The loyalty of the store that names the cart's sales channel as its own. */
export const OWNER_BESIDE_CART = `(SELECT to_jsonb(found) FROM (${ownerOfChannel("c.sales_channel_id")}) found)`

type TimesOf<Row> = {
  [Key in keyof Row]-?: Date extends NonNullable<Row[Key]> ? Key : never
}[keyof Row]

/** Every time of a row: the compiler misses one that is not listed. */
const timesOf = <Row>(all: Record<TimesOf<Row>, true>) => Object.keys(all) as TimesOf<Row>[]

const SESSION_TIMES = timesOf<SessionRow>({
  evaluated_at: true,
  retry_at: true,
  opened_at: true,
  expires_at: true,
  finalized_at: true,
  updated_at: true,
})

const CONFIG_TIMES = timesOf<StoreConfigRow>({ created_at: true, updated_at: true })

/** A session as `LIVE_BESIDE_CART` found it. */
export function sessionBeside(found: unknown): SessionRow {
  return withTimes(found as SessionRow, SESSION_TIMES)
}

/** A store's loyalty as `OWNER_BESIDE_CART` found it. */
export function ownerBeside(found: unknown): StoreConfigRow {
  return withTimes(found as StoreConfigRow, CONFIG_TIMES)
}

type Beside = SessionRow & { rewards: SessionRewardRow[] }

/** A session as `LATEST_BESIDE_CART` found it. */
export function approvalBeside(found: unknown): SessionWithRewards {
  const { rewards, ...session } = found as Beside
  return { session: sessionBeside(session), rewards }
}

/** A session as `SESSION_BESIDE_CART` found it. */
export function wholeBeside(found: unknown): WholeSession {
  const { member, ...rest } = found as Beside & { member: MemberSummary | null }
  return { ...approvalBeside(rest), member }
}

function withTimes<Row>(row: Row, times: readonly TimesOf<Row>[]): Row {
  const dates = times.flatMap((key) => {
    const text = row[key]
    return text === null ? [] : [[key, new Date(text as string)] as const]
  })
  return { ...row, ...Object.fromEntries(dates) }
}
