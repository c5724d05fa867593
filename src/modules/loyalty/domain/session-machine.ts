import { LoyaltyError } from "./errors"

/** The four states of a session; whatever else must be known about it is a column. */
export const SESSION_STATUSES = ["active", "pending_finalization", "finalized", "failed"] as const
export type SessionStatus = (typeof SESSION_STATUSES)[number]

export const INITIAL_STATUS: SessionStatus = "active"
export const TERMINAL_STATUSES: readonly SessionStatus[] = ["finalized", "failed"]

/** Why a session failed. A transient failure is none of these: it never ends a session. */
export const FAILURE_REASONS = [
  "order_canceled",
  "nothing_kept",
  "replaced",
  "released",
  "expired",
  "engine_refused",
  "operator",
  "store_disabled",
  "store_changed",
  "owner_changed",
  "channel_changed",
  "currency_changed",
] as const
export type FailureReason = (typeof FAILURE_REASONS)[number]

export type Edges = Readonly<Record<string, readonly string[]>>

/** The machine itself: every legal move, and no other. */
export const SESSION_EDGES: Readonly<Record<SessionStatus, readonly SessionStatus[]>> = {
  active: ["pending_finalization", "failed"],
  pending_finalization: ["finalized", "failed"],
  finalized: [],
  failed: [],
}

/** Whether nothing can follow the status. */
export function isTerminal(status: SessionStatus): boolean {
  return SESSION_EDGES[status].length === 0
}

/** Whether the machine has this edge. A move to the same state is none. */
export function canTransition(from: SessionStatus, to: SessionStatus): boolean {
  return SESSION_EDGES[from].includes(to)
}

/** @throws LoyaltyError `illegal_transition`, which names both states. */
export function assertTransition(from: SessionStatus, to: SessionStatus): void {
  if (!canTransition(from, to)) {
    throw new LoyaltyError(
      "illegal_transition",
      `a loyalty session cannot move from ${from} to ${to}`,
      { context: { from, to } },
    )
  }
}

/**
 * Lists what is wrong with a machine: states nobody declared, states nobody reaches, states
 * nobody leaves although they are not terminal, and terminal states that somebody leaves.
 */
export function checkGraph(
  edges: Edges,
  options: { initial: string; terminal: readonly string[] } = {
    initial: INITIAL_STATUS,
    terminal: TERMINAL_STATUSES,
  },
): string[] {
  const states = Object.keys(edges)
  const known = new Set(states)
  const named = [options.initial, ...options.terminal, ...Object.values(edges).flat()]
  const unknown = [...new Set(named)].filter((state) => !known.has(state))
  const reached = reachableFrom(options.initial, edges)
  const terminal = new Set(options.terminal)

  return [
    ...unknown.map((state) => `unknown state: ${state}`),
    ...states.filter((state) => !reached.has(state)).map((state) => `unreachable: ${state}`),
    ...states
      .filter((state) => edges[state]?.length === 0 && !terminal.has(state))
      .map((state) => `dead end: ${state}`),
    ...states
      .filter((state) => edges[state]?.length !== 0 && terminal.has(state))
      .map((state) => `terminal with a way out: ${state}`),
  ]
}

/** The machine as Mermaid text, generated so that a page can never disagree with the code. */
export function stateDiagram(): string {
  const moves = SESSION_STATUSES.flatMap((from) =>
    SESSION_EDGES[from].map((to) => `  ${from} --> ${to}`),
  )
  const ends = TERMINAL_STATUSES.map((status) => `  ${status} --> [*]`)
  return ["stateDiagram-v2", `  [*] --> ${INITIAL_STATUS}`, ...moves, ...ends, ""].join("\n")
}

function reachableFrom(initial: string, edges: Edges): Set<string> {
  const reached = new Set<string>()
  const open = [initial]
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    if (!reached.has(state)) {
      reached.add(state)
      open.push(...(edges[state] ?? []))
    }
  }
  return reached
}
