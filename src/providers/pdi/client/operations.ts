/** The calls of the contract; each has its own time limit. */
export const OPERATIONS = [
  "identify",
  "calculate",
  "finalize",
  "status",
  "token",
  "enroll",
  "history",
  "cancel",
  "reverse",
] as const
export type Operation = (typeof OPERATIONS)[number]

/** Calls that leave something behind at the engine, so that a lost answer is not "nothing". */
const EFFECTFUL: ReadonlySet<Operation> = new Set(["finalize", "reverse", "cancel", "enroll"])

/** Calls that may be repeated blindly within their own time limit. */
const REPEATABLE: ReadonlySet<Operation> = new Set(["identify", "calculate"])

export function isEffectful(operation: Operation): boolean {
  return EFFECTFUL.has(operation)
}

export function isRepeatable(operation: Operation): boolean {
  return REPEATABLE.has(operation)
}
