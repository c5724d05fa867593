import type { Context } from "@medusajs/framework/types"
import { InjectManager, MedusaContext } from "@medusajs/framework/utils"

import { isLoyaltyError } from "../domain/errors"
import {
  BREAKER_LABELS,
  OUTBOX_STATES,
  type BreakerLabel,
  type Figures,
  type OutboxState,
} from "../telemetry/metrics"
import type { StoreConfigRow } from "./config-types"
import { NEEDS_DECISION } from "./overview-figures"
import { ReconciliationService } from "./reconciliation-service"
import { rows } from "./sql"

interface OutboxRow {
  state: OutboxState
  count: number
  oldest_s: number | null
}

/** What operators look at: counts over all rows, as they are now. */
export class FiguresService extends ReconciliationService {
  /** Scrapes that come while one is being answered share its answer. */
  private scrape_: Promise<string> | null = null

  /** The reply to a scrape of `/loyalty/metrics`. */
  async metricsText(): Promise<string> {
    this.scrape_ ??= this.figures()
      .then((figures) => this.telemetry().metrics.text(figures))
      .finally(() => (this.scrape_ = null))
    return this.scrape_
  }

  /** Counts of sessions and operations, the last runs of the jobs, and the breakers of all stores. */
  async figures(): Promise<Figures> {
    const [sessions, outbox, jobs, undecided, engines] = await Promise.all([
      this.sessionCounts_(),
      this.outboxCounts_(),
      this.listLoyaltyJobRuns({}, { select: ["job", "finished_at", "outcome"], take: 50 }),
      this.listAndCountLoyaltyUndecidedOrders({ resolved_at: null }, { take: 1, select: ["id"] }),
      this.breakerCounts_(),
    ])
    return {
      sessions: Object.fromEntries(sessions.map(({ status, count }) => [status, count])),
      outbox: countsBy(OUTBOX_STATES, (state) => outbox.find((row) => row.state === state)?.count),
      outbox_oldest_s: Math.max(0, ...outbox.map(({ oldest_s }) => oldest_s ?? 0)),
      jobs,
      undecided_orders: undecided[1],
      ...engines,
    }
  }

  @InjectManager()
  protected async sessionCounts_(
    @MedusaContext() sharedContext: Context = {},
  ): Promise<{ status: string; count: number }[]> {
    return rows(
      this.em_(sharedContext),
      `SELECT status, count(*)::int AS count FROM loyalty_engine_session
        WHERE deleted_at IS NULL GROUP BY status`,
    )
  }

  @InjectManager()
  protected async outboxCounts_(
    @MedusaContext() sharedContext: Context = {},
  ): Promise<OutboxRow[]> {
    return rows(
      this.em_(sharedContext),
      `SELECT CASE WHEN status = 'due' AND next_attempt_at IS NULL THEN 'waiting' ELSE status END
                AS state,
              count(*)::int AS count,
              extract(epoch FROM now() - min(coalesce(first_attempt_at, next_attempt_at))
                FILTER (WHERE status IN ('due', 'in_flight', 'unknown')))::float AS oldest_s
         FROM loyalty_engine_operation o
        WHERE status <> 'done' AND (status <> 'dead' OR ${NEEDS_DECISION})
          AND deleted_at IS NULL GROUP BY 1`,
    )
  }

  private async breakerCounts_(): Promise<Pick<Figures, "breakers" | "broken_stores">> {
    const configs = await this.listStoreConfigsWithChannels()
    const enabled = configs.filter(({ enabled }) => enabled)
    const states = await Promise.all(
      enabled.map(async (config) => ({
        store_id: config.store_id,
        state: await this.breaker_(config),
      })),
    )
    return {
      breakers: countsBy(
        BREAKER_LABELS,
        (label) => states.filter(({ state }) => state === label).length,
      ),
      broken_stores: states
        .filter(({ state }) => state !== "closed")
        .map(({ store_id }) => store_id)
        .sort(),
    }
  }

  private async breaker_(config: StoreConfigRow): Promise<BreakerLabel> {
    try {
      const connection = await this.connectionFor(config)
      await this.refreshBreakers()
      const state = this.provider(config.provider_id).breakerState(connection)
      return state === "CLOSED" ? "closed" : state === "OPEN" ? "open" : "half_open"
    } catch (error) {
      if (!isLoyaltyError(error)) {
        throw error
      }
      // A store that cannot be read is served no more than one whose engine is away.
      return "open"
    }
  }
}

function countsBy<Key extends string>(
  keys: readonly Key[],
  countOf: (key: Key) => number | undefined,
): Record<Key, number> {
  return Object.fromEntries(keys.map((key) => [key, countOf(key) ?? 0])) as Record<Key, number>
}
