import type { Context } from "@medusajs/framework/types"
import { InjectManager, InjectTransactionManager, MedusaContext } from "@medusajs/framework/utils"
import type { SqlEntityManager } from "@medusajs/framework/mikro-orm/postgresql"

import { LoyaltyError } from "../domain/errors"
import { assertTransition, type SessionStatus } from "../domain/session-machine"
import type { Cause, SessionRow } from "../types/rows"
import { archivedSession, restoreArchived } from "./archive"
import { WITH_SEALED } from "./config-store"
import type { SealedStoreConfig } from "./config-types"
import { firstRowImpatiently } from "./impatient-read"
import { MemberService } from "./member-service"
import { openForMember, type OpenedSession, type OpenSessionInput } from "./open-session"
import { isLive } from "./session-columns"
import { firstRow, isUniqueViolation, newId, rows } from "./sql"

export interface TransitionInput extends Cause {
  session_id: string
  to: SessionStatus
  /** Refuse when somebody else moved the session since the caller read it. */
  expected_version?: number
  patch?: Partial<
    Pick<SessionRow, "order_id" | "failure_reason" | "provider_transaction_id" | "degraded">
  > & { finalized?: boolean }
}

/** What the next message of a session to its engine says of itself. */
export interface Message {
  message_sequence: number
  /** Null when the member is gone. */
  provider_member_id: string | null
}

const MESSAGE = `
  s.message_sequence,
  (SELECT m.provider_member_id FROM loyalty_engine_member m
    WHERE m.id = s.member_id AND m.deleted_at IS NULL) AS provider_member_id`

/** Sessions, and the audit of every move. */
export class SessionService extends MemberService {
  /**
   * Stores a member whom the engine just identified and opens the session of a cart for it, in one
   * statement: either both are there or neither.
   *
   * @throws LoyaltyError `version_conflict` when the cart got a live session meanwhile, `not_allowed`
   *   when it became an order.
   */
  @InjectTransactionManager()
  async openSession(
    input: OpenSessionInput,
    cause: Cause,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<OpenedSession> {
    const em = this.em_(sharedContext)
    const { identifier } = input.member
    const newMember = newId("lmem")
    try {
      const found = await openForMember(em, input, {
        cause,
        newMember,
        sealed:
          identifier && this.sealedIdentifier_({ id: newMember, ...input.member }, identifier),
        ttl_hours: this.options_.session_ttl_hours,
      })
      if (!found) {
        throw new LoyaltyError("not_allowed", "This cart has been completed; start a new one")
      }
      const { knowsIdentifier, ...opened } = found
      if (identifier && !knowsIdentifier) {
        await this.storeIdentifier_(
          { id: opened.session.member_id, ...input.member },
          identifier,
          sharedContext,
        )
      }
      return opened
    } catch (error) {
      if (isUniqueViolation(error)) {
        throw new LoyaltyError(
          "version_conflict",
          "This cart got a loyalty session in the meantime; ask again",
        )
      }
      throw error
    }
  }

  @InjectManager()
  async sessionById(
    id: string,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<SessionRow | null> {
    return firstRow(
      this.em_(sharedContext),
      // The archive is looked at only when the first part finds nothing.
      `SELECT * FROM loyalty_engine_session WHERE id = ? AND deleted_at IS NULL
        UNION ALL ${archivedSession("id")} LIMIT 1`,
      [id, id],
    )
  }

  /** The live session of a cart: active, or waiting for its order to be handed over. */
  @InjectManager()
  async liveSessionOfCart(
    cart_id: string,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<SessionRow | null> {
    return firstRow(
      this.em_(sharedContext),
      `SELECT * FROM loyalty_engine_session s
        WHERE s.cart_id = ? AND ${isLive("s")} AND s.deleted_at IS NULL`,
      [cart_id],
    )
  }

  @InjectManager()
  async sessionOfOrder(
    order_id: string,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<SessionRow | null> {
    return firstRow(
      this.em_(sharedContext),
      `SELECT * FROM loyalty_engine_session WHERE order_id = ? AND deleted_at IS NULL
        UNION ALL ${archivedSession("order_id")} LIMIT 1`,
      [order_id, order_id],
    )
  }

  /** The latest session of a cart whatever its state, for orders whose session ended early. */
  @InjectManager()
  async latestSessionOfCart(
    cart_id: string,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<SessionRow | null> {
    return firstRowImpatiently(
      this.em_(sharedContext),
      `SELECT * FROM loyalty_engine_session WHERE cart_id = ? AND deleted_at IS NULL
        ORDER BY opened_at DESC LIMIT 1`,
      [cart_id],
    )
  }

  /** Takes the next message sequence; a retry of the same call repeats the number it got. */
  @InjectManager()
  async nextMessageSequence(
    session_id: string,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<number> {
    return (await this.nextMessage(session_id, sharedContext)).message_sequence
  }

  /** The same, and who the message is about: both in one statement, because evaluations are many. */
  @InjectManager()
  async nextMessage(
    session_id: string,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<Message> {
    const row = await firstRow<Message>(
      this.em_(sharedContext),
      `UPDATE loyalty_engine_session s SET message_sequence = message_sequence + 1
        WHERE id = ?
        RETURNING ${MESSAGE}`,
      [session_id],
    )
    return row ?? { message_sequence: 1, provider_member_id: null }
  }

  /**
   * The same, and the session's store with its sealed credentials, for `connectionFor`; null where
   * the store has no loyalty.
   */
  @InjectManager()
  async nextMessageAndConfig(
    session: Pick<SessionRow, "id" | "store_id">,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<Message & { config: SealedStoreConfig | null }> {
    const row = await firstRow<Message & (SealedStoreConfig | { id: null })>(
      this.em_(sharedContext),
      `UPDATE loyalty_engine_session s SET message_sequence = message_sequence + 1
         FROM (SELECT 1) one LEFT JOIN (${WITH_SEALED}) config ON true
        WHERE s.id = ?
        RETURNING ${MESSAGE}, config.*`,
      [session.store_id, session.id],
    )
    if (!row) {
      return { message_sequence: 1, provider_member_id: null, config: null }
    }
    const { message_sequence, provider_member_id, ...config } = row
    return { message_sequence, provider_member_id, config: config.id === null ? null : config }
  }

  /** Locks the row, checks the version and the edge, moves, and writes the audit. */
  @InjectTransactionManager()
  async transitionSession(
    input: TransitionInput,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<SessionRow> {
    const em = this.em_(sharedContext)
    const session = await lockSession(em, input.session_id)
    if (input.expected_version !== undefined && session.version !== input.expected_version) {
      throw new LoyaltyError(
        "version_conflict",
        `Session ${session.id} was changed by somebody else; read it again`,
      )
    }
    return moveLocked(em, session, input)
  }

  /**
   * Records a move that a later step of the same workflow undid, and puts the row back.
   * Compensation only: it is the one place where the machine's edges do not apply.
   */
  @InjectTransactionManager()
  async undoTransition(
    input: { session_id: string; back_to: SessionStatus } & Cause,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<void> {
    const em = this.em_(sharedContext)
    const session = await lockSession(em, input.session_id)
    await rows(
      em,
      `UPDATE loyalty_engine_session
          SET status = ?, failure_reason = NULL, version = version + 1, updated_at = now()
        WHERE id = ?`,
      [input.back_to, session.id],
    )
    await audit(em, { session_id: session.id, from: session.status, to: input.back_to }, input)
  }

  /** A session that the engine no longer knows gets the id of its new conversation. */
  @InjectManager()
  async renewProviderSession(
    input: { session_id: string; provider_session_id: string },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<void> {
    await rows(
      this.em_(sharedContext),
      `UPDATE loyalty_engine_session SET provider_session_id = ?, updated_at = now() WHERE id = ?`,
      [input.provider_session_id, input.session_id],
    )
  }

  /** Notes or takes back that the shopper's age was verified; the next evaluation counts it. */
  @InjectManager()
  async noteAgeVerified(
    input: { session_id: string; verified: boolean },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<void> {
    await rows(
      this.em_(sharedContext),
      `UPDATE loyalty_engine_session
          SET metadata = CASE WHEN ? THEN COALESCE(metadata, '{}'::jsonb)
                                          || jsonb_build_object('age_verified_at', now()::text)
                              ELSE metadata - 'age_verified_at' END,
              stale = true, version = version + 1, updated_at = now()
        WHERE id = ? AND status = 'active'`,
      [input.verified, input.session_id],
    )
  }

  /** A guest's cart got its guest customer: the same shopper, by another id. */
  @InjectManager()
  async adoptGuest(
    input: { session_id: string; customer_id: string | null },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<void> {
    await rows(
      this.em_(sharedContext),
      `UPDATE loyalty_engine_session SET customer_id = ?, updated_at = now()
        WHERE id = ? AND status = 'active'`,
      [input.customer_id, input.session_id],
    )
  }

  /** Active sessions whose time is over, a page by id. */
  @InjectManager()
  async expiredSessions(
    { after, limit }: { after: string; limit: number },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<SessionRow[]> {
    return rows(
      this.em_(sharedContext),
      `SELECT * FROM loyalty_engine_session
        WHERE status = 'active' AND expires_at <= now() AND deleted_at IS NULL AND id > ?
        ORDER BY id LIMIT ?`,
      [after, limit],
    )
  }

  /** The secret that proves a session's ownership to its summary; derived, so never stored. */
  sessionToken(session_id: string): string {
    return this.keyring_.token(session_id)
  }

  /** A name for a value that says nothing of it to whoever lacks the key, e.g. to count tries by. */
  blindName(value: string, scope: string): string {
    return this.keyring_.blindIndex(value, scope)
  }

  /** Whether `token` was issued for this session, under any key of the ring. */
  sessionTokenMatches(session_id: string, token: string): boolean {
    return this.keyring_.verifyToken(session_id, token)
  }
}

/** Takes the row lock of a session. One that was archived comes back: it is about to change. */
export async function lockSession(em: SqlEntityManager, session_id: string): Promise<SessionRow> {
  const select = `SELECT * FROM loyalty_engine_session WHERE id = ? AND deleted_at IS NULL FOR UPDATE`
  let session = await firstRow<SessionRow>(em, select, [session_id])
  if (!session) {
    // Whoever else restores it at this moment has done so by the time that our own try is answered.
    await restoreArchived(em, session_id)
    session = await firstRow<SessionRow>(em, select, [session_id])
  }
  if (!session) {
    throw new LoyaltyError("session_not_found", "No such loyalty session")
  }
  return session
}

/** Moves a session whose row lock is held. */
export async function moveLocked(
  em: SqlEntityManager,
  session: SessionRow,
  input: Omit<TransitionInput, "session_id" | "expected_version">,
): Promise<SessionRow> {
  assertTransition(session.status, input.to)
  const patch = input.patch ?? {}
  const [moved] = await rows<SessionRow>(
    em,
    `UPDATE loyalty_engine_session
        SET status = ?, version = version + 1, updated_at = now(),
            order_id = COALESCE(?, order_id), failure_reason = COALESCE(?, failure_reason),
            provider_transaction_id = COALESCE(?, provider_transaction_id),
            degraded = COALESCE(?, degraded),
            finalized_at = CASE WHEN ? THEN now() ELSE finalized_at END
      WHERE id = ? RETURNING *`,
    [
      input.to,
      patch.order_id ?? null,
      patch.failure_reason ?? null,
      patch.provider_transaction_id ?? null,
      patch.degraded ?? null,
      patch.finalized ?? false,
      session.id,
    ],
  )
  await audit(em, { session_id: session.id, from: session.status, to: input.to }, input)
  return moved!
}

async function audit(
  em: SqlEntityManager,
  move: { session_id: string; from: SessionStatus | null; to: SessionStatus },
  cause: Cause,
): Promise<void> {
  await rows(
    em,
    `INSERT INTO loyalty_engine_session_transition
       (id, session_id, "from", "to", reason, actor, correlation_id, at)
     VALUES (?, ?, ?, ?, ?, ?, ?, clock_timestamp())`,
    [
      newId("ltrn"),
      move.session_id,
      move.from,
      move.to,
      cause.reason,
      cause.actor,
      cause.correlation_id,
    ],
  )
}
