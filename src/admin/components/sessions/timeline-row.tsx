import {
  ArrowRight,
  CheckCircleSolid,
  CircleDottedLine,
  Pencil,
  ReceiptPercent,
  XCircleSolid,
} from "@medusajs/icons"
import { Text } from "@medusajs/ui"
import type { ReactNode } from "react"

import { auditWords } from "../../lib/audit-words"
import { because } from "../../lib/because"
import type { TimelineEntry } from "../../lib/timeline"
import { useFormat } from "../../lib/use-format"
import { useMessages } from "../../lib/use-messages"

interface TimelineRowProps {
  entry: TimelineEntry
  isLast: boolean
  actorOf: (actor: string) => string
}

/** One thing that happened: what, how it went, by whom, and when to the second. */
export const TimelineRow = ({ entry, isLast, actorOf }: TimelineRowProps) => {
  const format = useFormat()
  const { icon, title, text } = useWords(entry, actorOf)
  return (
    <li className="flex gap-x-3" data-kind={entry.kind}>
      <div className="flex flex-col items-center">
        <span className="flex size-5 items-center justify-center" aria-hidden>
          {icon}
        </span>
        {!isLast && <span className="bg-ui-border-base my-1 w-px flex-1" />}
      </div>
      <div className="flex min-w-0 flex-1 items-start justify-between gap-x-4 pb-4">
        <div className="min-w-0">
          <Text size="small" leading="compact" weight="plus" className="leading-5">
            {title}
          </Text>
          {text && (
            <Text size="small" className="text-ui-fg-subtle break-words">
              {text}
            </Text>
          )}
        </div>
        <Text size="xsmall" className="text-ui-fg-muted shrink-0 leading-5">
          {format.exactTime(new Date(entry.at))}
        </Text>
      </div>
    </li>
  )
}

function useWords(
  entry: TimelineEntry,
  actorOf: (actor: string) => string,
): { icon: ReactNode; title: string; text: string } {
  const t = useMessages()
  const format = useFormat()
  switch (entry.kind) {
    case "call": {
      const { call, ok, error_code, outcome, message, latency_ms } = entry.call
      const failed = [error_code, outcome === "unknown" && t("timeline.unknown"), message]
      return {
        icon: ok ? (
          <CheckCircleSolid className="text-ui-tag-green-icon" />
        ) : (
          <XCircleSolid className="text-ui-tag-red-icon" />
        ),
        title: t(`engineCall.${call}`, { defaultValue: call }),
        text: format.parts([format.latency(latency_ms), ...(ok ? [] : failed)]),
      }
    }
    case "transition": {
      const { from, to, reason, actor } = entry.transition
      return {
        icon: from === null ? <CircleDottedLine /> : <ArrowRight />,
        title: t("timeline.became", { status: t(`sessionStatus.${to}`, { defaultValue: to }) }),
        text: format.parts([
          t(`actor.${actor}`, { defaultValue: actorOf(actor) }),
          because(reason, t),
        ]),
      }
    }
    case "transaction": {
      const { kind, earned_points, redeemed_points, receipt_id } = entry.transaction
      const words = {
        earned: format.gain(earned_points),
        redeemed: format.loss(redeemed_points),
      }
      return {
        icon: <ReceiptPercent />,
        title: t(`timeline.${kind}`),
        text: format.parts([t("sessions.pointsBooked", words), receipt_id]),
      }
    }
    case "audit":
      return {
        icon: <Pencil />,
        title: auditWords(entry.entry.action, t),
        text: format.parts([actorOf(entry.entry.actor), entry.entry.reason]),
      }
  }
}
