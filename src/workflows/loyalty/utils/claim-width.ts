/**
 * How many operations are on their way at once: most of the time of each is waiting for the engine
 * and for the database. More would take connections from shoppers; and an engine that is slow because
 * it has too much to do would get more of it.
 */
export const AT_ONCE = 8

/** After how many full claims running more are claimed again. */
const FULL_CLAIMS = 16

/**
 * How many operations to claim next. A claim that finds fewer than it wants has looked at everything
 * that is due: a backlog of one member's operations, of which only the oldest may go, would be read
 * from end to end for each of them.
 */
export class ClaimWidth {
  private width = AT_ONCE
  private full = 0

  /** @param left how many may still be claimed */
  within(left: number): number {
    return Math.min(this.width, left)
  }

  /** Learns from a claim that was not empty. */
  learn({ wanted, found }: { wanted: number; found: number }): void {
    if (found < wanted) {
      this.full = 0
      this.width = found
      return
    }
    this.full += 1
    if (this.full % FULL_CLAIMS === 0) {
      this.width = Math.min(AT_ONCE, this.width * 2)
    }
  }
}
