import type { SqlEntityManager } from "@medusajs/framework/mikro-orm/postgresql"

import type { Cause, MemberSummary, SessionRow } from "../types/rows"
import { callsGiven, KEEP_CALLS, type EngineCallInput } from "./kept-calls"
import type { SealedIdentifier } from "./member-service"
import { newId, rows, textArray } from "./sql"
import { UPSERT_MEMBER, upsertMemberParams, type UpsertMemberInput } from "./upsert-member"

export interface OpenSessionInput {
  /** Whom the engine identified. */
  member: UpsertMemberInput
  session: {
    /** Made by the caller, because the engine hears its derived sequence id before the row exists. */
    id: string
    store_id: string
    provider_id: string
    participant_id: string
    site_id: string
    config_version: number
    cart_id: string
    customer_id: string | null
    sales_channel_id: string | null
    currency_code: string
    provider_session_id: string
    pos_sequence_id: string
    /** RFC 3339 from the engine, or null for the plugin's own `session_ttl_hours`. */
    expires_at: string | null
  }
  /** The calls that identified the member, which are kept with it. */
  calls?: readonly EngineCallInput[]
  /**
   * Whether Medusa's carts are in the same database (ADR 19): a cart that was completed while the
   * engine was asked gets no session then (edge case 18).
   */
  carts_beside?: boolean
}

/** A session, and whose it is. */
export interface OpenedSession {
  session: SessionRow
  member: MemberSummary
}

interface Opening {
  cause: Cause
  /** The id of the member if it is new; `sealed` is bound to it. */
  newMember: string
  sealed: SealedIdentifier | null
  ttl_hours: number
}

interface OpenedRow extends SessionRow {
  member_masked_identifier: string | null
  member_display_name: string | null
  member_tier: string | null
  member_points_balance: number | null
  knows_identifier: boolean
}

/**
 * The member, its identifier where the member is new, the session and its first line of audit in one
 * statement: identifying is what a shopper waits for at the counter. A member that is known but not
 * by this identifier is told by `knowsIdentifier`, because what is sealed is bound to its id. Null
 * where the cart has become an order.
 */
export async function openForMember(
  em: SqlEntityManager,
  { member, session, calls = [], carts_beside = false }: OpenSessionInput,
  { cause, newMember, sealed, ttl_hours }: Opening,
): Promise<(OpenedSession & { knowsIdentifier: boolean }) | null> {
  const [row] = await rows<OpenedRow>(
    em,
    `WITH recorded AS (${KEEP_CALLS}),
     m AS (${UPSERT_MEMBER} RETURNING *),
     identifier AS (
       INSERT INTO loyalty_engine_member_identifier
         (id, member_id, kind, sealed, blind_index, last_four)
       SELECT ?, m.id, ?, ?, ?, ? FROM m WHERE m.id = ? AND ?::boolean
       ON CONFLICT DO NOTHING),
     opened AS (
       INSERT INTO loyalty_engine_session
         (id, store_id, provider_id, participant_id, site_id, config_version, cart_id, customer_id,
          sales_channel_id, member_id, provider_session_id, pos_sequence_id, currency_code,
          status, opened_at, expires_at)
       SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, m.id, ?, ?, ?, 'active', now(),
              LEAST(COALESCE(?::timestamptz, 'infinity'), now() + (? * interval '1 hour')) FROM m
         ${carts_beside ? STILL_OPEN : ""}
       RETURNING *),
     audit AS (
       INSERT INTO loyalty_engine_session_transition
         (id, session_id, "from", "to", reason, actor, correlation_id, at)
       SELECT ?, opened.id, NULL, 'active', ?, ?, ?, clock_timestamp() FROM opened)
     SELECT opened.*, m.masked_identifier AS member_masked_identifier,
            m.display_name AS member_display_name, m.tier AS member_tier,
            m.points_balance AS member_points_balance,
            m.id = ? OR EXISTS (
              SELECT 1 FROM loyalty_engine_member_identifier i
               WHERE i.member_id = m.id AND i.kind = ? AND i.deleted_at IS NULL
                 AND i.blind_index = ANY (?::text[])) AS knows_identifier
       FROM opened, m`,
    [
      callsGiven(calls),
      ...upsertMemberParams(newMember, member),
      ...[sealed?.id, sealed?.kind, sealed?.sealed, sealed?.blind_index, sealed?.last_four].map(
        (value) => value ?? null,
      ),
      newMember,
      sealed !== null,
      session.id,
      session.store_id,
      session.provider_id,
      session.participant_id,
      session.site_id,
      session.config_version,
      session.cart_id,
      session.customer_id,
      session.sales_channel_id,
      session.provider_session_id,
      session.pos_sequence_id,
      session.currency_code,
      session.expires_at,
      ttl_hours,
      ...(carts_beside ? [session.cart_id] : []),
      newId("ltrn"),
      cause.reason,
      cause.actor,
      cause.correlation_id,
      newMember,
      sealed?.kind ?? null,
      textArray(sealed?.blind_indexes ?? []),
    ],
  )
  return row ? split(row) : null
}

/** Who asked first has the order: a session that comes after it would be no part of it. */
const STILL_OPEN = `WHERE NOT EXISTS (
           SELECT 1 FROM cart WHERE cart.id = ? AND cart.completed_at IS NOT NULL)`

function split({
  member_masked_identifier: masked_identifier,
  member_display_name: display_name,
  member_tier: tier,
  member_points_balance: points_balance,
  knows_identifier: knowsIdentifier,
  ...session
}: OpenedRow): OpenedSession & { knowsIdentifier: boolean } {
  return {
    session,
    member: { masked_identifier, display_name, tier, points_balance },
    knowsIdentifier,
  }
}
