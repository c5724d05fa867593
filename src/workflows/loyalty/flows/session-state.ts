import type { MedusaContainer } from "@medusajs/framework/types"

import { LoyaltyError } from "../../../modules/loyalty/domain/errors"
import type {
  MemberSummary,
  SessionRewardRow,
  SessionRow,
} from "../../../modules/loyalty/types/rows"
import { loyaltyService } from "../utils/loyalty"

export type Availability = "ok" | "stale" | "unavailable"

/** A session as it stands after an attempt to bring it up to date. */
export interface SessionState {
  session: SessionRow
  rewards: SessionRewardRow[]
  /** Whose it is, where that is at hand. */
  member?: MemberSummary
  availability: Availability
  /** Seconds until asking again makes sense. */
  retry_after: number | null
}

/** The session, if the cart id proves that the caller may see it. */
export async function requireSession(
  container: MedusaContainer,
  input: { session_id: string; cart_id: string },
): Promise<SessionRow> {
  const session = await loyaltyService(container).sessionById(input.session_id)
  if (!session || session.cart_id !== input.cart_id) {
    throw new LoyaltyError("session_not_found", "There is no such loyalty session for this cart")
  }
  return session
}

/**
 * The session, its rewards and its member as they are stored now, for whom the cart id proves that
 * they may see it: each is read once and all at once, because shops ask often.
 *
 * @throws LoyaltyError `session_not_found`.
 */
export async function requireState(
  container: MedusaContainer,
  input: { session_id: string; cart_id: string },
): Promise<SessionState> {
  const service = loyaltyService(container)
  const [session, rewards, member] = await Promise.all([
    requireSession(container, input),
    service.rewardsOfSession(input.session_id),
    service.memberOfSession(input.session_id),
  ])
  return { ...describe(session, rewards), ...(member && { member }) }
}

/** The session and its rewards as they are stored now. */
export async function stateOf(
  container: MedusaContainer,
  session_id: string,
): Promise<SessionState> {
  const service = loyaltyService(container)
  const [session, rewards] = await Promise.all([
    service.sessionById(session_id),
    service.rewardsOfSession(session_id),
  ])
  if (!session) {
    throw new LoyaltyError("session_not_found", "There is no such loyalty session")
  }
  return describe(session, rewards)
}

/** Says whether what a session shows can be trusted. */
export function describe(session: SessionRow, rewards: SessionRewardRow[]): SessionState {
  const wrong = session.degraded || session.stale
  // Without an approval there is nothing stale to show: nothing is granted until the engine answers.
  const availability = !wrong ? "ok" : session.basket_fingerprint !== null ? "stale" : "unavailable"
  const wait_ms = session.retry_at ? session.retry_at.getTime() - Date.now() : null
  return {
    session,
    rewards,
    availability,
    retry_after: wait_ms === null ? null : Math.max(1, Math.ceil(wait_ms / 1000)),
  }
}
