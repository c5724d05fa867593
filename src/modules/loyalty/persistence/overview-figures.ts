import type { SqlEntityManager } from "@medusajs/framework/mikro-orm/postgresql"

import { firstRow, rows, textArray } from "./sql"

/** Which stores and which time a figure is about; `to` is not part of it. */
export interface FigureScope {
  store_ids: readonly string[]
  from: Date
  to: Date
}

export interface Bucketing {
  /** When each step of a series begins, oldest first; the first not after `from`. */
  steps: readonly Date[]
}

export interface SessionFigures {
  status: string
  sessions: number
  /** Those that led to an order. */
  orders: number
}

export interface CurrencyAmount {
  currency_code: string
  /** Integer minor units. */
  amount: number
}

export interface PointFigures {
  earned_points: number
  redeemed_points: number
  reversals: number
}

export interface EvaluationFigures {
  calls: number
  failed: number
  p50_ms: number | null
  p95_ms: number | null
}

/** What waits now, whatever the period. */
export interface WaitingFigures {
  waiting: number
  due: number
  unknown: number
  dead: number
  /** When the oldest that is due should have been sent. */
  oldest_due_at: Date | null
}

export interface SeriesPoint {
  at: Date
  sessions: number
  orders: number
  earned_points: number
  redeemed_points: number
  /** What orders of these sessions were given off, by currency. */
  discounts: CurrencyAmount[]
  evaluation_p50_ms: number | null
}

/** Sessions of the period, also those in the archive; a session older than that never comes back. */
const SESSIONS = `
  SELECT status, order_id, currency_code, discount_total, opened_at FROM loyalty_engine_session
   WHERE store_id = ANY (?::text[]) AND opened_at >= ? AND opened_at < ? AND deleted_at IS NULL
   UNION ALL
  SELECT status, order_id, session ->> 'currency_code', (session ->> 'discount_total')::numeric,
         (session ->> 'opened_at')::timestamptz FROM loyalty_engine_session_archive
   WHERE store_id = ANY (?::text[]) AND archived_at >= ? AND deleted_at IS NULL
     AND (session ->> 'opened_at')::timestamptz >= ? AND (session ->> 'opened_at')::timestamptz < ?`

function sessionParams({ store_ids, from, to }: FigureScope): unknown[] {
  const stores = textArray(store_ids)
  return [stores, from, to, stores, from, from, to]
}

/** How many sessions were opened, by where they stand now. */
export function sessionFigures(em: SqlEntityManager, scope: FigureScope) {
  return rows<SessionFigures>(
    em,
    `SELECT status, count(*)::int AS sessions, count(order_id)::int AS orders
       FROM (${SESSIONS}) s GROUP BY status`,
    sessionParams(scope),
  )
}

/** Orders of sessions that did not fail, and that something happened to from the period on. */
export function orderIds(
  em: SqlEntityManager,
  { store_ids, from, to, after, limit }: FigureScope & { after: string; limit: number },
) {
  const stores = textArray(store_ids)
  return rows<{ order_id: string }>(
    em,
    `SELECT order_id FROM loyalty_engine_session
      WHERE store_id = ANY (?::text[]) AND order_id > ? AND status <> 'failed'
        AND opened_at < ? AND updated_at >= ? AND deleted_at IS NULL
      UNION
     SELECT order_id FROM loyalty_engine_session_archive
      WHERE store_id = ANY (?::text[]) AND order_id > ? AND status <> 'failed'
        AND (session ->> 'opened_at')::timestamptz < ? AND archived_at >= ? AND deleted_at IS NULL
      ORDER BY order_id LIMIT ?`,
    [stores, after, to, from, stores, after, to, from, limit],
  )
}

/** What orders of the period were given off, by currency. */
export function discountFigures(em: SqlEntityManager, scope: FigureScope) {
  return rows<CurrencyAmount>(
    em,
    `SELECT currency_code, sum(discount_total)::float AS amount FROM (${SESSIONS}) s
      WHERE order_id IS NOT NULL AND status <> 'failed' GROUP BY currency_code ORDER BY 1`,
    sessionParams(scope),
  )
}

const TRANSACTIONS = `
  FROM loyalty_engine_transaction t
  JOIN loyalty_engine_operation o ON o.id = t.operation_id AND o.store_id = ANY (?::text[])
 WHERE t.at >= ? AND t.at < ? AND t.deleted_at IS NULL`

/** What engines confirmed in the period. */
export async function pointFigures(em: SqlEntityManager, scope: FigureScope) {
  const found = await firstRow<PointFigures>(
    em,
    `SELECT coalesce(sum(t.earned_points) FILTER (WHERE t.kind = 'finalize'), 0)::float AS earned_points,
            coalesce(sum(t.redeemed_points) FILTER (WHERE t.kind = 'finalize'), 0)::float
              AS redeemed_points,
            (count(*) FILTER (WHERE t.kind = 'reverse'))::int AS reversals ${TRANSACTIONS}`,
    [textArray(scope.store_ids), scope.from, scope.to],
  )
  return found ?? { earned_points: 0, redeemed_points: 0, reversals: 0 }
}

/** How quickly engines answered what a basket earns. */
export async function evaluationFigures(em: SqlEntityManager, scope: FigureScope) {
  const found = await firstRow<EvaluationFigures>(
    em,
    `SELECT count(*)::int AS calls, (count(*) FILTER (WHERE NOT ok))::int AS failed,
            percentile_cont(0.5) WITHIN GROUP (ORDER BY latency_ms) AS p50_ms,
            percentile_cont(0.95) WITHIN GROUP (ORDER BY latency_ms) AS p95_ms
       FROM loyalty_engine_call
      WHERE call = 'evaluate' AND store_id = ANY (?::text[]) AND at >= ? AND at < ?`,
    [textArray(scope.store_ids), scope.from, scope.to],
  )
  return found ?? { calls: 0, failed: 0, p50_ms: null, p95_ms: null }
}

/**
 * Operations `o` that were given up on and that a person must decide about, as points hang on them.
 * A finalize whose order was cancelled before anything was sent, and a reversal that was settled by
 * hand, are over. Of every other kind no points are missing, and nothing a person could do would end
 * the count.
 */
export const NEEDS_DECISION = `o.status = 'dead' AND CASE o.kind
    WHEN 'finalize' THEN EXISTS (
      SELECT 1 FROM loyalty_engine_session s
       WHERE s.id = o.session_id AND s.status = 'pending_finalization')
    WHEN 'reverse' THEN EXISTS (
      SELECT 1 FROM loyalty_engine_adjustment_due d
       WHERE d.key = 'reversal:' || o.order_id || ':' || o.sequence AND d.settled_at IS NULL
         AND d.deleted_at IS NULL)
    ELSE false END`

/** What the outbox of these stores holds at this moment. */
export async function waitingFigures(em: SqlEntityManager, store_ids: readonly string[]) {
  const found = await firstRow<WaitingFigures>(
    em,
    `SELECT (count(*) FILTER (WHERE status = 'due' AND next_attempt_at IS NULL))::int AS waiting,
            (count(*) FILTER (WHERE (status = 'due' AND next_attempt_at IS NOT NULL)
                                 OR status = 'in_flight'))::int AS due,
            (count(*) FILTER (WHERE status = 'unknown'))::int AS unknown,
            (count(*) FILTER (WHERE ${NEEDS_DECISION}))::int AS dead,
            min(coalesce(first_attempt_at, next_attempt_at))
              FILTER (WHERE status = 'unknown'
                         OR (status = 'due' AND next_attempt_at IS NOT NULL)) AS oldest_due_at
       FROM loyalty_engine_operation o
      WHERE status IN ('due', 'in_flight', 'unknown', 'dead') AND store_id = ANY (?::text[])
        AND deleted_at IS NULL`,
    [textArray(store_ids)],
  )
  return found ?? { waiting: 0, due: 0, unknown: 0, dead: 0, oldest_due_at: null }
}

/** The period step by step, without gaps. */
export function seriesFigures(em: SqlEntityManager, scope: FigureScope, { steps }: Bucketing) {
  const stepOf = (column: string) => `width_bucket(${column}, (SELECT starts FROM series))`
  const stores = textArray(scope.store_ids)
  return rows<SeriesPoint>(
    em,
    `WITH series AS (SELECT ?::timestamptz[] AS starts),
     steps AS (
       SELECT at, step FROM series, unnest(starts) WITH ORDINALITY AS s (at, step)),
     opened AS (
       SELECT ${stepOf("opened_at")} AS step, count(*)::int AS sessions, count(order_id)::int AS orders
         FROM (${SESSIONS}) s GROUP BY 1),
     given AS (
       SELECT step, jsonb_agg(jsonb_build_object('currency_code', currency_code, 'amount', amount)
                              ORDER BY currency_code) AS discounts
         FROM (SELECT ${stepOf("opened_at")} AS step, currency_code,
                      sum(discount_total)::float AS amount
                 FROM (${SESSIONS}) s WHERE order_id IS NOT NULL AND status <> 'failed'
                GROUP BY 1, 2) d GROUP BY 1),
     points AS (
       SELECT ${stepOf("t.at")} AS step, sum(t.earned_points) AS earned, sum(t.redeemed_points) AS redeemed
         ${TRANSACTIONS} AND t.kind = 'finalize' GROUP BY 1),
     calls AS (
       SELECT ${stepOf("at")} AS step, percentile_cont(0.5) WITHIN GROUP (ORDER BY latency_ms) AS p50
         FROM loyalty_engine_call
        WHERE call = 'evaluate' AND store_id = ANY (?::text[]) AND at >= ? AND at < ? GROUP BY 1)
     SELECT steps.at, coalesce(opened.sessions, 0) AS sessions,
            coalesce(opened.orders, 0) AS orders, coalesce(points.earned, 0)::float AS earned_points,
            coalesce(points.redeemed, 0)::float AS redeemed_points, coalesce(given.discounts, '[]'::jsonb) AS discounts, calls.p50 AS evaluation_p50_ms
       FROM steps LEFT JOIN opened USING (step) LEFT JOIN given USING (step) LEFT JOIN points USING (step)
                  LEFT JOIN calls USING (step) ORDER BY steps.at`,
    [
      textArray(steps.map((at) => at.toISOString())),
      ...sessionParams(scope),
      ...sessionParams(scope),
      ...[stores, scope.from, scope.to],
      ...[stores, scope.from, scope.to],
    ],
  )
}
