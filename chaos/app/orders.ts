/** What the harness tells a Medusa process to do: run a job to its end, or tell about itself. */
export const JOB_OF_ORDER = {
  drain: "drain-operations",
  sweep: "sweep-orders",
  expire: "expire-sessions",
  reconcile: "reconcile-orders",
  archive: "archive-sessions",
  clear: "clear-forgotten",
  erase: "erase-members",
  reseal: "reseal-secrets",
} as const

/** `drain-unleased` drains although another process does: only the claims keep them apart. */
export type Order = keyof typeof JOB_OF_ORDER | "drain-unleased" | "usage"

export interface Request {
  id: number
  order: Order
}

/** What a process holds on to. */
export interface Usage {
  /** At the most since it was asked last. */
  sockets: number
  /** Now, with garbage collected. */
  memory_mb: number
}

export interface Answer {
  id: number
  error: string | null
  usage: Usage | null
}
