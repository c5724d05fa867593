import { Container, Heading, Skeleton, Text } from "@medusajs/ui"

import type { AdminLoyaltyOverview } from "../../../types/http/admin"
import { useLoyaltyOverview } from "../../hooks/api/loyalty-overview"
import { useFormat } from "../../lib/use-format"
import { useMessages } from "../../lib/use-messages"
import { useOverviewQuestion } from "../../lib/use-overview-question"
import { useStoreNames } from "../../lib/use-store-names"
import { LoadError } from "../load-error"
import { Attention } from "./attention"
import { Chart } from "./chart"
import { Figures } from "./figures"
import { PeriodPicker } from "./period-picker"

/** How the programme runs: what it earned, what it cost, and what waits for somebody. */
export const Overview = () => {
  const t = useMessages()
  const question = useOverviewQuestion()
  const { stores, nameOf } = useStoreNames()
  const { overview, isPending, isError, error, isFetching, refetch } = useLoyaltyOverview(question)
  return (
    <div className="flex flex-col gap-y-3">
      <Container className="flex flex-col justify-between gap-4 px-6 py-4 md:flex-row md:items-center">
        <div>
          <Heading>{t("overview.title")}</Heading>
          <Text size="small" className="text-ui-fg-subtle">
            {t("overview.subtitle")}
          </Text>
        </div>
        <PeriodPicker question={question} stores={stores} />
      </Container>
      {isError ? (
        <Container className="p-0">
          <LoadError error={error} isRetrying={isFetching} onRetry={() => void refetch()} />
        </Container>
      ) : isPending || !overview ? (
        <OverviewSkeleton />
      ) : (
        <>
          <Attention overview={overview} storeNameOf={nameOf} />
          <Figures overview={overview} />
          <Charts overview={overview} />
        </>
      )}
    </div>
  )
}

const OverviewSkeleton = () => (
  <div className="grid grid-cols-2 gap-3 xl:grid-cols-4" aria-busy="true">
    {["a", "b", "c", "d", "e", "f", "g", "h"].map((tile) => (
      <Skeleton key={tile} className="h-24" />
    ))}
  </div>
)

const Charts = ({ overview }: { overview: AdminLoyaltyOverview }) => {
  const t = useMessages()
  const format = useFormat()
  const { series, bucket, sessions, points, evaluation } = overview
  const steps = series.map(({ at }) => (bucket === "hour" ? format.time(at) : format.day(at)))
  const opened = Object.values(sessions).reduce((sum, count) => sum + count, 0)
  return (
    <div className="grid grid-cols-1 gap-3 xl:grid-cols-3">
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
        total={`+${format.integer(points.earned)} / −${format.integer(points.redeemed)}`}
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
