import type { SqlEntityManager } from "@medusajs/framework/mikro-orm/postgresql"

import { json, newId, rows } from "./sql"

/** What a person can do in Admin that no session's transition records. */
export type AuditAction =
  | "operation.retry"
  | "store.save"
  | "store.switch_on"
  | "store.switch_off"
  | "store.test_connection"
  | "member.link"
  | "member.unlink"
  | "member.lookup"
  | "member.export"
  | "member.erase_request"
  | "member.erase"
  | "adjustment.settle"

export interface AuditInput {
  action: AuditAction
  /** What it was done to. */
  subject_id: string
  /** The id of an admin user; of the customer where one unties what a customer tied before. */
  actor: string
  reason: string | null
  correlation_id: string
  details?: Record<string, unknown>
}

/** Writes a line of the audit in the manager's transaction: no action without it. */
export async function writeAudit(em: SqlEntityManager, entry: AuditInput): Promise<void> {
  await rows(
    em,
    `INSERT INTO loyalty_engine_audit_entry
       (id, actor, action, subject_id, reason, details, correlation_id, at)
     VALUES (?, ?, ?, ?, ?, ?, ?, now())`,
    [
      newId("laud"),
      entry.actor,
      entry.action,
      entry.subject_id,
      entry.reason,
      json(entry.details),
      entry.correlation_id,
    ],
  )
}
