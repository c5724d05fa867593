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

type Stored = Pick<SessionState, "session" | "rewards"> & { member?: MemberSummary | null }

/** The session, if the cart id proves that the caller may see it. */
export async function requireSession(
  container: MedusaContainer,
  input: { session_id: string; cart_id: string },
): Promise<SessionRow> {
  const session = await loyaltyService(container).sessionById(input.session_id)
  return provenBy(input.cart_id, session && { session }).session
}

function provenBy<Found extends { session: SessionRow }>(
  cart_id: string,
  found: Found | null,
): Found {
  if (found?.session.cart_id !== cart_id) {
    throw new LoyaltyError("session_not_found", "There is no such loyalty session for this cart")
  }
  return found
}

/**
 * The session, its rewards and its member as they are stored now, if the cart id proves that the
 * caller may see them: one statement, because shops ask often.
 *
 * @throws LoyaltyError `session_not_found`.
 */
export async function requireState(
  container: MedusaContainer,
  input: { session_id: string; cart_id: string },
): Promise<SessionState> {
  const stored = await loyaltyService(container).wholeSession(input.session_id)
  return describe(container, provenBy(input.cart_id, stored))
}

/** The session, its rewards and its member as they are stored now. */
export async function stateOf(
  container: MedusaContainer,
  session_id: string,
): Promise<SessionState> {
  const stored = await loyaltyService(container).wholeSession(session_id)
  if (!stored) {
    throw new LoyaltyError("session_not_found", "There is no such loyalty session")
  }
  return describe(container, stored)
}

/** Says whether what a session shows can be trusted, and if not, how long it makes sense to wait. */
export async function describe(
  container: MedusaContainer,
  { session, rewards, member }: Stored,
): Promise<SessionState> {
  const wrong = session.degraded || session.stale
  // Without an approval there is nothing stale to show: nothing is granted until the engine answers.
  const availability = !wrong ? "ok" : session.basket_fingerprint !== null ? "stale" : "unavailable"
  return {
    session,
    rewards,
    ...(member && { member }),
    availability,
    retry_after: session.retry_at && (await secondsUntil(container, session.retry_at)),
  }
}

/** By the database's clock, which wrote the time: this machine's may have leapt. */
async function secondsUntil(container: MedusaContainer, at: Date): Promise<number> {
  const now = await loyaltyService(container).databaseClock()
  return Math.max(1, Math.ceil((at.getTime() - now.getTime()) / 1000))
}
