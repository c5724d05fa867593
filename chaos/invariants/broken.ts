import type { Invariant } from "./invariants"

const BRAND = Symbol.for("chaos.broken-invariant")

/** An invariant that a scenario itself saw broken, because no row shows it afterwards. */
export interface BrokenInvariant extends Error {
  [BRAND]: Invariant
}

export function broken(invariant: Invariant, message: string): BrokenInvariant {
  return Object.assign(new Error(message), { [BRAND]: invariant })
}

export function brokenInvariantOf(error: unknown): Invariant | undefined {
  return (error as Partial<BrokenInvariant> | undefined)?.[BRAND]
}
