import type { SqlEntityManager } from "@medusajs/framework/mikro-orm/postgresql"
import type { Context } from "@medusajs/framework/types"
import { InjectManager, InjectTransactionManager, MedusaContext } from "@medusajs/framework/utils"

import type { Cause, MemberRow, SessionRow } from "../types/rows"
import { writeAudit } from "./audit"
import { FiguresService } from "./figures-service"
import { isLive } from "./session-columns"
import { firstRow, rows } from "./sql"

/** A member that waits for its erasure, and who asked for it. */
export interface ErasureToDo {
  id: string
  actor: string | null
  reason: string | null
}

/** A person's right to have their data erased, and what must be decided before. */
export class PrivacyService extends FiguresService {
  /**
   * Notes that a member is to be erased, who asked for it and why, and unties the customer; null for
   * an unknown member. From then on the member is only kept for what must still be decided.
   */
  @InjectTransactionManager()
  async requestErasure(
    member_id: string,
    cause: Cause,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<MemberRow | null> {
    const em = this.em_(sharedContext)
    await forgetEnrolments(em, member_id)
    const member = await firstRow<MemberRow>(
      em,
      `UPDATE loyalty_engine_member
          SET erase_requested_at = COALESCE(erase_requested_at, now()),
              customer_id = NULL, linked_at = NULL, updated_at = now()
        WHERE id = ? AND deleted_at IS NULL RETURNING *`,
      [member_id],
    )
    if (member) {
      await writeAudit(em, { action: "member.erase_request", subject_id: member_id, ...cause })
    }
    return member
  }

  /** Sessions that an erasure ends first. */
  @InjectManager()
  async activeSessionsOfMember(
    member_id: string,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<SessionRow[]> {
    return rows(
      this.em_(sharedContext),
      `SELECT * FROM loyalty_engine_session
        WHERE member_id = ? AND status = 'active' AND deleted_at IS NULL ORDER BY id`,
      [member_id],
    )
  }

  /**
   * Members that wait for their erasure, a page by id, with who asked for it last and why; those
   * are null where it was asked for before that was written down.
   */
  @InjectManager()
  async membersToErase(
    { after, limit }: { after: string; limit: number },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<ErasureToDo[]> {
    return rows(
      this.em_(sharedContext),
      `SELECT m.id, asked.actor, asked.reason FROM loyalty_engine_member m
         LEFT JOIN LATERAL (
           SELECT a.actor, a.reason FROM loyalty_engine_audit_entry a
            WHERE a.subject_id = m.id AND a.action = 'member.erase_request'
              AND a.deleted_at IS NULL ORDER BY a.at DESC, a.id DESC LIMIT 1) asked ON true
        WHERE m.erase_requested_at IS NOT NULL AND m.erased_at IS NULL AND m.deleted_at IS NULL
          AND m.id > ? ORDER BY m.id LIMIT ?`,
      [after, limit],
    )
  }

  /**
   * Erases a member whose erasure was asked for, once nothing that carries the person must still be
   * told to the engine. Bookings and the keys of operations stay, under an id that names nobody:
   * the books balance as before. Repeating it changes nothing.
   */
  @InjectTransactionManager()
  async eraseMember(
    member_id: string,
    cause: Cause,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<"erased" | "waiting"> {
    const em = this.em_(sharedContext)
    const member = await firstRow<{ erased_at: Date | null }>(
      em,
      `SELECT erased_at FROM loyalty_engine_member
        WHERE id = ? AND erase_requested_at IS NOT NULL AND deleted_at IS NULL FOR UPDATE`,
      [member_id],
    )
    if (!member || (await isUndecided(em, member_id))) {
      return "waiting"
    }
    if (member.erased_at === null) {
      await eraseRows(em, member_id)
      await writeAudit(em, { action: "member.erase", subject_id: member_id, ...cause })
    }
    return "erased"
  }
}

/**
 * What the member's customer was to be enrolled with, which names the person; what was not sent yet
 * is not sent any more. Enrolments are the customer's, who is untied in a moment.
 */
async function forgetEnrolments(em: SqlEntityManager, member_id: string): Promise<void> {
  await rows(
    em,
    `UPDATE loyalty_engine_operation o
        SET sealed_body = NULL, customer_id = NULL, status = 'done', fence = o.fence + 1,
            lease_until = NULL, next_attempt_at = NULL, updated_at = now()
       FROM loyalty_engine_member m
      WHERE m.id = ? AND o.customer_id = m.customer_id AND o.kind = 'enrol'
        AND o.status IN ('due', 'unknown', 'in_flight', 'dead')`,
    [member_id],
  )
  // Its subject and key stay, which name a customer and no member: nobody is enrolled once more.
  await rows(
    em,
    `UPDATE loyalty_engine_operation o SET customer_id = NULL, updated_at = now()
       FROM loyalty_engine_member m
      WHERE m.id = ? AND o.customer_id = m.customer_id AND o.kind = 'enrol'`,
    [member_id],
  )
}

/** Whether a session of the member goes on, or an operation about the member waits for an answer. */
async function isUndecided(em: SqlEntityManager, member_id: string): Promise<boolean> {
  const open = await firstRow(
    em,
    `SELECT 1 FROM loyalty_engine_session s
      WHERE s.member_id = ? AND ${isLive("s")} AND s.deleted_at IS NULL
     UNION ALL
     SELECT 1 FROM loyalty_engine_operation o
      WHERE o.deleted_at IS NULL AND o.status IN ('due', 'in_flight', 'unknown')
        AND (o.member_id = ?
             OR o.session_id IN (SELECT id FROM loyalty_engine_session WHERE member_id = ?))
     LIMIT 1`,
    [member_id, member_id, member_id],
  )
  return open !== null
}

async function eraseRows(em: SqlEntityManager, member_id: string): Promise<void> {
  const ours = `(SELECT id FROM loyalty_engine_session WHERE member_id = ?
                 UNION ALL
                 SELECT id FROM loyalty_engine_session_archive WHERE member_id = ?)`
  for (const table of ["member_identifier", "member_history_entry"]) {
    await rows(em, `DELETE FROM loyalty_engine_${table} WHERE member_id = ?`, [member_id])
  }
  await rows(
    em,
    `UPDATE loyalty_engine_operation
        SET sealed_body = NULL, customer_id = NULL, updated_at = now()
      WHERE member_id = ? OR session_id IN ${ours}`,
    [member_id, member_id, member_id],
  )
  // Without the request there is nothing left to compare: nobody could ever resolve them.
  await rows(
    em,
    `UPDATE loyalty_engine_reconciliation_difference SET resolved_at = now(), updated_at = now()
      WHERE resolved_at IS NULL AND session_id IN ${ours}`,
    [member_id, member_id],
  )
  // Who opened a session without typing did it as a customer.
  await rows(
    em,
    `UPDATE loyalty_engine_session_transition t SET actor = 'shopper', updated_at = now()
       FROM loyalty_engine_session s
      WHERE s.member_id = ? AND t.session_id = s.id AND t.actor = s.customer_id`,
    [member_id],
  )
  // The engine's words for the shopper and our notes; the figures of a decided session are booked.
  await rows(
    em,
    `UPDATE loyalty_engine_session
        SET customer_id = NULL, provider_session_id = NULL, evaluation = NULL, metadata = NULL
      WHERE member_id = ?`,
    [member_id],
  )
  await rows(
    em,
    `UPDATE loyalty_engine_session_archive
        SET session = session || jsonb_build_object('customer_id', NULL, 'evaluation', NULL,
                                                    'provider_session_id', NULL, 'metadata', NULL),
            transitions = (
              SELECT COALESCE(jsonb_agg(
                       CASE WHEN move->>'actor' = session->>'customer_id'
                            THEN move || '{"actor": "shopper"}' ELSE move END ORDER BY at), '[]')
                FROM jsonb_array_elements(transitions) WITH ORDINALITY AS moves (move, at))
      WHERE member_id = ?`,
    [member_id],
  )
  await rows(
    em,
    `UPDATE loyalty_engine_member
        SET provider_member_id = 'erased:' || id, masked_identifier = NULL, display_name = NULL,
            customer_id = NULL, linked_at = NULL, tier = NULL, points_balance = NULL,
            balance_as_of = NULL, erased_at = now(), updated_at = now()
      WHERE id = ?`,
    [member_id],
  )
}
