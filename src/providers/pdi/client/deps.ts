import { lookup } from "node:dns/promises"
import { setTimeout as delay } from "node:timers/promises"

import type { BreakerBoard } from "../../../types/provider"

export interface ResolvedAddress {
  address: string
  family: number
}

/** Everything the provider takes from the world, so that a test can hold it still. */
export interface Deps {
  /** Wall clock in ms since the epoch: only for dates that others wrote (`Retry-After`). */
  now(): number
  /** Monotonic clock in ms: every duration. A wall clock that jumps must not expire a token. */
  monotonic(): number
  /** 0 <= n < 1, for jitter and made-up ids. */
  random(): number
  /** Resolves after `ms`, or at once when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
  /** All addresses of a host name. */
  resolve(hostname: string): Promise<ResolvedAddress[]>
  /** What other processes found out about engines. */
  breakers: BreakerBoard
}

/** For a provider without a module around it: nobody else knows anything. */
export const noOtherProcess: BreakerBoard = {
  openFor_ms: () => Promise.resolve(0),
  knownOpenFor_ms: () => 0,
  opened: () => Promise.resolve(),
}

export const systemDeps: Deps = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  random: () => Math.random(),
  sleep: async (ms, signal) => {
    await delay(ms, undefined, { signal }).catch(() => undefined)
  },
  resolve: (hostname) => lookup(hostname, { all: true }),
  breakers: noOtherProcess,
}

export interface ProviderLogger {
  warn(message: string): void
}
