import { Container, Heading, Text } from "@medusajs/ui"

import type { AdminLoyaltySessionDetail } from "../../../types/http/admin"
import { useFormat } from "../../lib/use-format"
import { useMessages } from "../../lib/use-messages"
import { OperationBadge } from "../status-badges"

/** What the engine must still be told about this session, or was. */
export const SessionOperations = ({ session }: { session: AdminLoyaltySessionDetail }) => {
  const t = useMessages()
  const format = useFormat()
  if (session.operations.length === 0) {
    return null
  }
  return (
    <Container className="divide-y p-0">
      <div className="px-6 py-4">
        <Heading level="h2">{t("menu.operations")}</Heading>
      </div>
      {session.operations.map((operation) => (
        <div key={operation.id} className="flex items-start justify-between gap-x-4 px-6 py-4">
          <div className="min-w-0">
            <Text size="small" leading="compact" weight="plus">
              {t(`operationKind.${operation.kind}`)}
            </Text>
            <Text size="small" className="text-ui-fg-subtle">
              {t("operations.attempts", { count: operation.attempts })}
              {operation.next_attempt_at &&
                ` · ${t("operations.next", { time: format.time(operation.next_attempt_at) })}`}
            </Text>
            {operation.last_error && (
              <Text size="small" className="text-ui-fg-error break-words">
                {operation.last_error}
              </Text>
            )}
          </div>
          <OperationBadge operation={operation} />
        </div>
      ))}
    </Container>
  )
}
