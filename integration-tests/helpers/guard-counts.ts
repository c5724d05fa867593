import type { HttpClient } from "./shopper"

/** What the guards around the money decided so far, by `guard outcome`. */
export interface GuardCounts {
  readonly counted: Readonly<Record<string, number>>
  /** What was decided since, without what was not. */
  since: (before: GuardCounts) => Record<string, number>
}

const LINE = /^loyalty_cart_guard_total\{guard="(\w+)",outcome="(\w+)"\} (\d+)$/gm

/** Reads them from the metrics, as an operator does; other tests of the file count, too. */
export const guardCounts = async (http: HttpClient): Promise<GuardCounts> => {
  const { data } = await http.get("/loyalty/metrics")
  const counted = Object.fromEntries(
    [...String(data).matchAll(LINE)].map(([, guard, outcome, value]) => [
      `${guard} ${outcome}`,
      Number(value),
    ]),
  )
  return {
    counted,
    since: (before) =>
      Object.fromEntries(
        Object.entries(counted)
          .map(([name, value]) => [name, value - (before.counted[name] ?? 0)] as const)
          .filter(([, value]) => value > 0),
      ),
  }
}
