import { ExclamationCircleSolid } from "@medusajs/icons"
import { Badge, Button, Skeleton, Text } from "@medusajs/ui"

import type { LoyaltyFinding } from "../../../types/http/health"
import { useLoyaltyDoctor } from "../../hooks/api/loyalty-health"
import { useMessages } from "../../lib/use-messages"
import { LoadError } from "../load-error"
import { Nothing, Section } from "./section"

/** What keeps this installation from working, or will, each with what to do about it. */
export const Doctor = () => {
  const t = useMessages()
  const { findings, isPending, isError, error, isFetching, refetch } = useLoyaltyDoctor()
  const look = () => void refetch()
  return (
    <Section
      title={t("doctor.title")}
      text={t("doctor.text")}
      actions={
        <Button size="small" variant="secondary" isLoading={isFetching} onClick={look}>
          {t("doctor.look")}
        </Button>
      }
    >
      {isPending && <Skeleton className="m-6 h-16" aria-busy="true" />}
      {isError && <LoadError error={error} isRetrying={isFetching} onRetry={look} />}
      {findings?.length === 0 && <Nothing>{t("doctor.nothing")}</Nothing>}
      {findings && findings.length > 0 && (
        <ul className="divide-y" aria-label={t("doctor.title")}>
          {findings.map((finding) => (
            <FindingRow key={`${finding.check}:${finding.message}`} finding={finding} />
          ))}
        </ul>
      )}
    </Section>
  )
}

const FindingRow = ({ finding }: { finding: LoyaltyFinding }) => {
  const t = useMessages()
  const { check, severity, message, advice } = finding
  return (
    <li className="flex items-start gap-x-3 px-6 py-4">
      <ExclamationCircleSolid
        className={`mt-0.5 shrink-0 ${severity === "error" ? "text-ui-tag-red-icon" : "text-ui-tag-orange-icon"}`}
        aria-label={t(`doctor.${severity}`)}
      />
      <div className="min-w-0 flex-1">
        {/* The server's own words, as `loyalty doctor` prints them. */}
        <Text size="small" leading="compact" weight="plus" className="break-words">
          {message}
        </Text>
        <Text size="small" className="text-ui-fg-subtle break-words">
          {advice}
        </Text>
      </div>
      <Badge size="2xsmall" className="shrink-0">
        {t(`doctor.checks.${check}`, { defaultValue: check })}
      </Badge>
    </li>
  )
}
