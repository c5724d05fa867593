import type { Context } from "@medusajs/framework/types"
import { InjectManager, MedusaContext } from "@medusajs/framework/utils"

import type { IdentifierKind } from "../../../types/provider"
import { isLoyaltyError } from "../domain/errors"
import { credentialAad } from "./connection-service"
import { blindScope, identifierAad } from "./member-service"
import { operationAad } from "./outbox-service"
import { PrivacyService } from "./privacy-service"
import { firstRow, isUniqueViolation, rows } from "./sql"

interface SealedRow {
  id: string
  sealed: string
  /** What the value is bound to. */
  owner: string
  kind?: IdentifierKind
  provider_id?: string
  participant_id?: string
}

/** What is sealed where, and how rows sealed with an older key are found. */
const SEALED = {
  credentials: `SELECT id, sealed, store_config_id AS owner FROM loyalty_engine_store_credential
                 WHERE deleted_at IS NULL AND sealed NOT LIKE ?`,
  identifiers: `SELECT i.id, i.sealed, i.member_id AS owner, i.kind, m.provider_id, m.participant_id
                  FROM loyalty_engine_member_identifier i
                  JOIN loyalty_engine_member m ON m.id = i.member_id
                 WHERE i.deleted_at IS NULL AND i.sealed NOT LIKE ?`,
  requests: `SELECT id, sealed_body AS sealed, id AS owner FROM loyalty_engine_operation
              WHERE deleted_at IS NULL AND status <> 'done' AND sealed_body NOT LIKE ?`,
} as const
export type SealedKind = keyof typeof SEALED

/** The rest of a key's rotation: what an older key sealed is sealed again with the newest. */
export class ResealService extends PrivacyService {
  /** A page of rows that an older key sealed, by id. */
  @InjectManager()
  async sealedWithOlderKeys(
    kind: SealedKind,
    { after, limit }: { after: string; limit: number },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<SealedRow[]> {
    return rows(
      this.em_(sharedContext),
      `SELECT * FROM (${SEALED[kind]}) older WHERE id > ? ORDER BY id LIMIT ?`,
      [`${this.keyring_.newestPrefix()}%`, after, limit],
    )
  }

  /**
   * Seals one of these rows anew, unless somebody changed it meanwhile. False when it does not
   * open: its key is gone, or the value was tampered with.
   */
  @InjectManager()
  async reseal(
    kind: SealedKind,
    row: SealedRow,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<boolean> {
    const aad = { credentials: credentialAad, identifiers: identifierAad, requests: operationAad }
    const bound = aad[kind](row.owner)
    let value: string
    try {
      value = this.keyring_.open(row.sealed, bound)
    } catch (error) {
      if (isLoyaltyError(error)) {
        return false
      }
      throw error
    }
    const sealed = this.keyring_.seal(value, bound)
    const em = this.em_(sharedContext)
    try {
      await firstRow(em, UPDATES[kind], [
        sealed,
        ...(kind === "identifiers" ? [this.blindIndexOf_(row, value)] : []),
        row.id,
        row.sealed,
      ])
    } catch (error) {
      if (kind !== "identifiers" || !isUniqueViolation(error)) {
        throw error
      }
      // While its key was away the member was met again, and has the same identifier twice.
      await rows(em, `DELETE FROM loyalty_engine_member_identifier WHERE id = ? AND sealed = ?`, [
        row.id,
        row.sealed,
      ])
    }
    return true
  }

  private blindIndexOf_(row: SealedRow, value: string): string {
    const scope = { provider_id: row.provider_id!, participant_id: row.participant_id! }
    return this.keyring_.blindIndex(value, blindScope(scope, row.kind!))
  }
}

/** Each writes only over what was read. */
const UPDATES: Record<SealedKind, string> = {
  credentials: `UPDATE loyalty_engine_store_credential SET sealed = ?, updated_at = now()
                 WHERE id = ? AND sealed = ? RETURNING id`,
  identifiers: `UPDATE loyalty_engine_member_identifier
                   SET sealed = ?, blind_index = ?, updated_at = now()
                 WHERE id = ? AND sealed = ? RETURNING id`,
  requests: `UPDATE loyalty_engine_operation SET sealed_body = ?, updated_at = now()
              WHERE id = ? AND sealed_body = ? RETURNING id`,
}
