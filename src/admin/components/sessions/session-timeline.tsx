import { Button, Container, Heading, Text } from "@medusajs/ui"
import { useState } from "react"

import type { AdminLoyaltySessionDetail } from "../../../types/http/admin"
import { useActors } from "../../hooks/api/users"
import { timelineOf } from "../../lib/timeline"
import { useMessages } from "../../lib/use-messages"
import { TimelineRow } from "./timeline-row"

/** So many are seen at once; the rest on request. */
const SHOWN_FIRST = 12

/** Every move of the session, every call to the engine and every action of a person. */
export const SessionTimeline = ({ session }: { session: AdminLoyaltySessionDetail }) => {
  const t = useMessages()
  const [isAll, setAll] = useState(false)
  const actorOf = useActors([...session.transitions, ...session.audit].map(({ actor }) => actor))
  const entries = timelineOf(session)
  const shown = isAll ? entries : entries.slice(0, SHOWN_FIRST)
  const hidden = entries.length - shown.length
  return (
    <Container className="divide-y p-0">
      <div className="px-6 py-4">
        <Heading level="h2">{t("timeline.title")}</Heading>
        <Text size="small" className="text-ui-fg-subtle">
          {t("timeline.subtitle")}
        </Text>
      </div>
      <ol className="flex flex-col px-6 py-4" aria-label={t("timeline.title")}>
        {shown.map((entry, index) => (
          <TimelineRow
            key={entry.id}
            entry={entry}
            isLast={index === shown.length - 1}
            actorOf={actorOf}
          />
        ))}
      </ol>
      {hidden > 0 && (
        <div className="px-6 py-3 text-center">
          <Button size="small" variant="transparent" onClick={() => setAll(true)}>
            {t("timeline.more", { count: hidden })}
          </Button>
        </div>
      )}
    </Container>
  )
}
