/** Runs a job while this machine's clock is set ahead, or back; timers go on as ever. */
export async function leapt<T>(by_ms: number, job: () => Promise<T>): Promise<T> {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + by_ms })
  try {
    return await job()
  } finally {
    vi.useRealTimers()
  }
}
