import { readFileSync } from "node:fs"

/** The places where a process can be made to die or freeze, in the order in which an order meets them. */
export const FAILPOINTS = [
  "place.before_bind",
  "place.in_transaction",
  "place.after_bind",
  "finalize.after_due",
  "finalize.after_claim",
  "finalize.after_freeze",
  "finalize.after_reply",
  "finalize.in_transaction",
  "finalize.after_record",
  "reverse.after_claim",
  "reverse.after_freeze",
  "reverse.after_reply",
  "reverse.in_transaction",
] as const
export type Failpoint = (typeof FAILPOINTS)[number]

/** `kill`: SIGKILL, nothing is cleaned up. `stop`: SIGSTOP, the process goes on at SIGCONT. */
export type FailpointAction = "kill" | "stop"

const SIGNALS: Readonly<Record<FailpointAction, NodeJS.Signals>> = {
  kill: "SIGKILL",
  stop: "SIGSTOP",
}

/**
 * Ends or freezes this process if the crash harness asked for it here (ADR 13): the file that
 * `LOYALTY_FAILPOINTS` names maps a failpoint to an action, and is read at each call, so that the
 * harness arms and disarms without a restart. Does nothing without the variable, and never
 * anything in production.
 */
export function failpoint(name: Failpoint, env: NodeJS.ProcessEnv = process.env): void {
  const file = env.LOYALTY_FAILPOINTS
  if (!file || env.NODE_ENV === "production") {
    return
  }
  const action = (JSON.parse(readFileSync(file, "utf8")) as Record<string, FailpointAction>)[name]
  if (action) {
    process.kill(process.pid, SIGNALS[action])
  }
}
