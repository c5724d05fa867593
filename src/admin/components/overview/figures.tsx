import { Container, Heading, Text } from "@medusajs/ui"
import { Link } from "react-router-dom"

import type { AdminLoyaltyOverview } from "../../../types/http/admin"
import { SESSION_STATUSES } from "../../lib/session-state"
import { shareOf } from "../../lib/share"
import { NOTHING, useFormat } from "../../lib/use-format"
import { useMessages } from "../../lib/use-messages"

/** The figures of the period as tiles; those with a list behind them lead to it. */
export const Figures = ({ overview }: { overview: AdminLoyaltyOverview }) => {
  const t = useMessages()
  const format = useFormat()
  const { sessions, points, discounts, orders, evaluation } = overview
  const given = discounts.map(({ amount, currency_code }) => format.money(amount, currency_code))
  return (
    <div className="grid grid-cols-2 gap-3 xl:grid-cols-4">
      {SESSION_STATUSES.map((status) => (
        <Tile
          key={status}
          label={t(`sessionStatus.${status}`)}
          value={format.integer(sessions[status])}
          note={t("overview.sessionsNote")}
          to={`/loyalty/sessions?status=${status}`}
        />
      ))}
      <Tile
        label={t("overview.earned")}
        value={format.integer(points.earned)}
        note={t("overview.earnedNote", { count: points.reversals })}
      />
      <Tile
        label={t("overview.discount")}
        value={given.length > 0 ? given.join(" · ") : NOTHING}
        note={t("overview.discountNote", { points: format.integer(points.redeemed) })}
      />
      <Tile
        label={t("overview.identified")}
        value={format.share(shareOf(orders.with_member, orders.placed))}
        note={t("overview.identifiedNote", {
          orders: format.integer(orders.placed),
          members: format.integer(orders.with_member),
        })}
      />
      <Tile
        label={t("overview.latency")}
        value={format.latency(evaluation.p50_ms)}
        note={t("overview.latencyNote", {
          p95: format.latency(evaluation.p95_ms),
          failed: format.integer(evaluation.failed),
          calls: format.integer(evaluation.calls),
        })}
      />
    </div>
  )
}

interface TileProps {
  label: string
  value: string
  note: string
  to?: string
}

const Tile = ({ label, value, note, to }: TileProps) => (
  <Container className="flex flex-col gap-y-1 px-6 py-4" role="group" aria-label={label}>
    <Text size="small" leading="compact" className="text-ui-fg-subtle">
      {to ? (
        <Link to={to} className="hover:text-ui-fg-base">
          {label}
        </Link>
      ) : (
        label
      )}
    </Text>
    <Heading level="h2" className="text-2xl">
      {value}
    </Heading>
    <Text size="xsmall" className="text-ui-fg-muted">
      {note}
    </Text>
  </Container>
)
