import type { SqlEntityManager } from "@medusajs/framework/mikro-orm/postgresql"
import { generateEntityId } from "@medusajs/framework/utils"

/** Runs one statement in the manager's transaction and returns its rows. */
export async function rows<T>(
  em: SqlEntityManager,
  sql: string,
  params: readonly unknown[] = [],
): Promise<T[]> {
  return em.execute<T[]>(sql, params as unknown[])
}

/** The first row, or null. */
export async function firstRow<T>(
  em: SqlEntityManager,
  sql: string,
  params: readonly unknown[] = [],
): Promise<T | null> {
  const [row] = await rows<T>(em, sql, params)
  return row ?? null
}

/** A prefixed, time-ordered id, as Medusa's own models get. */
export function newId(prefix: string): string {
  return generateEntityId(undefined, prefix)
}

/** A JSON column's parameter. */
export function json(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value)
}

/** A `text[]` parameter; quoted, since ids come from requests. */
export function textArray(values: readonly string[]): string {
  const quoted = values.map((value) => `"${value.replace(/["\\]/g, "\\$&")}"`)
  return `{${quoted.join(",")}}`
}

/**
 * Stands in the FROM of a statement whose loss costs nothing when the database crashes before its
 * next commit: nobody waits for the disk. The setting is that of the statement's own transaction.
 */
export const UNSYNCED = `(SELECT set_config('synchronous_commit', 'off', true)) AS unsynced`

const UNIQUE_VIOLATION = "23505"

/** Whether a statement failed on a unique index: somebody else was first. */
export function isUniqueViolation(error: unknown): boolean {
  return (error as { code?: string } | null)?.code === UNIQUE_VIOLATION
}
