import type * as promClient from "prom-client"

import { lazily } from "../lazily"

/** What only the database knows; read at each scrape. */
export interface Figures {
  /** Sessions by status. */
  sessions: Record<string, number>
  /** Operations of the outbox by what they wait for; `done` ones are not counted. */
  outbox: Record<OutboxState, number>
  /** Age of the oldest operation that could have been sent by now, in seconds. */
  outbox_oldest_s: number
  jobs: { job: string; finished_at: Date | null; outcome: string | null }[]
  /** Orders that carried a session and that nothing decides: a person must look. */
  undecided_orders: number
  /** Stores that are on, by the state of their engine's circuit breaker. */
  breakers: Record<BreakerLabel, number>
  /** Ids of stores whose breaker is not closed. */
  broken_stores: string[]
}

export const OUTBOX_STATES = ["due", "waiting", "in_flight", "unknown", "dead"] as const
export type OutboxState = (typeof OUTBOX_STATES)[number]

export const BREAKER_LABELS = ["closed", "half_open", "open"] as const
export type BreakerLabel = (typeof BREAKER_LABELS)[number]

/** Engines answer in 50 ms or not at all: a few buckets tell that, and keep the reply small. */
const LATENCY_BUCKETS_S = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

/** One line a store: more of them would make the reply longer than anybody reads. */
const BROKEN_STORES_MAX = 20

/**
 * Everything `/loyalty/metrics` tells, in a registry of its own: the shop's other metrics are not
 * ours to touch. Counters are this process's; gauges are the database's, alike in every process.
 * No label ever holds anything of a person.
 */
export class LoyaltyMetrics {
  private readonly prom_ = lazily<typeof promClient>("prom-client")
  private readonly registry_ = new this.prom_.Registry()
  private readonly registers_ = [this.registry_]

  readonly engine_calls = new this.prom_.Counter({
    name: "loyalty_engine_calls_total",
    help: "Calls to engines by endpoint and outcome: ok, an error code, or fault",
    labelNames: ["provider", "endpoint", "outcome"],
    registers: this.registers_,
  })
  readonly engine_call_duration = new this.prom_.Histogram({
    name: "loyalty_engine_call_duration_seconds",
    help: "How long calls to engines took, retries included",
    labelNames: ["endpoint"],
    buckets: LATENCY_BUCKETS_S,
    registers: this.registers_,
  })
  readonly evaluations = new this.prom_.Counter({
    name: "loyalty_evaluations_total",
    help: "Evaluations: asked, skipped (unchanged), coalesced, stale, degraded, ended",
    labelNames: ["outcome"],
    registers: this.registers_,
  })
  readonly cart_guards = new this.prom_.Counter({
    name: "loyalty_cart_guard_total",
    help: "What the guards around the money decided, for carts with a session",
    labelNames: ["guard", "outcome"],
    registers: this.registers_,
  })
  private readonly breakers_ = this.gauge_("loyalty_engine_breakers", "Stores by breaker", "state")
  private readonly broken_ = this.gauge_(
    "loyalty_engine_breaker_broken",
    "1 for a store whose breaker is not closed",
    "store_id",
  )
  private readonly sessions_ = this.gauge_("loyalty_sessions", "Sessions by status", "status")
  private readonly outbox_ = this.gauge_(
    "loyalty_outbox_operations",
    "Operations that are not done, by what they wait for",
    "state",
  )
  private readonly oldest_ = this.gauge_(
    "loyalty_outbox_oldest_age_seconds",
    "Age of the oldest operation that could have been sent",
  )
  private readonly undecided_ = this.gauge_(
    "loyalty_orders_without_decision",
    "Orders with a session that nothing decides by itself",
  )
  private readonly jobRun_ = this.gauge_(
    "loyalty_job_last_run_timestamp_seconds",
    "When a job last ended",
    "job",
  )
  private readonly jobOk_ = this.gauge_(
    "loyalty_job_last_run_ok",
    "1 if the job's last run went well",
    "job",
  )

  /** The reply to a scrape, in Prometheus' text format. */
  async text(figures: Figures): Promise<string> {
    this.take_(figures)
    return this.registry_.metrics()
  }

  get content_type(): string {
    return this.registry_.contentType
  }

  /** Every metric's name, for dashboards and alerts to be checked against. */
  names(): string[] {
    return this.registry_.getMetricsAsArray().map(({ name }) => name)
  }

  private take_(figures: Figures): void {
    // A label that is gone must not keep its last value.
    this.broken_.reset()
    this.sessions_.reset()
    figures.broken_stores
      .slice(0, BROKEN_STORES_MAX)
      .forEach((store_id) => this.broken_.set({ store_id }, 1))
    for (const state of BREAKER_LABELS) {
      this.breakers_.set({ state }, figures.breakers[state])
    }
    for (const [status, count] of Object.entries(figures.sessions)) {
      this.sessions_.set({ status }, count)
    }
    for (const state of OUTBOX_STATES) {
      this.outbox_.set({ state }, figures.outbox[state])
    }
    this.oldest_.set(figures.outbox_oldest_s)
    this.undecided_.set(figures.undecided_orders)
    for (const { job, finished_at, outcome } of figures.jobs) {
      if (finished_at) {
        this.jobRun_.set({ job }, finished_at.getTime() / 1000)
        this.jobOk_.set({ job }, outcome === "failed" ? 0 : 1)
      }
    }
  }

  private gauge_(name: string, help: string, ...labelNames: string[]): promClient.Gauge {
    return new this.prom_.Gauge({ name, help, labelNames, registers: this.registers_ })
  }
}
