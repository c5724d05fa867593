import type { AdminLoyaltyOperation } from "../../types/http/admin"
import type { LoyaltySessionStatus } from "../../types/http/store"

type Color = "green" | "red" | "orange" | "blue" | "grey" | "purple"

export const SESSION_STATUSES: readonly LoyaltySessionStatus[] = [
  "active",
  "pending_finalization",
  "finalized",
  "failed",
]

export const SESSION_COLORS: Readonly<Record<LoyaltySessionStatus, Color>> = {
  active: "blue",
  pending_finalization: "orange",
  finalized: "green",
  failed: "red",
}

/** The status of an operation as a person needs it: `due` without a time waits for the store's rule. */
export type OperationState = AdminLoyaltyOperation["status"] | "waiting"

export const OPERATION_COLORS: Readonly<Record<OperationState, Color>> = {
  waiting: "grey",
  due: "blue",
  in_flight: "blue",
  unknown: "orange",
  done: "green",
  dead: "red",
}

export function operationStateOf(
  operation: Pick<AdminLoyaltyOperation, "status" | "next_attempt_at">,
): OperationState {
  const isWaiting = operation.status === "due" && operation.next_attempt_at === null
  return isWaiting ? "waiting" : operation.status
}

/** Why a finalize ended before anything was sent: nothing is left to send. */
const OVER = ["order_canceled", "nothing_kept", "operator"]

/** Whether sending it again makes sense: not while it waits for the store's rule, runs or is done. */
export function canReplay(
  operation: Pick<AdminLoyaltyOperation, "status" | "next_attempt_at" | "last_error_code">,
): boolean {
  const isOver = operation.status === "dead" && OVER.includes(operation.last_error_code ?? "")
  return !isOver && ["due", "unknown", "dead"].includes(operationStateOf(operation))
}
