import type { SqlEntityManager } from "@medusajs/framework/mikro-orm/postgresql"

import { LoyaltyError } from "../domain/errors"
import type { NextConfig } from "./config-checks"
import type { SealedStoreConfig, StoreConfigRow, StoreConfigWithChannels } from "./config-types"
import type { AuditAction } from "./audit"
import { isLive } from "./session-columns"
import { firstRow, isUniqueViolation, json, newId, rows } from "./sql"

/** A checked configuration on its way to the database. */
export interface PreparedConfig {
  id: string
  store_id: string
  /** The version it was prepared from; null where there was no row. */
  expected_version: number | null
  /** For the audit: what is done, and to which fields. */
  action: AuditAction
  changed: string[]
  next: NextConfig
  /** Open sessions must ask the engine again before anybody relies on what they were granted. */
  outdates_sessions: boolean
  /** Null leaves the channels as they are. */
  sales_channel_ids: string[] | null
  credential: "keep" | "remove" | { id: string; sealed: string; hint: string }
}

const columnsOf = (name: string): string =>
  ["id", "store_id", "provider_id", "enabled", "participant_id", "site_id"]
    .concat(["finalize_on", "settings", "config_version", "created_at", "updated_at"])
    .map((column) => `${name}.${column}`)
    .join(", ")

const COLUMNS = columnsOf("c")

/** Selects the row that owns a sales channel, an expression of the statement around it. */
export const ownerOfChannel = (sales_channel_id: string): string =>
  `SELECT ${columnsOf("config")} FROM loyalty_engine_store_channel ch
     JOIN loyalty_engine_store_config config ON config.id = ch.store_config_id
    WHERE ch.sales_channel_id = ${sales_channel_id} AND ch.deleted_at IS NULL
      AND config.deleted_at IS NULL`

/** A bound for shops with very many stores; none of them needs more candidates than this. */
const CANDIDATES_MAX = 1_000

/** The row owning a channel; without one, and if asked for, all enabled rows. */
export async function readForChannel(
  em: SqlEntityManager,
  input: { sales_channel_id: string | null; with_candidates: boolean },
): Promise<(StoreConfigRow & { owns_channel: boolean })[]> {
  return rows(
    em,
    `WITH owner AS (${ownerOfChannel("?::text")})
     SELECT owner.*, true AS owns_channel FROM owner
     UNION ALL
     (SELECT ${COLUMNS}, false AS owns_channel FROM loyalty_engine_store_config c
       WHERE ?::boolean AND c.enabled AND c.deleted_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM owner)
       LIMIT ${CANDIDATES_MAX})`,
    [input.sales_channel_id, input.with_candidates],
  )
}

/** Rows of the given stores, or of all, with channels and whether there are credentials. */
export async function readWithChannels(
  em: SqlEntityManager,
  store_ids: readonly string[] | null,
): Promise<StoreConfigWithChannels[]> {
  return rows(
    em,
    `SELECT ${COLUMNS},
            ARRAY(SELECT ch.sales_channel_id FROM loyalty_engine_store_channel ch
                   WHERE ch.store_config_id = c.id AND ch.deleted_at IS NULL
                   ORDER BY ch.sales_channel_id) AS sales_channel_ids,
            cr.id IS NOT NULL AS has_credentials,
            NULLIF(cr.hint, '') AS client_id_hint
       FROM loyalty_engine_store_config c
       LEFT JOIN loyalty_engine_store_credential cr
         ON cr.store_config_id = c.id AND cr.deleted_at IS NULL
      WHERE c.deleted_at IS NULL
        AND (?::jsonb IS NULL OR c.store_id IN (SELECT jsonb_array_elements_text(?::jsonb)))
      ORDER BY c.store_id`,
    [json(store_ids), json(store_ids)],
  )
}

/** Selects a store's row with its sealed credentials, both as of one moment. */
export const WITH_SEALED = `
  SELECT ${COLUMNS}, cr.sealed FROM loyalty_engine_store_config c
    LEFT JOIN loyalty_engine_store_credential cr
      ON cr.store_config_id = c.id AND cr.deleted_at IS NULL
   WHERE c.store_id = ? AND c.deleted_at IS NULL`

export async function readWithSealed(
  em: SqlEntityManager,
  store_id: string,
): Promise<SealedStoreConfig | null> {
  return firstRow(em, WITH_SEALED, [store_id])
}

/** The other stores of an engine that name no participant, with their sealed credentials. */
export async function readNameless(
  em: SqlEntityManager,
  { provider_id, store_id }: { provider_id: string; store_id: string },
): Promise<SealedStoreConfig[]> {
  return rows(
    em,
    `SELECT ${COLUMNS}, cr.sealed FROM loyalty_engine_store_config c
       LEFT JOIN loyalty_engine_store_credential cr
         ON cr.store_config_id = c.id AND cr.deleted_at IS NULL
      WHERE c.provider_id = ? AND c.store_id <> ? AND c.participant_id IS NULL
        AND c.deleted_at IS NULL ORDER BY c.store_id`,
    [provider_id, store_id],
  )
}

export async function ping(em: SqlEntityManager): Promise<void> {
  await rows(em, `SELECT 1`)
}

export async function hasLiveSessions(em: SqlEntityManager, store_id: string): Promise<boolean> {
  const found = await firstRow(
    em,
    `SELECT 1 FROM loyalty_engine_session s
      WHERE s.store_id = ? AND ${isLive("s")} AND s.deleted_at IS NULL
      LIMIT 1`,
    [store_id],
  )
  return found !== null
}

/** Writes one configuration in the caller's transaction. */
export async function writeConfig(em: SqlEntityManager, config: PreparedConfig): Promise<void> {
  await (config.expected_version === null ? insertRow(em, config) : updateRow(em, config))
  if (config.sales_channel_ids !== null) {
    await replaceChannels(em, config, config.sales_channel_ids)
  }
  await writeCredential(em, config)
  if (config.outdates_sessions) {
    await outdateSessions(em, config.store_id)
  }
}

/**
 * Their carts' next touch asks, whatever the engine's last failure told them to wait for. The version
 * moves, so that an answer which is on its way is not stored as if it came from the store's new engine.
 */
async function outdateSessions(em: SqlEntityManager, store_id: string): Promise<void> {
  await rows(
    em,
    `UPDATE loyalty_engine_session
        SET stale = stale OR basket_fingerprint IS NOT NULL, retry_at = NULL,
            version = version + 1, updated_at = now()
      WHERE store_id = ? AND status = 'active' AND deleted_at IS NULL`,
    [store_id],
  )
}

async function insertRow(em: SqlEntityManager, { id, store_id, next }: PreparedConfig) {
  const inserted = await rows(
    em,
    `INSERT INTO loyalty_engine_store_config
       (id, store_id, provider_id, enabled, participant_id, site_id, finalize_on, settings,
        config_version)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?::jsonb, 1)
     ON CONFLICT DO NOTHING RETURNING id`,
    [
      id,
      store_id,
      next.provider_id,
      next.enabled,
      next.participant_id,
      next.site_id,
      next.finalize_on,
      json(next.settings),
    ],
  )
  refuseIfNone(inserted, store_id)
}

/** The row lock of the update holds later savers back until this one commits; then they see the version. */
async function updateRow(
  em: SqlEntityManager,
  { id, store_id, next, expected_version }: PreparedConfig,
) {
  const updated = await rows(
    em,
    `UPDATE loyalty_engine_store_config
        SET provider_id = ?, enabled = ?, participant_id = ?, site_id = ?, finalize_on = ?,
            settings = ?::jsonb, config_version = config_version + 1, updated_at = now()
      WHERE id = ? AND config_version = ? AND deleted_at IS NULL RETURNING id`,
    [
      next.provider_id,
      next.enabled,
      next.participant_id,
      next.site_id,
      next.finalize_on,
      json(next.settings),
      id,
      expected_version,
    ],
  )
  refuseIfNone(updated, store_id)
}

function refuseIfNone(changed: readonly unknown[], store_id: string): void {
  if (changed.length === 0) {
    throw new LoyaltyError(
      "version_conflict",
      `The loyalty of store ${store_id} was changed by somebody else; read it again`,
    )
  }
}

async function replaceChannels(
  em: SqlEntityManager,
  { id }: PreparedConfig,
  channel_ids: readonly string[],
): Promise<void> {
  const taken = await rows<{ sales_channel_id: string; store_id: string }>(
    em,
    `SELECT ch.sales_channel_id, c.store_id FROM loyalty_engine_store_channel ch
       JOIN loyalty_engine_store_config c ON c.id = ch.store_config_id
      WHERE ch.sales_channel_id IN (SELECT jsonb_array_elements_text(?::jsonb))
        AND ch.store_config_id <> ? AND ch.deleted_at IS NULL
      ORDER BY ch.sales_channel_id`,
    [json(channel_ids), id],
  )
  if (taken.length > 0) {
    throw channelsTaken(
      taken.map((row) => `${row.sales_channel_id} belongs to store ${row.store_id}`),
    )
  }
  await rows(em, `DELETE FROM loyalty_engine_store_channel WHERE store_config_id = ?`, [id])
  for (const channel_id of [...channel_ids].sort()) {
    await insertChannel(em, id, channel_id)
  }
}

async function insertChannel(em: SqlEntityManager, config_id: string, channel_id: string) {
  try {
    await rows(
      em,
      `INSERT INTO loyalty_engine_store_channel (id, sales_channel_id, store_config_id)
       VALUES (?, ?, ?)`,
      [newId("lchn"), channel_id, config_id],
    )
  } catch (error) {
    if (isUniqueViolation(error)) {
      throw channelsTaken([`${channel_id} was given to another store just now`])
    }
    throw error
  }
}

function channelsTaken(facts: readonly string[]): LoyaltyError {
  return new LoyaltyError(
    "invalid_settings",
    `sales_channel_ids: ${facts.join("; ")}. A sales channel belongs to one store's loyalty; ` +
      "take it out there first",
    { context: { issues: facts.map((message) => ({ path: "sales_channel_ids", message })) } },
  )
}

async function writeCredential(em: SqlEntityManager, { id, credential }: PreparedConfig) {
  if (credential === "keep") {
    return
  }
  await rows(em, `DELETE FROM loyalty_engine_store_credential WHERE store_config_id = ?`, [id])
  if (credential !== "remove") {
    await rows(
      em,
      `INSERT INTO loyalty_engine_store_credential (id, store_config_id, sealed, hint)
       VALUES (?, ?, ?, ?)`,
      [credential.id, id, credential.sealed, credential.hint],
    )
  }
}
