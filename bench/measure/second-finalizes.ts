/** A finalize as the engine's simulator recorded it. */
export interface FinalizeRequest {
  order_id: string
  idempotency_key: string
  /** As it was sent. */
  body: string
  /** Null where the call has no answer yet. */
  status: number | null
}

/** What an engine says to an order that it has finalized, and to a key that came with another body. */
const REFUSALS: readonly (number | null)[] = [409, 422]

/**
 * The orders whose finalize was asked for as if it were another one, and what is wrong with each.
 * The same bytes under the same key may come as often as they like: engines answer them once. Their
 * books cannot show more, because an engine that keeps the contract refuses a second finalize.
 */
export function secondFinalizes(requests: readonly FinalizeRequest[]): Map<string, string> {
  const byOrder = new Map<string, FinalizeRequest[]>()
  for (const request of requests) {
    byOrder.set(request.order_id, [...(byOrder.get(request.order_id) ?? []), request])
  }
  const wrong = new Map<string, string>()
  for (const [order_id, sent] of byOrder) {
    const keys = new Set(sent.map(({ idempotency_key }) => idempotency_key)).size
    const bodies = new Set(sent.map(({ body }) => body)).size
    const refused = sent.filter(({ status }) => REFUSALS.includes(status)).length
    if (keys > 1 || bodies > 1 || refused > 0) {
      wrong.set(order_id, `${keys} keys, ${bodies} bodies, ${refused} refused as a second one`)
    }
  }
  return wrong
}
