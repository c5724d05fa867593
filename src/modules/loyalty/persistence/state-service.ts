import type { Context } from "@medusajs/framework/types"
import { InjectManager, MedusaContext } from "@medusajs/framework/utils"

import type { SessionStatus } from "../domain/session-machine"
import type { MemberSummary, SessionRewardRow, SessionRow } from "../types/rows"
import { ARCHIVED_REWARDS, archivedSession } from "./archive"
import { firstRowImpatiently } from "./impatient-read"
import { isLive, memberOf, REWARDS, rewardsFrom } from "./session-columns"
import { SessionService } from "./session-service"
import { firstRow, rows, UNSYNCED } from "./sql"

/** A session and what was granted in it, as they stood at one moment. */
export interface SessionWithRewards {
  session: SessionRow
  rewards: SessionRewardRow[]
}

/** The same with whose it is; null when the member is gone. */
export interface WholeSession extends SessionWithRewards {
  member: MemberSummary | null
}

const ARCHIVED_REWARDS_AS_JSON = rewardsFrom(
  `jsonb_populate_recordset(NULL::loyalty_engine_session_reward, a.rewards) r`,
)

/**
 * What shops and guards ask of a session, in one statement each: they ask often, and a statement
 * costs the process more than what it finds. Rewards come as JSON, which has no times: nobody asks
 * when a reward was stored.
 */
export class StateService extends SessionService {
  @InjectManager()
  async rewardsOfSession(
    session_id: string,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<SessionRewardRow[]> {
    return rows(
      this.em_(sharedContext),
      `SELECT * FROM loyalty_engine_session_reward
        WHERE session_id = ? AND deleted_at IS NULL
        UNION ALL ${ARCHIVED_REWARDS} ORDER BY position, id`,
      [session_id, session_id],
    )
  }

  /** A session by its id, archived ones included. */
  @InjectManager()
  async wholeSession(
    id: string,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<WholeSession | null> {
    const row = await firstRow<WholeRow>(
      this.em_(sharedContext),
      `SELECT s.*, ${REWARDS}, ${memberOf("s")}
         FROM loyalty_engine_session s WHERE s.id = ? AND s.deleted_at IS NULL
        UNION ALL ${archivedSession("id", `${ARCHIVED_REWARDS_AS_JSON}, ${memberOf("a")}`)} LIMIT 1`,
      [id, id],
    )
    return row && wholeOf(row)
  }

  /** The live session of a cart, which alone approves discounts. */
  @InjectManager()
  async liveApprovalOfCart(
    cart_id: string,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<SessionWithRewards | null> {
    return approvalOfCart(this.em_(sharedContext), cart_id, `AND ${isLive("s")}`)
  }

  /** The latest session of a cart, whatever became of it. */
  @InjectManager()
  async latestApprovalOfCart(
    cart_id: string,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<SessionWithRewards | null> {
    return approvalOfCart(this.em_(sharedContext), cart_id, "ORDER BY s.opened_at DESC LIMIT 1")
  }

  /**
   * Answers the status of a cart's latest session, and where that is active and was approved for
   * another basket, notes that the cart moved on: one statement, because every change of a cart asks.
   *
   * Only the first change of a burst writes. An evaluation that clears the note at this moment does
   * not make it wrong: it verified its basket and stored it under the cart's lock, which the change
   * that asks here held as well. A change before it is in its basket, and one after it finds the
   * note cleared. The note is no more than a hint: whoever evaluates or guards compares the baskets
   * themselves, so that one which is lost, here or when the database crashes, costs nothing.
   */
  @InjectManager()
  async noteBasket(
    { cart_id, basket_fingerprint }: { cart_id: string; basket_fingerprint: string },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<SessionStatus | null> {
    const row = await firstRowImpatiently<{ status: SessionStatus }>(
      this.em_(sharedContext),
      `WITH latest AS (
         SELECT id, status FROM loyalty_engine_session
          WHERE cart_id = ? AND deleted_at IS NULL ORDER BY opened_at DESC LIMIT 1),
       moved_on AS (
         UPDATE loyalty_engine_session s SET stale = true, updated_at = now()
           FROM latest, ${UNSYNCED}
          WHERE s.id = latest.id AND s.status = 'active' AND s.basket_fingerprint <> ?
            AND NOT s.stale)
       SELECT status FROM latest`,
      [cart_id, basket_fingerprint],
    )
    return row?.status ?? null
  }
}

type Joined = SessionRow & { rewards: SessionRewardRow[] }

/** A session's columns, with its rewards and its member beside them. */
export type WholeRow = Joined & { member: MemberSummary | null }

export function wholeOf({ member, ...joined }: WholeRow): WholeSession {
  return { ...apart(joined), member }
}

function apart({ rewards, ...session }: Joined): SessionWithRewards {
  return { session, rewards }
}

/** @param which what follows the conditions on the cart */
async function approvalOfCart(
  em: Parameters<typeof firstRow>[0],
  cart_id: string,
  which: string,
): Promise<SessionWithRewards | null> {
  const row = await firstRowImpatiently<Joined>(
    em,
    `SELECT s.*, ${REWARDS} FROM loyalty_engine_session s
      WHERE s.cart_id = ? AND s.deleted_at IS NULL ${which}`,
    [cart_id],
  )
  return row && apart(row)
}
