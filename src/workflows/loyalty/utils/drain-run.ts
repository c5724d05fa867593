import type { JobRun } from "./job-lease"

/** A run of the drain ends before the next minute's begins, which it would keep from its lease. */
export const DRAIN_RUN_MS = 55_000

/** The run of a job, over after so many milliseconds too. */
export function endingAfter(run: JobRun, limit_ms: number): JobRun {
  const started = performance.now()
  return { isOver: () => run.isOver() || performance.now() - started >= limit_ms }
}
