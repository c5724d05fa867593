/** Evaluates one cart's session so many times, asking the engine each time. */
export interface EvaluateOrder {
  kind: "evaluate"
  session_id: string
  cart_id: string
  times: number
}

/** Asks the engine about carts in turns and stores its answers, without Medusa's cart. */
export interface EvaluateModuleOrder {
  kind: "evaluate-module"
  places: { session_id: string; cart_id: string }[]
  /** Evaluations of all of them together. */
  times: number
}

/** What a Medusa of the benchmark is told to do. */
export type InsideOrder =
  EvaluateOrder | EvaluateModuleOrder | { kind: "drain"; limit: number } | { kind: "memory" }

export interface TimedAnswer {
  wall_ms: number
  cpu_ms: number
}

export interface DrainAnswer extends TimedAnswer {
  done: number
}

export interface MemoryAnswer {
  /** What is still reachable after a garbage collection. */
  heap_bytes: number
}
