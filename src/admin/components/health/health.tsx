import { Button, Container, Heading, Skeleton, Text } from "@medusajs/ui"

import type { LoyaltyHealthResponse } from "../../../types/http/health"
import { useLoyaltyHealth } from "../../hooks/api/loyalty-health"
import { guardProblemOf } from "../../lib/store-state"
import { useFormat } from "../../lib/use-format"
import { useMessages } from "../../lib/use-messages"
import { LoadError } from "../load-error"
import { Notice } from "../notice"
import { SectionRow } from "../section-row"
import { Doctor } from "./doctor"
import { Engines } from "./engines"
import { Jobs } from "./jobs"
import { Status } from "./section"

const HALF_A_MINUTE_IN_MS = 30_000

type Checks = LoyaltyHealthResponse["checks"]

/** Whether everything that loyalty needs is there, and what to do where it is not. */
export const Health = () => {
  const t = useMessages()
  const { health, checks, uptime, isPending, isError, error, isFetching, refetch } =
    useLoyaltyHealth({ refetchInterval: HALF_A_MINUTE_IN_MS })
  const retry = () => void refetch()
  return (
    <div className="flex flex-col gap-y-3">
      <Container className="divide-y p-0">
        <div className="flex items-center justify-between gap-x-4 px-6 py-4">
          <div>
            <Heading>{t("health.title")}</Heading>
            <Text size="small" className="text-ui-fg-subtle">
              {t("health.subtitle")}
            </Text>
          </div>
          <div className="flex items-center gap-x-4">
            {health && <Status status={health} />}
            <Button size="small" variant="secondary" isLoading={isFetching} onClick={retry}>
              {t("health.refresh")}
            </Button>
          </div>
        </div>
        {isPending && <Skeleton className="m-6 h-24" aria-busy="true" />}
        {isError && <LoadError error={error} isRetrying={isFetching} onRetry={retry} />}
        {checks && <ProcessRows checks={checks} uptime={uptime ?? 0} />}
      </Container>
      {checks?.engines && <Engines engines={checks.engines} />}
      <Doctor />
      {checks?.jobs && <Jobs jobs={checks.jobs} />}
    </div>
  )
}

const ProcessRows = ({ checks, uptime }: { checks: Checks; uptime: number }) => {
  const t = useMessages()
  const format = useFormat()
  const { database, redis, completion_guard } = checks
  const problem = guardProblemOf(completion_guard?.state)
  return (
    <>
      {problem && (
        <Notice
          variant="error"
          title={t(`guard.${problem}Title`)}
          lines={
            problem === "taken" ? [t("guard.taken"), t("guard.takenSteps")] : [t("guard.failed")]
          }
        />
      )}
      {database && <Answer title={t("health.database")} check={database} />}
      {redis ? (
        <Answer title={t("health.redis")} check={redis} />
      ) : (
        // With the database down, nothing else was looked at.
        completion_guard && <SectionRow title={t("health.redis")}>{t("health.noRedis")}</SectionRow>
      )}
      {completion_guard && (
        <SectionRow title={t("health.guard")}>
          {t(`health.guardState.${completion_guard.state}`, {
            defaultValue: completion_guard.state,
          })}
        </SectionRow>
      )}
      <SectionRow title={t("health.uptime")}>{format.duration(uptime)}</SectionRow>
    </>
  )
}

interface AnswerProps {
  title: string
  check: NonNullable<Checks["database"]>
}

/** How quickly something answered, if it did. */
const Answer = ({ title, check }: AnswerProps) => {
  const format = useFormat()
  return (
    <SectionRow title={title}>
      <div className="flex items-center gap-x-2">
        <Status status={check.status} />
        <Text size="small">{format.latency(check.latency)}</Text>
      </div>
    </SectionRow>
  )
}
