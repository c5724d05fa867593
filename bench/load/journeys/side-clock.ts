/**
 * The time of one side, which stands still while the other side is measured: shoppers stay in the
 * midst of their journeys, so that no slice begins with an empty shop or ends with a rush.
 */
export class SideClock {
  private elapsed_ms = 0
  private runningSince: number | undefined
  private readonly sleepers = new Set<Sleeper>()

  now(): number {
    const since = this.runningSince
    return this.elapsed_ms + (since === undefined ? 0 : performance.now() - since)
  }

  /** Resolves at that time or later, and never while the clock stands still. */
  until(at_ms: number): Promise<void> {
    return new Promise((resolve) => {
      const sleeper: Sleeper = { at_ms, resolve, timer: undefined }
      this.sleepers.add(sleeper)
      if (this.runningSince !== undefined) {
        this.wind(sleeper)
      }
    })
  }

  run(): void {
    this.runningSince ??= performance.now()
    this.sleepers.forEach((sleeper) => this.wind(sleeper))
  }

  pause(): void {
    this.elapsed_ms = this.now()
    this.runningSince = undefined
    this.sleepers.forEach(({ timer }) => clearTimeout(timer))
  }

  private wind(sleeper: Sleeper): void {
    sleeper.timer = setTimeout(
      () => {
        this.sleepers.delete(sleeper)
        sleeper.resolve()
      },
      Math.max(0, sleeper.at_ms - this.now()),
    )
  }
}

interface Sleeper {
  at_ms: number
  resolve: () => void
  timer: NodeJS.Timeout | undefined
}
