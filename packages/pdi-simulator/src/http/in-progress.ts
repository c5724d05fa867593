import { ContractError } from "../errors.js"

/** Calls with a key that have arrived and are not done: the same key again must wait. */
export class InProgress {
  private readonly keys = new Set<string>()
  private readonly finalizing = new Map<string, number>()

  /** Returns what to call when the work is done; calling it again does nothing. */
  enter(key: string | null, sessionId: string | null): () => void {
    if (key !== null && this.keys.has(key)) {
      throw new ContractError(409, "IN_PROGRESS", "a call with this key is still running")
    }
    if (key !== null) this.keys.add(key)
    this.count(sessionId, 1)
    let inside = true
    return () => {
      if (!inside) return
      inside = false
      if (key !== null) this.keys.delete(key)
      this.count(sessionId, -1)
    }
  }

  isFinalizing(sessionId: string): boolean {
    return this.finalizing.has(sessionId)
  }

  private count(sessionId: string | null, by: number): void {
    if (sessionId === null) return
    const now = (this.finalizing.get(sessionId) ?? 0) + by
    if (now > 0) this.finalizing.set(sessionId, now)
    else this.finalizing.delete(sessionId)
  }
}
