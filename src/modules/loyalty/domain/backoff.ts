import { invariant } from "./errors"

const DELAYS_S = [30, 120, 600, 3600] as const
const DELAY_S_MAX = 21_600
const JITTER = 0.2
const EXHAUSTED_AFTER_MS = 72 * 3600 * 1000

/**
 * Seconds until the next attempt: 30 s, 2 min, 10 min, 1 h, then every 6 h, each ± 20 %.
 * The schedule is the one of the wire contract, section 3.
 *
 * @param attempt the attempt that just failed, from 0
 * @param jitter01 0 to 1, drawn by the caller; 0.5 means no jitter
 */
export function nextAttemptDelay_s(attempt: number, jitter01: number): number {
  invariant(Number.isInteger(attempt) && attempt >= 0, "attempts count from 0")
  invariant(jitter01 >= 0 && jitter01 <= 1, "jitter must be between 0 and 1")
  const delay_s = DELAYS_S[attempt] ?? DELAY_S_MAX
  return Math.round(delay_s * (1 - JITTER + 2 * JITTER * jitter01))
}

/** Whether 72 hours of trying are over, so that the operation becomes a dead letter. */
export function isExhausted(first_attempt_at: Date | string, now: Date | string): boolean {
  const tried_ms = new Date(now).getTime() - new Date(first_attempt_at).getTime()
  invariant(!Number.isNaN(tried_ms), "a time is unreadable")
  return tried_ms >= EXHAUSTED_AFTER_MS
}
