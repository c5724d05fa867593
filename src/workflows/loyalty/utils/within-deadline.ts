import type { ProviderResult } from "../../../types/provider"

/**
 * Waits for an engine's answer no longer than the deadline, whether or not its provider heeds the
 * signal. An answer that comes later is dropped: these calls commit nothing.
 */
export async function withinDeadline<T>(
  reply: Promise<ProviderResult<T>>,
  deadline: AbortSignal | undefined,
): Promise<ProviderResult<T>> {
  if (!deadline) {
    return reply
  }
  let onAbort = () => {}
  const over = new Promise<ProviderResult<T>>((resolve) => {
    onAbort = () => resolve(TOO_LATE)
    deadline.addEventListener("abort", onAbort, { once: true })
    if (deadline.aborted) {
      onAbort()
    }
  })
  try {
    return await Promise.race([reply, over])
  } finally {
    deadline.removeEventListener("abort", onAbort)
  }
}

const TOO_LATE = {
  ok: false,
  error: {
    code: "timeout",
    retryable: true,
    outcome: "not_applied",
    message: "The engine did not answer within the guard's time",
  },
} as const
