import { setTimeout as sleep } from "node:timers/promises"

import type { Child } from "./child"
import { logTail } from "./child"
import { DemoError } from "./errors"

const POLL_MS = 250
const ONE_TRY_MS = 2_000

/** Whether an address answers 200. */
export async function answers(url: string): Promise<boolean> {
  try {
    const reply = await fetch(url, { signal: AbortSignal.timeout(ONE_TRY_MS) })
    await reply.arrayBuffer()
    return reply.ok
  } catch {
    return false
  }
}

/** Waits until a child answers; its end or the time limit is an error with the end of its log. */
export async function untilHealthy(child: Child, url: string, limitMs: number): Promise<void> {
  for (const deadline = Date.now() + limitMs; Date.now() < deadline;) {
    if (!child.isRunning) {
      throw new DemoError(`${child.name} ended before it was ready.\n${logTail(child.logFile)}`)
    }
    if (await answers(url)) {
      return
    }
    await sleep(POLL_MS)
  }
  throw new DemoError(
    `${child.name} did not answer on ${url} within ${limitMs / 1_000} s.\n${logTail(child.logFile)}`,
  )
}

/** Asks a JSON route; anything but success is an error that names route, status and reply. */
export async function requestJson<T>(
  url: string,
  options: { method?: "GET" | "POST"; headers?: Record<string, string>; body?: unknown } = {},
): Promise<T> {
  const method = options.method ?? "GET"
  const reply = await fetch(url, {
    method,
    headers: { "content-type": "application/json", ...options.headers },
    body: options.body === undefined ? undefined : JSON.stringify(options.body),
  })
  const text = await reply.text()
  if (!reply.ok) {
    throw new HttpError(`${method} ${url} answered ${reply.status}: ${text}`, reply.status)
  }
  return JSON.parse(text) as T
}

/** A refusal of a route that we called. */
export class HttpError extends DemoError {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message)
  }
}
