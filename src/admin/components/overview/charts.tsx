import type { AdminLoyaltyOverview } from "../../../types/http/admin"
import { shareOf } from "../../lib/share"
import { useFormat } from "../../lib/use-format"
import { useMessages } from "../../lib/use-messages"
import { Chart } from "./chart"

/** The period step by step. */
export const Charts = ({ overview }: { overview: AdminLoyaltyOverview }) => {
  const t = useMessages()
  const format = useFormat()
  const { series, bucket, sessions, points, discounts, orders, evaluation } = overview
  const currencies = discounts.map(({ currency_code }) => currency_code)
  const steps = series.map(({ at }) => (bucket === "hour" ? format.time(at) : format.day(at)))
  const opened = Object.values(sessions).reduce((sum, count) => sum + count, 0)
  return (
    <div className="grid grid-cols-1 gap-3 xl:grid-cols-2">
      <Chart
        title={t("overview.sessionsOverTime")}
        total={format.integer(opened)}
        steps={steps}
        formatValue={format.number}
        series={[
          { ...BLUE, label: t("menu.sessions"), values: series.map((point) => point.sessions) },
          { ...GREEN, label: t("overview.orders"), values: series.map((point) => point.orders) },
        ]}
      />
      <Chart
        title={t("overview.pointsOverTime")}
        total={`${format.gain(points.earned)} / ${format.loss(points.redeemed)}`}
        steps={steps}
        formatValue={format.number}
        series={[
          { ...GREEN, label: t("overview.earned"), values: series.map((p) => p.earned_points) },
          {
            ...ORANGE,
            label: t("overview.redeemed"),
            values: series.map((p) => p.redeemed_points),
          },
        ]}
      />
      <Chart
        title={t("overview.identifiedOverTime")}
        total={format.share(shareOf(orders.with_member, orders.placed))}
        steps={steps}
        formatValue={format.share}
        top={1}
        series={[
          {
            ...BLUE,
            label: t("overview.identified"),
            values: series.map((p) => shareOf(p.orders_with_member, p.orders_placed)),
          },
        ]}
      />
      {currencies.map((currency) => (
        <Chart
          key={currency}
          title={t("overview.discount")}
          total={format.money(amountIn(discounts, currency), currency)}
          steps={steps}
          formatValue={(value) => format.money(value, currency)}
          series={[
            {
              ...ORANGE,
              label: t("overview.discount"),
              values: series.map((point) => amountIn(point.discounts, currency)),
            },
          ]}
        />
      ))}
      <Chart
        title={t("overview.latencyOverTime")}
        total={format.latency(evaluation.p50_ms)}
        steps={steps}
        formatValue={(value) => format.latency(value)}
        series={[
          { ...BLUE, label: t("overview.median"), values: series.map((p) => p.evaluation_p50_ms) },
        ]}
      />
    </div>
  )
}

const BLUE = { fill: "fill-ui-tag-blue-icon", swatch: "bg-ui-tag-blue-icon" }
const GREEN = { fill: "fill-ui-tag-green-icon", swatch: "bg-ui-tag-green-icon" }
const ORANGE = { fill: "fill-ui-tag-orange-icon", swatch: "bg-ui-tag-orange-icon" }

function amountIn(amounts: AdminLoyaltyOverview["discounts"], currency: string): number {
  return amounts.find(({ currency_code }) => currency_code === currency)?.amount ?? 0
}
