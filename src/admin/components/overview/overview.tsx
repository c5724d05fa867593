import { Container, Heading, Skeleton, Text } from "@medusajs/ui"

import { useLoyaltyOverview } from "../../hooks/api/loyalty-overview"
import { useMessages } from "../../lib/use-messages"
import { useOverviewQuestion } from "../../lib/use-overview-question"
import { useStoreNames } from "../../lib/use-store-names"
import { LoadError } from "../load-error"
import { Attention } from "./attention"
import { Breakers } from "./breakers"
import { Charts } from "./charts"
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
          <Attention overview={overview} store_id={question.store_id} storeNameOf={nameOf} />
          <Figures overview={overview} />
          <Breakers engines={overview.engines} storeNameOf={nameOf} />
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
