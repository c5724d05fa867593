import { Badge, Container, Text } from "@medusajs/ui"

import type { AdminLoyaltyOverview } from "../../../types/http/admin"
import { useFormat } from "../../lib/use-format"
import { useMessages } from "../../lib/use-messages"
import { Way } from "./way"

/** A chain has hundreds of stores: here stand those in trouble, and some of the others. */
const SHOWN_MAX = 12

interface BreakersProps {
  engines: AdminLoyaltyOverview["engines"]
  storeNameOf: (id: string) => string
}

/** The circuit breaker of each store that is on, those that are not closed first. */
export const Breakers = ({ engines, storeNameOf }: BreakersProps) => {
  const t = useMessages()
  const format = useFormat()
  if (engines.length === 0) {
    return null
  }
  const isWell = ({ circuit_breaker }: (typeof engines)[number]) => circuit_breaker === "CLOSED"
  const sorted = [...engines.filter((engine) => !isWell(engine)), ...engines.filter(isWell)]
  const rest = sorted.length - SHOWN_MAX
  return (
    <Container
      className="flex items-center gap-x-6 px-6 py-3"
      role="group"
      aria-label={t("health.engines")}
    >
      <Text size="small" leading="compact" className="text-ui-fg-subtle shrink-0">
        {t("health.engines")}
      </Text>
      <ul className="flex flex-1 flex-wrap gap-x-6 gap-y-2">
        {sorted.slice(0, SHOWN_MAX).map((engine) => (
          <li key={engine.store_id} className="flex items-center gap-x-2">
            <Text size="small" leading="compact">
              {format.name(storeNameOf(engine.store_id))}
            </Text>
            <Badge size="2xsmall" color={isWell(engine) ? "green" : "red"}>
              {t(`health.breaker.${engine.circuit_breaker}`)}
            </Badge>
          </li>
        ))}
        {rest > 0 && (
          <li>
            <Text size="small" leading="compact" className="text-ui-fg-muted">
              {format.gain(rest)}
            </Text>
          </li>
        )}
      </ul>
      <Way to="/loyalty/health" />
    </Container>
  )
}
