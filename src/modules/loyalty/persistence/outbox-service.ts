import type { SqlEntityManager } from "@medusajs/framework/mikro-orm/postgresql"
import type { Context } from "@medusajs/framework/types"
import { InjectManager, InjectTransactionManager, MedusaContext } from "@medusajs/framework/utils"

import type { FrozenRequest, MemberHistory } from "../../../types/provider"
import { LoyaltyError } from "../domain/errors"
import type { Cause, MemberRow, OperationKind, OperationRow } from "../types/rows"
import { writeAudit } from "./audit"
import { EvaluationService } from "./evaluation-service"
import { firstRow, json, newId, rows, textArray } from "./sql"
import type { UpsertMemberInput } from "./upsert-member"

/** Proof of a claim: an outcome is stored only while the fence is still ours. */
export interface Claim {
  operation_id: string
  fence: number
}

export interface EnqueueInput {
  kind: OperationKind
  subject_id: string
  sequence?: number
  store_id: string
  provider_id: string
  order_id?: string | null
  session_id?: string | null
  member_id?: string | null
  customer_id?: string | null
  snapshot?: Record<string, unknown> | null
  /** False: waits until `scheduleOperation` says that the store's policy is met. */
  due: boolean
}

export interface OperationFailure {
  error_code: string
  message: string
  /** The last send was not answered for certain: the engine may hold it. */
  is_unknown?: boolean
}

/** The outbox: claims with a lease and a fence on the database's clock, outcomes in one transaction. */
export class OutboxService extends EvaluationService {
  /** Adds an operation once per subject, kind and sequence; a second call finds the first row. */
  @InjectTransactionManager()
  async enqueueOperation(
    input: EnqueueInput,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<{ operation: OperationRow; created: boolean }> {
    const em = this.em_(sharedContext)
    const sequence = input.sequence ?? 1
    const created = await firstRow<OperationRow>(
      em,
      `INSERT INTO loyalty_engine_operation
         (id, kind, subject_id, sequence, order_id, session_id, member_id, customer_id, store_id,
          provider_id, snapshot, status, next_attempt_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'due', CASE WHEN ? THEN now() END)
       ON CONFLICT (subject_id, kind, sequence) WHERE deleted_at IS NULL DO NOTHING RETURNING *`,
      [
        newId("lop"),
        input.kind,
        input.subject_id,
        sequence,
        input.order_id ?? null,
        input.session_id ?? null,
        input.member_id ?? null,
        input.customer_id ?? null,
        input.store_id,
        input.provider_id,
        json(input.snapshot),
        input.due,
      ],
    )
    if (created) {
      return { operation: created, created: true }
    }
    const operation = await firstRow<OperationRow>(
      em,
      `SELECT * FROM loyalty_engine_operation
        WHERE subject_id = ? AND kind = ? AND sequence = ? AND deleted_at IS NULL`,
      [input.subject_id, input.kind, sequence],
    )
    return { operation: operation!, created: false }
  }

  /** Which of these subjects an enrolment stands for already, sent or not. */
  @InjectManager()
  async enrolledSubjects(
    subject_ids: readonly string[],
    @MedusaContext() sharedContext: Context = {},
  ): Promise<string[]> {
    const found = await rows<{ subject_id: string }>(
      this.em_(sharedContext),
      `SELECT subject_id FROM loyalty_engine_operation
        WHERE subject_id = ANY (?) AND kind = 'enrol' AND deleted_at IS NULL`,
      [textArray(subject_ids)],
    )
    return found.map(({ subject_id }) => subject_id)
  }

  /** Makes a waiting operation due. Returns false when it was due, running or over already. */
  @InjectTransactionManager()
  async scheduleOperation(
    operation_id: string,
    details: Record<string, unknown>,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<boolean> {
    const row = await firstRow(
      this.em_(sharedContext),
      `UPDATE loyalty_engine_operation
          SET next_attempt_at = now(), updated_at = now(),
              snapshot = COALESCE(snapshot, '{}'::jsonb) || ?::jsonb
        WHERE id = ? AND status = 'due' AND next_attempt_at IS NULL RETURNING id`,
      [json(details), operation_id],
    )
    return row !== null
  }

  /**
   * Claims due operations, oldest first, and those of one member and kind only in the order in
   * which they were made: while an older one waits for its next attempt, is on its way or is
   * unanswered, the younger ones wait. One that the store's policy keeps back stops nobody, and one
   * that failed holds back its own store's only: a wrong secret of one store is no other's. A
   * crashed worker's claim falls free when its lease ends, and then counts as "sent, outcome
   * unknown" where a body was frozen. What was unknown once stays `was_unknown` whatever became of
   * later attempts: the first may arrive after them (fault 9).
   */
  @InjectManager()
  async claimOperations(
    input: { limit: number; lease_s: number; ids?: string[] },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<(OperationRow & { was_unknown: boolean })[]> {
    const ids = input.ids ?? null
    return rows(this.em_(sharedContext), CLAIM, [
      ids ? `{${ids.join(",")}}` : null,
      ids ? `{${ids.join(",")}}` : null,
      input.limit,
      input.lease_s,
    ])
  }

  /**
   * Freezes body and key before the first send. A body already frozen wins over the new one, so
   * that every attempt sends the same bytes.
   *
   * @throws LoyaltyError `version_conflict` when the claim was lost.
   */
  @InjectManager()
  async freezeRequest(
    claim: Claim,
    input: { request: FrozenRequest; details: Record<string, unknown> },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<FrozenRequest> {
    const { request, details } = input
    const row = await firstRow<{ idempotency_key: string; sealed_body: string }>(
      this.em_(sharedContext),
      `UPDATE loyalty_engine_operation
          SET snapshot = CASE WHEN sealed_body IS NULL
                              THEN COALESCE(snapshot, '{}'::jsonb) || ?::jsonb ELSE snapshot END,
              idempotency_key = COALESCE(idempotency_key, ?),
              sealed_body = COALESCE(sealed_body, ?), updated_at = now()
        WHERE id = ? AND fence = ? AND status = 'in_flight'
        RETURNING idempotency_key, sealed_body`,
      [
        json(details),
        request.idempotency_key,
        this.keyring_.seal(request.body, operationAad(claim.operation_id)),
        claim.operation_id,
        claim.fence,
      ],
    )
    if (!row) {
      throw lostClaim(claim)
    }
    return this.openRequest({ id: claim.operation_id, ...row })
  }

  /**
   * Forgets a frozen body that the engine refused for certain, so that a smaller one can be frozen
   * under the same key (edge case 3). Never called while the outcome may be otherwise.
   */
  @InjectTransactionManager()
  async thawRequest(claim: Claim, @MedusaContext() sharedContext: Context = {}): Promise<boolean> {
    const row = await firstRow(
      this.em_(sharedContext),
      `UPDATE loyalty_engine_operation SET sealed_body = NULL, updated_at = now()
        WHERE id = ? AND fence = ? AND status = 'in_flight' RETURNING id`,
      [claim.operation_id, claim.fence],
    )
    return row !== null
  }

  /** Opens the frozen request of an operation, in memory, for a send. */
  openRequest(
    operation: Pick<OperationRow, "id" | "idempotency_key" | "sealed_body">,
  ): FrozenRequest {
    return {
      idempotency_key: operation.idempotency_key ?? "",
      body: this.keyring_.open(operation.sealed_body ?? "", operationAad(operation.id)),
    }
  }

  /**
   * Stores the member that an enrolment answered with. Null, and nothing is stored, when the claim
   * was lost: an erasure takes it away while the engine is asked.
   */
  @InjectTransactionManager()
  async storeEnrolled(
    claim: Claim,
    input: UpsertMemberInput,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<MemberRow | null> {
    const held = await holdsClaim(this.em_(sharedContext), claim)
    return held ? this.upsertMember(input, sharedContext) : null
  }

  /**
   * Stores a page of history that a sync fetched. False, and nothing is stored, when the claim was
   * lost: by now another worker may have ended the sync, and the member may be erased.
   */
  @InjectTransactionManager()
  async storeSynced(
    claim: Claim,
    { member_id, history }: { member_id: string; history: MemberHistory },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<boolean> {
    const held = await holdsClaim(this.em_(sharedContext), claim)
    if (held) {
      await this.storeHistory(member_id, history, sharedContext)
    }
    return held
  }

  /** Marks an operation without books (cancel, enrol, sync) as done, and forgets what it sent. */
  @InjectTransactionManager()
  async recordDone(claim: Claim, @MedusaContext() sharedContext: Context = {}): Promise<boolean> {
    const em = this.em_(sharedContext)
    const closed = await closeOperation(em, claim, { status: "done", failure: null })
    if (closed === null) {
      return false
    }
    await rows(em, `UPDATE loyalty_engine_operation SET sealed_body = NULL WHERE id = ?`, [
      claim.operation_id,
    ])
    return true
  }

  /** Gives the claim back until later; `unknown` when the engine may have acted. */
  @InjectTransactionManager()
  async postponeOperation(
    claim: Claim,
    input: OperationFailure & { status: "due" | "unknown"; delay_s: number },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<boolean> {
    const row = await firstRow(
      this.em_(sharedContext),
      `UPDATE loyalty_engine_operation
          SET status = ?, ever_unknown = ever_unknown OR ?, lease_until = NULL,
              last_error_code = ?, last_error = ?,
              next_attempt_at = now() + (? * interval '1 second'), updated_at = now()
        WHERE id = ? AND fence = ? AND status = 'in_flight' RETURNING id`,
      [
        input.status,
        input.status === "unknown",
        input.error_code,
        input.message,
        input.delay_s,
        claim.operation_id,
        claim.fence,
      ],
    )
    return row !== null
  }

  /** Nothing was sent, and the store's policy is met no more: waits as before it was scheduled. */
  @InjectTransactionManager()
  async letWait(claim: Claim, @MedusaContext() sharedContext: Context = {}): Promise<boolean> {
    const row = await firstRow(
      this.em_(sharedContext),
      `UPDATE loyalty_engine_operation
          SET status = 'due', lease_until = NULL, next_attempt_at = NULL, first_attempt_at = NULL,
              updated_at = now()
        WHERE id = ? AND fence = ? AND status = 'in_flight' AND sealed_body IS NULL RETURNING id`,
      [claim.operation_id, claim.fence],
    )
    return row !== null
  }

  /** Stops trying; a person sees it in Admin and may retry it. */
  @InjectTransactionManager()
  async buryOperation(
    claim: Claim,
    failure: OperationFailure,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<boolean> {
    return (
      (await closeOperation(this.em_(sharedContext), claim, { status: "dead", failure })) !== null
    )
  }

  /**
   * An operator's retry: dead or waiting operations of live sessions become due at once, each with
   * its line in the audit.
   */
  @InjectTransactionManager()
  async retryOperations(
    input: { session_id?: string; ids?: string[]; cause: Cause },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<OperationRow[]> {
    const em = this.em_(sharedContext)
    const ids = input.ids ?? null
    const retried = await rows<OperationRow>(
      em,
      `UPDATE loyalty_engine_operation o
          SET status = CASE WHEN o.sealed_body IS NULL THEN 'due' ELSE 'unknown' END,
              next_attempt_at = now(), lease_until = NULL, first_attempt_at = NULL,
              updated_at = now()
        WHERE o.deleted_at IS NULL AND o.status IN ('due', 'unknown', 'dead')
          -- One that waits for the store's policy stays waiting: nothing was handed over yet.
          AND (o.status <> 'due' OR o.next_attempt_at IS NOT NULL)
          AND (?::text IS NULL OR o.session_id = ?)
          AND (?::text[] IS NULL OR o.id = ANY (?::text[]))
          AND (o.kind <> 'finalize' OR EXISTS (
                 SELECT 1 FROM loyalty_engine_session s
                  WHERE s.id = o.session_id AND s.status = 'pending_finalization'))
          -- What a person has settled with the engine must not be sent after all.
          AND (o.kind <> 'finalize' OR NOT EXISTS (
                 SELECT 1 FROM loyalty_engine_adjustment_due a
                  WHERE a.key = 'finalize_unknown:' || o.order_id AND a.settled_at IS NOT NULL
                    AND a.deleted_at IS NULL))
        RETURNING o.*`,
      [
        input.session_id ?? null,
        input.session_id ?? "",
        ids && textArray(ids),
        textArray(ids ?? []),
      ],
    )
    for (const { id } of retried) {
      await writeAudit(em, { action: "operation.retry", subject_id: id, ...input.cause })
    }
    return retried
  }
}

/**
 * Parameters: ids twice, or null twice; how many; the lease in seconds. The statuses are named once
 * more for the partial index, and `OFFSET 0` keeps Postgres from joining the whole queue with itself
 * to find one row: it looks row by row, in the order of the index, until it has enough.
 */
export const CLAIM = `
  WITH ready AS (
    SELECT r.id, r.status, r.sealed_body FROM loyalty_engine_operation r
     WHERE r.deleted_at IS NULL AND r.next_attempt_at <= now()
       AND r.status IN ('due', 'unknown', 'in_flight')
       AND (r.status IN ('due', 'unknown')
            OR (r.status = 'in_flight' AND r.lease_until < now()))
       AND (?::text[] IS NULL OR r.id = ANY (?::text[]))
       AND NOT EXISTS (
             SELECT 1 FROM loyalty_engine_operation older
              WHERE older.member_id = r.member_id AND older.kind = r.kind
                AND (older.created_at, older.id) < (r.created_at, r.id)
                AND older.member_id IS NOT NULL AND older.next_attempt_at IS NOT NULL
                AND (older.store_id = r.store_id OR older.last_error_code IS NULL)
                AND older.status IN ('due', 'unknown', 'in_flight')
                AND older.deleted_at IS NULL OFFSET 0)
     ORDER BY r.next_attempt_at
     LIMIT ? FOR UPDATE OF r SKIP LOCKED)
  UPDATE loyalty_engine_operation o
     SET status = 'in_flight', fence = o.fence + 1, attempts = o.attempts + 1,
         ever_unknown = o.ever_unknown
           OR (ready.status = 'in_flight' AND ready.sealed_body IS NOT NULL),
         first_attempt_at = COALESCE(o.first_attempt_at, now()),
         lease_until = now() + (? * interval '1 second'), updated_at = now()
    FROM ready WHERE o.id = ready.id
  RETURNING o.*,
    (ready.status = 'unknown' OR o.ever_unknown) AS was_unknown`

/** What a sealed request is bound to. */
export function operationAad(operation_id: string): string {
  return `operation:${operation_id}`
}

function lostClaim(claim: Claim): LoyaltyError {
  return new LoyaltyError(
    "version_conflict",
    `Operation ${claim.operation_id} was taken over by another worker`,
  )
}

/** Whether a claim still stands; until the end of the transaction nobody takes it away then. */
async function holdsClaim(em: SqlEntityManager, claim: Claim): Promise<boolean> {
  const held = await firstRow(
    em,
    `SELECT 1 FROM loyalty_engine_operation
      WHERE id = ? AND fence = ? AND status = 'in_flight' FOR UPDATE`,
    [claim.operation_id, claim.fence],
  )
  return held !== null
}

/** Ends an operation under its claim; null when the claim was lost. */
export async function closeOperation(
  em: SqlEntityManager,
  claim: Claim,
  { status, failure }: { status: "done" | "dead"; failure: OperationFailure | null },
): Promise<OperationRow | null> {
  return firstRow<OperationRow>(
    em,
    `UPDATE loyalty_engine_operation
        SET status = ?, ever_unknown = ever_unknown OR ?,
            lease_until = NULL, next_attempt_at = NULL, last_error_code = ?, last_error = ?,
            done_at = now(), updated_at = now()
      WHERE id = ? AND fence = ? AND status = 'in_flight' RETURNING *`,
    [
      status,
      failure?.is_unknown ?? false,
      failure?.error_code ?? null,
      failure?.message ?? null,
      claim.operation_id,
      claim.fence,
    ],
  )
}
