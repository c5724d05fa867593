import type { Logger } from "@medusajs/framework/types"

export type LogLevel = "debug" | "info" | "warn"

/**
 * All that a line may name. Nothing of a person: no number, name or e-mail, and no cart id either,
 * because whoever knows a cart's id may see and change the cart.
 */
export interface LogFields {
  session_id?: string
  store_id?: string
  order_id?: string
  customer_id?: string
  operation_id?: string
  provider_id?: string
  endpoint?: string
  /** Of an operation: finalize, reverse, cancel, enrol, sync. */
  kind?: string
  job?: string
  /** How it ended: `ok`, an error code, or a word of the flow. */
  outcome?: string
  earned_points?: number
  duration_ms?: number
  correlation_id?: string
  trace_id?: string
  span_id?: string
}

const SERVICE = "medusa-plugin-loyalty"

/**
 * Writes events through Medusa's own logger: one JSON object a line, with level and timestamp,
 * outside development, and a plain sentence in it.
 */
export class EventLog {
  constructor(private readonly logger: Logger) {}

  /** `context` says which part of the plugin speaks: `engine`, `flow` or `job`. */
  write(level: LogLevel, context: string, entry: { message: string; fields: LogFields }): void {
    if (!this.isTold_(level)) {
      return
    }
    const fields = Object.entries(entry.fields).filter(([, value]) => value !== undefined)
    this.logger.log(level, `loyalty: ${entry.message}`, {
      service: SERVICE,
      context,
      ...Object.fromEntries(fields),
    })
  }

  /** Medusa's logger formats a line before it finds that nobody wants it. A shop's own may not know. */
  private isTold_(level: LogLevel): boolean {
    const { shouldLog }: Partial<Logger> = this.logger
    return shouldLog?.call(this.logger, level) !== false
  }
}
