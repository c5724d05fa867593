import { SpanStatusCode, trace, type Span } from "@medusajs/framework/opentelemetry/api"
import { Tracer } from "@medusajs/framework/telemetry"

/** Ids and words for a span; like log fields, never anything of a person. */
export type SpanAttributes = Record<string, string | number | undefined>

/** The framework's tracer: without an SDK registered by the shop it does nothing, at no cost. */
const tracer = new Tracer("medusa-plugin-loyalty")

/** Runs `job` in a span; a job that throws ends it as failed. */
export async function traced<T>(
  name: string,
  attributes: SpanAttributes,
  job: (span: Span) => Promise<T>,
): Promise<T> {
  return tracer.trace(name, async (span) => {
    setAttributes(span, attributes)
    try {
      return await job(span)
    } catch (error) {
      // The message may repeat a row's values; the name of the error does not.
      span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).name })
      throw error
    } finally {
      span.end()
    }
  })
}

export function setAttributes(span: Span, attributes: SpanAttributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) {
      span.setAttribute(`loyalty.${name}`, value)
    }
  }
}

/** W3C headers (`traceparent`, `tracestate`) of the running span; none when nobody traces. */
export function traceHeaders(): Record<string, string> {
  return tracer.getPropagationState()
}

/** Ids of the running span for a log line; nothing when nobody traces. */
export function spanIds(): { trace_id?: string; span_id?: string } {
  const context = trace.getActiveSpan()?.spanContext()
  return context ? { trace_id: context.traceId, span_id: context.spanId } : {}
}
