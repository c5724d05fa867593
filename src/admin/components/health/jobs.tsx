import { StatusBadge, Table } from "@medusajs/ui"

import type { JobHealth } from "../../../types/http/health"
import { NOTHING, useFormat } from "../../lib/use-format"
import { useMessages } from "../../lib/use-messages"
import { TwoLines } from "../two-lines"
import { Nothing, Section } from "./section"

const JOB_COLORS = { ok: "green", failed: "red", running: "blue", never: "grey" } as const

function outcomeOf({ running, outcome }: JobHealth): keyof typeof JOB_COLORS {
  if (running) {
    return "running"
  }
  return outcome === null ? "never" : outcome === "ok" ? "ok" : "failed"
}

/** When each scheduled job last ran, and how it ended. */
export const Jobs = ({ jobs }: { jobs: JobHealth[] }) => {
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
              <Table.HeaderCell className="text-end">{t("health.lastRun")}</Table.HeaderCell>
            </Table.Row>
          </Table.Header>
          <Table.Body>
            {jobs.map((run) => (
              <Table.Row key={run.job}>
                <Table.Cell>
                  <TwoLines
                    first={t(`jobName.${run.job}`, { defaultValue: run.job })}
                    second={run.job}
                  />
                </Table.Cell>
                <Table.Cell>
                  <StatusBadge color={JOB_COLORS[outcomeOf(run)]}>
                    {t(`health.outcomes.${outcomeOf(run)}`)}
                  </StatusBadge>
                </Table.Cell>
                <Table.Cell className="text-end">
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
