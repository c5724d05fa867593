import type { MedusaContainer } from "@medusajs/framework/types"

import type { LogFields } from "../../../modules/loyalty/telemetry/event-log"
import type { LoyaltyMetrics } from "../../../modules/loyalty/telemetry/metrics"
import { FAULTY, type Observation } from "../../../modules/loyalty/telemetry/telemetry"
import type { SessionRow } from "../../../modules/loyalty/types/rows"
import { isLoyaltyError } from "../../../modules/loyalty/domain/errors"
import { loyaltyService } from "./loyalty"

type Flow<Input, Result> = (container: MedusaContainer, input: Input) => Promise<Result>

type SessionNames = Pick<SessionRow, "id" | "store_id" | "customer_id">

/** What is worth telling of a flow. */
interface Watch<Input, Result> {
  name: string
  before: (input: Input) => LogFields
  /** Null: not worth a line, e.g. a cart without loyalty. */
  after: (result: Result, input: Input) => Observation | null
  count?: (metrics: LoyaltyMetrics, outcome: string) => void
}

/** What every line about a session says of it. */
export function namesOf({ id, store_id, customer_id }: SessionNames): LogFields {
  return { session_id: id, store_id, customer_id: customer_id ?? undefined }
}

/**
 * A flow that is counted, logged and traced. The flow itself stays free of it: it says how it
 * ended in its result, and the decorator tells it to whoever watches.
 *
 * @example
 * export const selectRewards = observed(select, { name: "select", before, after })
 */
export function observed<Input, Result>(
  flow: Flow<Input, Result>,
  watch: Watch<Input, Result>,
): Flow<Input, Result> {
  return (container, input) => {
    const telemetry = loyaltyService(container).telemetry()
    let refusal: string | undefined
    return telemetry
      .watch(
        { context: "flow", name: watch.name, fields: watch.before(input) },
        async () => {
          try {
            return { value: await flow(container, input) }
          } catch (error) {
            refusal = isLoyaltyError(error) ? error.code : undefined
            throw error
          }
        },
        (ended) => {
          const thrown = refusal === undefined ? FAULTY : { outcome: refusal }
          const observation = ended ? watch.after(ended.value, input) : thrown
          if (observation) {
            watch.count?.(telemetry.metrics, observation.outcome)
          }
          return observation
        },
      )
      .then(({ value }) => value)
  }
}
