import type { SqlEntityManager } from "@medusajs/framework/mikro-orm/postgresql"

import { firstRow, rows } from "./sql"

/**
 * An archived session in the shape of a live one, found by one of its ids; one parameter. Columns
 * that are younger than the archived row are null.
 *
 * @param also further columns, of the archived row `a`
 */
export function archivedSession(by: "id" | "order_id", also?: string): string {
  return `SELECT (jsonb_populate_record(NULL::loyalty_engine_session, a.session)).*${also ? `, ${also}` : ""}
            FROM loyalty_engine_session_archive a WHERE a.${by} = ? AND a.deleted_at IS NULL`
}

/** The rewards of an archived session in the shape of live ones; one parameter, the session's id. */
export const ARCHIVED_REWARDS = `
  SELECT (jsonb_populate_recordset(NULL::loyalty_engine_session_reward, a.rewards)).*
    FROM loyalty_engine_session_archive a WHERE a.id = ? AND a.deleted_at IS NULL`

/**
 * Moves decided sessions that nobody touched for `days` out of the hot tables, with their rewards
 * and moves, in one statement. What another transaction holds is left for the next run, and so is
 * whatever an operation still waits for. Operations and books stay where they are.
 */
export async function archiveBatch(
  em: SqlEntityManager,
  input: { days: number; limit: number },
): Promise<number> {
  const moved = await rows(
    em,
    `WITH picked AS (
       SELECT id FROM loyalty_engine_session s
        WHERE status IN ('finalized', 'failed') AND deleted_at IS NULL
          AND updated_at < now() - (? * interval '1 day')
          AND NOT EXISTS (SELECT 1 FROM loyalty_engine_operation o
                           WHERE o.session_id = s.id AND o.deleted_at IS NULL
                             AND o.status IN ('due', 'in_flight', 'unknown'))
        ORDER BY updated_at LIMIT ? FOR UPDATE SKIP LOCKED),
     rewards AS (
       DELETE FROM loyalty_engine_session_reward WHERE session_id IN (SELECT id FROM picked)
       RETURNING *),
     moves AS (
       DELETE FROM loyalty_engine_session_transition WHERE session_id IN (SELECT id FROM picked)
       RETURNING *),
     gone AS (
       DELETE FROM loyalty_engine_session WHERE id IN (SELECT id FROM picked) RETURNING *)
     INSERT INTO loyalty_engine_session_archive
       (id, cart_id, order_id, store_id, member_id, status, finalized_at, session, rewards,
        transitions, archived_at)
     SELECT g.id, g.cart_id, g.order_id, g.store_id, g.member_id, g.status, g.finalized_at,
            to_jsonb(g),
            COALESCE((SELECT jsonb_agg(to_jsonb(r) ORDER BY r.position, r.id)
                        FROM rewards r WHERE r.session_id = g.id), '[]'),
            COALESCE((SELECT jsonb_agg(to_jsonb(m) ORDER BY m.at, m.id)
                        FROM moves m WHERE m.session_id = g.id), '[]'),
            now()
       FROM gone g RETURNING id`,
    [input.days, input.limit],
  )
  return moved.length
}

/** Brings an archived session back with all that belongs to it; false when there is none. */
export async function restoreArchived(em: SqlEntityManager, session_id: string): Promise<boolean> {
  const archived = await firstRow<Record<"session" | "rewards" | "transitions", unknown>>(
    em,
    `DELETE FROM loyalty_engine_session_archive WHERE id = ? AND deleted_at IS NULL
     RETURNING jsonb_build_array(session) AS session, rewards, transitions`,
    [session_id],
  )
  if (!archived) {
    return false
  }
  await insertRows(em, "loyalty_engine_session", archived.session)
  await insertRows(em, "loyalty_engine_session_reward", archived.rewards)
  await insertRows(em, "loyalty_engine_session_transition", archived.transitions)
  return true
}

/** Inserts rows that `to_jsonb` made; columns that are younger than they get their defaults. */
async function insertRows(em: SqlEntityManager, table: string, found: unknown): Promise<void> {
  const list = found as Record<string, unknown>[]
  const columns = Object.keys(list[0] ?? {}).map((column) => `"${column}"`)
  if (columns.length > 0) {
    await rows(
      em,
      `INSERT INTO ${table} (${columns.join(", ")})
       SELECT ${columns.join(", ")} FROM jsonb_populate_recordset(NULL::${table}, ?::jsonb)`,
      [JSON.stringify(list)],
    )
  }
}
