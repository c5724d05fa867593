import type { SqlEntityManager } from "@medusajs/framework/mikro-orm/postgresql"
import type { Context } from "@medusajs/framework/types"
import { InjectManager, InjectTransactionManager, MedusaContext } from "@medusajs/framework/utils"

import type { LoyaltyIdentifier, MemberHistory } from "../../../types/provider"
import type { Cause, HistoryRow, MemberRow } from "../types/rows"
import { writeAudit } from "./audit"
import { ConfigService } from "./config-service"
import { firstRow, newId, rows, textArray } from "./sql"
import {
  UPSERT_MEMBER,
  upsertMemberParams,
  type MemberScope,
  type UpsertMemberInput,
} from "./upsert-member"

/** What came of tying a member; `untied` are the customer's earlier ones. */
export type MemberLink =
  { outcome: "linked"; linked_at: Date; untied: string[] } | { outcome: "taken" | "erased" }

export interface SealedIdentifier {
  id: string
  kind: LoyaltyIdentifier["kind"]
  sealed: string
  blind_index: string
  blind_indexes: string[]
  last_four: string
}

/** Members and their sealed identifiers. */
export class MemberService extends ConfigService {
  /** Stores what the engine just said of a member; the newest answer wins. */
  @InjectTransactionManager()
  async upsertMember(
    input: UpsertMemberInput,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<MemberRow> {
    const em = this.em_(sharedContext)
    const { identifier } = input
    const [member] = await rows<MemberRow>(
      em,
      `${UPSERT_MEMBER} RETURNING *`,
      upsertMemberParams(newId("lmem"), input),
    )
    if (identifier) {
      await this.storeIdentifier_(member!, identifier, sharedContext)
    }
    return member!
  }

  /** What is kept of an identifier of a member: sealed, and where it is looked for. */
  protected sealedIdentifier_(
    member: MemberScope & { id: string },
    identifier: LoyaltyIdentifier,
  ): SealedIdentifier {
    const scope = blindScope(member, identifier.kind)
    return {
      id: newId("lmid"),
      kind: identifier.kind,
      sealed: this.keyring_.seal(identifier.value, identifierAad(member.id)),
      blind_index: this.keyring_.blindIndex(identifier.value, scope),
      // One for each key that is in use.
      blind_indexes: this.keyring_.blindIndexes(identifier.value, scope),
      last_four: identifier.value.slice(-4),
    }
  }

  protected async storeIdentifier_(
    member: MemberScope & { id: string },
    identifier: LoyaltyIdentifier,
    sharedContext: Context,
  ): Promise<void> {
    const kept = this.sealedIdentifier_(member, identifier)
    await rows(
      this.em_(sharedContext),
      `INSERT INTO loyalty_engine_member_identifier (id, member_id, kind, sealed, blind_index, last_four)
       SELECT ?, ?, ?, ?, ?, ?
        WHERE NOT EXISTS (SELECT 1 FROM loyalty_engine_member_identifier
                           WHERE member_id = ? AND kind = ? AND deleted_at IS NULL
                             AND blind_index = ANY (?::text[]))
       ON CONFLICT DO NOTHING`,
      [
        kept.id,
        member.id,
        kept.kind,
        kept.sealed,
        kept.blind_index,
        kept.last_four,
        member.id,
        kept.kind,
        textArray(kept.blind_indexes),
      ],
    )
  }

  @InjectManager()
  async memberById(
    id: string,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<MemberRow | null> {
    return firstRow(
      this.em_(sharedContext),
      `SELECT * FROM loyalty_engine_member WHERE id = ? AND deleted_at IS NULL`,
      [id],
    )
  }

  /** The member linked to a customer within one engine account. */
  @InjectManager()
  async memberOfCustomer(
    customer_id: string,
    scope: MemberScope | null,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<MemberRow | null> {
    return firstRow(
      this.em_(sharedContext),
      `SELECT * FROM loyalty_engine_member
        WHERE customer_id = ? AND deleted_at IS NULL
          AND (?::text IS NULL OR (provider_id = ? AND participant_id = ?))
        ORDER BY linked_at DESC LIMIT 1`,
      [
        customer_id,
        scope?.provider_id ?? null,
        scope?.provider_id ?? "",
        scope?.participant_id ?? "",
      ],
    )
  }

  /** Whether this identifier is the one a member was found by: same identifier, same session. */
  @InjectManager()
  async memberHasIdentifier(
    member: Pick<MemberRow, "id" | "provider_id" | "participant_id">,
    identifier: LoyaltyIdentifier,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<boolean> {
    const scope = blindScope(member, identifier.kind)
    const found = await firstRow(
      this.em_(sharedContext),
      `SELECT 1 FROM loyalty_engine_member_identifier
        WHERE member_id = ? AND kind = ? AND blind_index = ANY (?::text[]) AND deleted_at IS NULL`,
      [member.id, identifier.kind, textArray(this.keyring_.blindIndexes(identifier.value, scope))],
    )
    return found !== null
  }

  /** Opens the newest identifier of a member, in memory, for a call to the engine. */
  @InjectManager()
  async openIdentifier(
    member_id: string,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<LoyaltyIdentifier | null> {
    const row = await firstRow<{ kind: LoyaltyIdentifier["kind"]; sealed: string }>(
      this.em_(sharedContext),
      `SELECT kind, sealed FROM loyalty_engine_member_identifier
        WHERE member_id = ? AND deleted_at IS NULL ORDER BY created_at DESC LIMIT 1`,
      [member_id],
    )
    if (!row) {
      return null
    }
    const value = this.keyring_.open(row.sealed, identifierAad(member_id))
    return { kind: row.kind, value, entry_method: "other" }
  }

  /**
   * Ties a member to a customer. A customer has one member per engine account; an earlier one is
   * untied first, and that stands in the audit of both, whoever did it. A member of another
   * customer is not tied, and one that is erased or about to be neither.
   */
  @InjectTransactionManager()
  async linkMember(
    input: { member_id: string; customer_id: string; cause?: Cause | undefined },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<MemberLink> {
    const em = this.em_(sharedContext)
    const member = await firstRow<MemberRow>(
      em,
      `SELECT * FROM loyalty_engine_member WHERE id = ? AND deleted_at IS NULL FOR UPDATE`,
      [input.member_id],
    )
    if (!member || (member.customer_id !== null && member.customer_id !== input.customer_id)) {
      return { outcome: "taken" }
    }
    if (member.erase_requested_at !== null || member.erased_at !== null) {
      return { outcome: "erased" }
    }
    const earlier = await rows<{ id: string }>(
      em,
      `UPDATE loyalty_engine_member SET customer_id = NULL, linked_at = NULL, updated_at = now()
        WHERE customer_id = ? AND provider_id = ? AND participant_id = ? AND id <> ?
          AND deleted_at IS NULL RETURNING id`,
      [input.customer_id, member.provider_id, member.participant_id, member.id],
    )
    await auditLink(em, { ...input, earlier: earlier.map(({ id }) => id) })
    const [tied] = await rows<{ linked_at: Date }>(
      em,
      `UPDATE loyalty_engine_member
          SET customer_id = ?, linked_at = COALESCE(linked_at, now()), updated_at = now()
        WHERE id = ? RETURNING linked_at`,
      [input.customer_id, member.id],
    )
    return {
      outcome: "linked",
      linked_at: tied!.linked_at,
      untied: earlier.map(({ id }) => id),
    }
  }

  /**
   * Unties the members of a customer, or one of them; the engine's own account is untouched. A
   * cause is given where a person in Admin does it.
   */
  @InjectTransactionManager()
  async unlinkCustomer(
    customer_id: string,
    only: { member_id?: string | undefined; cause?: Cause | undefined } = {},
    @MedusaContext() sharedContext: Context = {},
  ): Promise<string[]> {
    const em = this.em_(sharedContext)
    const found = await rows<{ id: string }>(
      em,
      `UPDATE loyalty_engine_member SET customer_id = NULL, linked_at = NULL, updated_at = now()
        WHERE customer_id = ? AND (?::text IS NULL OR id = ?) AND deleted_at IS NULL RETURNING id`,
      [customer_id, only.member_id ?? null, only.member_id ?? ""],
    )
    if (only.cause) {
      for (const { id } of found) {
        await writeAudit(em, { action: "member.unlink", subject_id: id, ...only.cause })
      }
    }
    return found.map((row) => row.id)
  }

  /** The members who once identified with this, in any engine account the shop has ever had. */
  @InjectManager()
  async membersWithIdentifier(
    identifier: LoyaltyIdentifier,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<string[]> {
    const em = this.em_(sharedContext)
    const scopes = await rows<MemberScope>(
      em,
      `SELECT DISTINCT provider_id, participant_id FROM loyalty_engine_member
        WHERE deleted_at IS NULL`,
    )
    const blind = scopes.flatMap((scope) =>
      this.keyring_.blindIndexes(identifier.value, blindScope(scope, identifier.kind)),
    )
    const found = await rows<{ member_id: string }>(
      em,
      `SELECT DISTINCT member_id FROM loyalty_engine_member_identifier
        WHERE blind_index = ANY (?::text[]) AND deleted_at IS NULL`,
      [textArray(blind)],
    )
    return found.map(({ member_id }) => member_id)
  }

  /** A member's synced history, newest first, and how many entries there are. */
  @InjectManager()
  async historyOfMember(
    member_id: string,
    page: { limit: number; offset: number },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<{ entries: HistoryRow[]; count: number }> {
    const em = this.em_(sharedContext)
    const entries = await rows<HistoryRow>(
      em,
      `SELECT at, type, points, description, receipt_id FROM loyalty_engine_member_history_entry
        WHERE member_id = ? AND deleted_at IS NULL ORDER BY at DESC, id LIMIT ? OFFSET ?`,
      [member_id, page.limit, page.offset],
    )
    const total = await firstRow<{ count: string }>(
      em,
      `SELECT count(*) AS count FROM loyalty_engine_member_history_entry
        WHERE member_id = ? AND deleted_at IS NULL`,
      [member_id],
    )
    return { entries, count: Number(total?.count ?? 0) }
  }

  /**
   * Stores a page of the engine's history; an entry already known is left as it is, and so are
   * balance and tier where the page does not tell them. Of a member who is erased nothing is kept.
   */
  @InjectTransactionManager()
  async storeHistory(
    member_id: string,
    history: MemberHistory,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<void> {
    const em = this.em_(sharedContext)
    const known = await firstRow(
      em,
      `UPDATE loyalty_engine_member
          SET points_balance = COALESCE(?, points_balance), tier = COALESCE(?, tier),
              balance_as_of = CASE WHEN ?::int IS NULL THEN balance_as_of ELSE now() END,
              updated_at = now()
        WHERE id = ? AND erased_at IS NULL RETURNING id`,
      [history.points_balance, history.tier, history.points_balance, member_id],
    )
    if (!known) {
      return
    }
    for (const entry of history.entries) {
      await rows(
        em,
        `INSERT INTO loyalty_engine_member_history_entry
           (id, member_id, provider_key, at, type, points, description, receipt_id)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
        [
          newId("lhis"),
          member_id,
          entry.key,
          entry.at,
          entry.type,
          entry.points,
          entry.description,
          entry.receipt_id,
        ],
      )
    }
  }
}

/** A line for the member that was tied, and one for each that lost its customer by it. */
async function auditLink(
  em: SqlEntityManager,
  link: {
    member_id: string
    customer_id: string
    cause?: Cause | undefined
    earlier: readonly string[]
  },
): Promise<void> {
  const { member_id, customer_id, earlier } = link
  if (!link.cause && earlier.length === 0) {
    return
  }
  // A customer's own tie is written down only where it unties something.
  const cause = link.cause ?? {
    actor: customer_id,
    reason: "The customer linked another membership",
    correlation_id: newId("lcor"),
  }
  for (const id of earlier) {
    const details = { customer_id, replaced_by: member_id }
    await writeAudit(em, { action: "member.unlink", subject_id: id, details, ...cause })
  }
  const details = { customer_id, replaces: earlier }
  await writeAudit(em, { action: "member.link", subject_id: member_id, details, ...cause })
}

/** Within what equal identifiers meet: one kind, at one engine account. */
export function blindScope(member: MemberScope, kind: LoyaltyIdentifier["kind"]): string {
  return `${member.provider_id}:${member.participant_id}:${kind}`
}

/** What a sealed identifier is bound to. */
export function identifierAad(member_id: string): string {
  return `member-identifier:${member_id}`
}
