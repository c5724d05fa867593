import type { SqlEntityManager } from "@medusajs/framework/mikro-orm/postgresql"

import { firstRow } from "./sql"

/** What a shopper waits at most for a statement about a session, which finds a row by an index. */
const LIMIT_MS = 3_000
/** The same while the database has just kept another shopper waiting. */
const HURRIED_MS = 250
/** How long one statement that came late hurries the others. */
const HURRY_MS = 5_000

/** A statement of Knex, as far as a time limit needs it. */
export interface TimedStatement<T> {
  timeout(ms: number, options: { cancel: boolean }): Promise<T>
}

interface TimedDatabase {
  raw<T>(statement: string, bindings: readonly unknown[]): TimedStatement<T>
}

/** By connection pool: when those who ask it need not hurry any more. */
const hurriedUntil = new WeakMap<object, number>()

/**
 * Runs a statement that a shopper waits for, and ends it in the database where that holds it up,
 * e.g. because a migration has locked a table of ours: a checkout must not hang because of loyalty,
 * and statements that hang would take all connections of the shop. Only one that is late costs
 * another, on a connection of its own. Behind a pooler that hides Postgres from its clients the
 * statement cannot be ended, and goes on until its lock is free.
 *
 * @throws Error `KnexTimeoutError`, as any other of the database: nothing is known then.
 */
export async function impatiently<T>(
  database: TimedDatabase,
  statement: string,
  bindings: readonly unknown[],
): Promise<T[]> {
  const isHurried = performance.now() < (hurriedUntil.get(database) ?? 0)
  try {
    const { rows } = await database
      .raw<{ rows: T[] }>(statement, bindings)
      .timeout(isHurried ? HURRIED_MS : LIMIT_MS, { cancel: true })
    return rows
  } catch (error) {
    if ((error as { name?: string } | null)?.name === "KnexTimeoutError") {
      hurriedUntil.set(database, performance.now() + HURRY_MS)
    }
    throw error
  }
}

/** The first row that such a statement finds, or null. One in a transaction has no limit of its own. */
export async function firstRowImpatiently<T>(
  em: SqlEntityManager,
  statement: string,
  bindings: readonly unknown[],
): Promise<T | null> {
  if (em.isInTransaction()) {
    return firstRow<T>(em, statement, bindings)
  }
  const database: TimedDatabase = em.getConnection().getKnex()
  const [row] = await impatiently<T>(database, statement, bindings)
  return row ?? null
}
