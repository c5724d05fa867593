import { Badge, Button, Container, Heading, Skeleton, StatusBadge, Table, Text } from "@medusajs/ui"
import type { ReactNode } from "react"

import type { HealthStatus, JobHealth, LoyaltyHealthResponse } from "../../../types/http/health"
import { useLoyaltyHealth } from "../../hooks/api/loyalty-stores"
import { adviceOn } from "../../lib/advice"
import { guardProblemOf } from "../../lib/store-state"
import { NOTHING, useFormat } from "../../lib/use-format"
import { useMessages } from "../../lib/use-messages"
import { useStoreNames } from "../../lib/use-store-names"
import { LoadError } from "../load-error"
import { Notice } from "../notice"
import { SectionRow } from "../section-row"

const HALF_A_MINUTE_IN_MS = 30_000

const STATUS_COLORS = { healthy: "green", degraded: "orange", down: "red" } as const

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
      {checks?.jobs && <Jobs jobs={checks.jobs} />}
    </div>
  )
}

const Status = ({ status }: { status: HealthStatus }) => {
  const t = useMessages()
  return <StatusBadge color={STATUS_COLORS[status]}>{t(`health.status.${status}`)}</StatusBadge>
}

const ProcessRows = ({ checks, uptime }: { checks: Checks; uptime: number }) => {
  const t = useMessages()
  const format = useFormat()
  const { database, completion_guard } = checks
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
      {database && (
        <SectionRow title={t("health.database")}>
          <div className="flex items-center gap-x-2">
            <Status status={database.status} />
            <Text size="small">{format.latency(database.latency)}</Text>
          </div>
        </SectionRow>
      )}
      {completion_guard && (
        <SectionRow title={t("health.guard")}>
          {t(`health.guardState.${completion_guard.state}`, {
            defaultValue: completion_guard.state,
          })}
        </SectionRow>
      )}
      <SectionRow title={t("health.uptime")}>
        {t("health.seconds", { count: Math.round(uptime) })}
      </SectionRow>
    </>
  )
}

const Engines = ({ engines }: { engines: NonNullable<Checks["engines"]> }) => {
  const t = useMessages()
  const format = useFormat()
  const { nameOf } = useStoreNames()
  return (
    <Section title={t("health.engines")} text={t("health.enginesText")}>
      {engines.length === 0 ? (
        <Nothing>{t("health.noEngines")}</Nothing>
      ) : (
        <Table>
          <Table.Header>
            <Table.Row>
              <Table.HeaderCell>{t("fields.store")}</Table.HeaderCell>
              <Table.HeaderCell>{t("sessions.status")}</Table.HeaderCell>
              <Table.HeaderCell>{t("health.breakerTitle")}</Table.HeaderCell>
              <Table.HeaderCell className="text-right">{t("health.latency")}</Table.HeaderCell>
            </Table.Row>
          </Table.Header>
          <Table.Body>
            {engines.map(({ store_id, status, circuit_breaker, latency, code }) => (
              <Table.Row key={store_id}>
                <Table.Cell>{nameOf(store_id)}</Table.Cell>
                <Table.Cell>
                  <div className="flex flex-col items-start gap-y-1 py-2">
                    <Status status={status} />
                    {code && (
                      <Text size="xsmall" className="text-ui-fg-subtle whitespace-normal">
                        {adviceOn(code, t)}
                      </Text>
                    )}
                  </div>
                </Table.Cell>
                <Table.Cell>
                  <Badge size="2xsmall" color={circuit_breaker === "CLOSED" ? "green" : "red"}>
                    {t(`health.breaker.${circuit_breaker}`)}
                  </Badge>
                </Table.Cell>
                <Table.Cell className="text-right">{format.latency(latency)}</Table.Cell>
              </Table.Row>
            ))}
          </Table.Body>
        </Table>
      )}
    </Section>
  )
}

const JOB_COLORS = { ok: "green", failed: "red", running: "blue", never: "grey" } as const

function outcomeOf({ running, outcome }: JobHealth): keyof typeof JOB_COLORS {
  if (running) {
    return "running"
  }
  return outcome === null ? "never" : outcome === "ok" ? "ok" : "failed"
}

const Jobs = ({ jobs }: { jobs: JobHealth[] }) => {
  const t = useMessages()
  const format = useFormat()
  return (
    <Section title={t("health.jobs")} text={t("health.jobsText")}>
      {jobs.length === 0 ? (
        <Nothing>{t("health.noJobs")}</Nothing>
      ) : (
        <Table>
          <Table.Header>
            <Table.Row>
              <Table.HeaderCell>{t("health.job")}</Table.HeaderCell>
              <Table.HeaderCell>{t("health.outcome")}</Table.HeaderCell>
              <Table.HeaderCell className="text-right">{t("health.lastRun")}</Table.HeaderCell>
            </Table.Row>
          </Table.Header>
          <Table.Body>
            {jobs.map((run) => (
              <Table.Row key={run.job}>
                <Table.Cell>{run.job}</Table.Cell>
                <Table.Cell>
                  <StatusBadge color={JOB_COLORS[outcomeOf(run)]}>
                    {t(`health.outcomes.${outcomeOf(run)}`)}
                  </StatusBadge>
                </Table.Cell>
                <Table.Cell className="text-right">
                  {run.finished_at ? format.exactTime(run.finished_at) : NOTHING}
                </Table.Cell>
              </Table.Row>
            ))}
          </Table.Body>
        </Table>
      )}
    </Section>
  )
}

interface SectionProps {
  title: string
  text: string
  children: ReactNode
}

const Section = ({ title, text, children }: SectionProps) => (
  <Container className="divide-y p-0">
    <div className="px-6 py-4">
      <Heading level="h2">{title}</Heading>
      <Text size="small" className="text-ui-fg-subtle">
        {text}
      </Text>
    </div>
    {children}
  </Container>
)

const Nothing = ({ children }: { children: string }) => (
  <Text size="small" className="text-ui-fg-muted px-6 py-8 text-center">
    {children}
  </Text>
)
