import { CheckCircleSolid, ExclamationCircleSolid } from "@medusajs/icons"
import { Container, Text } from "@medusajs/ui"

import type { AdminLoyaltyOverview } from "../../../types/http/admin"
import { useLoyaltyAdjustments } from "../../hooks/api/loyalty-adjustments"
import { A_MINUTE_IN_MS } from "../../hooks/api/loyalty-overview"
import { useFormat } from "../../lib/use-format"
import { useMessages } from "../../lib/use-messages"
import { Way } from "./way"

interface AttentionProps {
  overview: AdminLoyaltyOverview
  /** Whose figures they are; null for those of all stores. */
  store_id: string | null
  storeNameOf: (id: string) => string
}

/** What waits for somebody now, each with the way to it; or that nothing does. */
export const Attention = ({ overview, store_id, storeNameOf }: AttentionProps) => {
  const t = useMessages()
  const format = useFormat()
  const { waiting, due, unknown, dead, oldest_due_at } = overview.operations
  const undecided = overview.orders_without_decision
  const { count, isError } = useLoyaltyAdjustments(
    { limit: 1, ...(store_id && { store_id }) },
    { refetchInterval: A_MINUTE_IN_MS },
  )
  const unsettled = count ?? 0
  const isKnown = count !== undefined && !isError
  const troubled = overview.engines.filter(({ circuit_breaker }) => circuit_breaker !== "CLOSED")
  const queue = [
    t("overview.waiting", { count: waiting }),
    t("overview.due", { count: due }),
    oldest_due_at && t("overview.oldest", { time: format.time(oldest_due_at) }),
  ]
  return (
    <Container className="divide-y p-0" role="group" aria-label={t("overview.now")}>
      {undecided > 0 && (
        <Line tone="error" to="/loyalty/checks">
          {t("overview.undecided", { count: undecided })}
        </Line>
      )}
      {dead > 0 && (
        <Line tone="error" to="/loyalty/operations?status=dead">
          {t("overview.dead", { count: dead })}
        </Line>
      )}
      {unsettled > 0 && (
        <Line tone="warning" to="/loyalty/adjustments">
          {t("overview.unsettled", { count: unsettled })}
        </Line>
      )}
      {unknown > 0 && (
        <Line tone="warning" to="/loyalty/operations?status=unknown">
          {t("overview.unknown", { count: unknown })}
        </Line>
      )}
      {troubled.map(({ store_id, circuit_breaker }) => (
        <Line key={store_id} tone="error" to="/loyalty/health">
          {t(`overview.breaker.${circuit_breaker}`, { store: storeNameOf(store_id) })}
        </Line>
      ))}
      {undecided === 0 &&
        dead === 0 &&
        unsettled === 0 &&
        unknown === 0 &&
        isKnown &&
        troubled.length === 0 && <Line tone="ok">{t("overview.allWell")}</Line>}
      <div className="flex items-center gap-x-3 px-6 py-3">
        <Text size="small" className="text-ui-fg-subtle flex-1">
          {queue.filter(Boolean).join(" ")}
        </Text>
        {waiting > 0 && <Way to="/loyalty/operations?status=waiting" />}
      </div>
    </Container>
  )
}

interface LineProps {
  tone: "ok" | "warning" | "error"
  to?: string
  children: string
}

const COLORS = {
  ok: "text-ui-tag-green-icon",
  warning: "text-ui-tag-orange-icon",
  error: "text-ui-tag-red-icon",
}

const Line = ({ tone, to, children }: LineProps) => {
  const Icon = tone === "ok" ? CheckCircleSolid : ExclamationCircleSolid
  return (
    <div className="flex items-center gap-x-3 px-6 py-3">
      <Icon className={`shrink-0 ${COLORS[tone]}`} aria-hidden />
      <Text size="small" leading="compact" className="flex-1">
        {children}
      </Text>
      {to && <Way to={to} />}
    </div>
  )
}
