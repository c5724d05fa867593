import { StatusBadge } from "@medusajs/ui"

import type { AdminLoyaltyOperation } from "../../types/http/admin"
import type { LoyaltySessionStatus } from "../../types/http/store"
import { OPERATION_COLORS, operationStateOf, SESSION_COLORS } from "../lib/session-state"
import { useMessages } from "../lib/use-messages"

/** Where a session stands. */
export const SessionBadge = ({ status }: { status: LoyaltySessionStatus }) => {
  const t = useMessages()
  return (
    <StatusBadge color={SESSION_COLORS[status]} className="shrink-0 whitespace-nowrap">
      {t(`sessionStatus.${status}`)}
    </StatusBadge>
  )
}

interface OperationBadgeProps {
  operation: Pick<AdminLoyaltyOperation, "status" | "next_attempt_at">
}

/** Where an operation of the outbox stands. */
export const OperationBadge = ({ operation }: OperationBadgeProps) => {
  const t = useMessages()
  const state = operationStateOf(operation)
  return (
    <StatusBadge color={OPERATION_COLORS[state]} className="shrink-0 whitespace-nowrap">
      {t(`operationStatus.${state}`)}
    </StatusBadge>
  )
}
