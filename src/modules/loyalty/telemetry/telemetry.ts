import type { Logger } from "@medusajs/framework/types"

import { EventLog, type LogFields, type LogLevel } from "./event-log"
import { LoyaltyMetrics } from "./metrics"
import { setAttributes, spanIds, traced } from "./tracing"

/** Something worth watching: a flow, a call to an engine, a run of a job. */
export interface Subject {
  /** `engine`, `flow` or `job`. */
  context: string
  name: string
  fields: LogFields
}

export interface Observation {
  outcome: string
  level?: LogLevel
  /** What is known only at the end. */
  fields?: LogFields
}

const FAULT = "fault"

/** Metrics, log and traces of one running plugin; the module's service holds the only one. */
export class Telemetry {
  private metrics_: LoyaltyMetrics | null = null
  private readonly log_: EventLog

  constructor(logger: Logger) {
    this.log_ = new EventLog(logger)
  }

  /** Made when first asked for: what counts needs a package that a shop can start without. */
  get metrics(): LoyaltyMetrics {
    this.metrics_ ??= new LoyaltyMetrics()
    return this.metrics_
  }

  /**
   * Runs `job` in a span and writes one line when it ended; `judge` says how. What throws is
   * passed on, and counted as a fault.
   */
  async watch<T>(
    subject: Subject,
    job: () => Promise<T>,
    judge: (result: T | null, duration_s: number) => Observation | null,
  ): Promise<T> {
    const { context, name, fields } = subject
    return traced(`loyalty.${context}.${name}`, { ...fields }, async (span) => {
      const begun = process.hrtime.bigint()
      const end = (result: T | null): void => {
        const duration_s = Number(process.hrtime.bigint() - begun) / 1e9
        const observation = judge(result, duration_s)
        if (!observation) {
          return
        }
        setAttributes(span, { outcome: observation.outcome, ...observation.fields })
        this.log_.write(observation.level ?? "info", context, {
          message: `${name} ${observation.outcome}`,
          fields: {
            ...fields,
            ...observation.fields,
            ...spanIds(),
            outcome: observation.outcome,
            duration_ms: Math.round(duration_s * 1000),
          },
        })
      }
      let result: T
      try {
        result = await job()
      } catch (error) {
        end(null)
        throw error
      }
      end(result)
      return result
    })
  }
}

/** The observation of something that threw. */
export const FAULTY: Observation = { outcome: FAULT, level: "warn" }
