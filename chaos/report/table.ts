import type { Result } from "../lib/run-scenario"
import type { Invariant } from "../invariants/invariants"

/** One line of the table: everything as text. */
export interface Line {
  faults: string
  edges: string
  name: string
  injected: string
  checked: string
  held: string
  commits: string
}

/** Something seen in a run, and the commit that was checked out when the run began. */
export type Seen<T> = T & {
  /** Absent where it was seen before results remembered this. */
  at?: string
}

export function lineOf({ scenario, findings, commits, error }: Result): Line {
  const names = [...findings.keys()]
  const broken = names.filter((name) => (findings.get(name)?.wrong.length ?? 0) > 0)
  return {
    faults: scenario.faults.join(", "),
    edges: scenario.edges?.join(", ") ?? "",
    name: scenario.name,
    injected: scenario.injected,
    checked: compact(names),
    held: error !== null ? "**harness failed**" : verdict(broken),
    commits: summary(commits),
  }
}

/** Whether a result counts as good: invariants were checked, and each held. */
export function isGood({ findings, error }: Result): boolean {
  return (
    error === null &&
    findings.size > 0 &&
    [...findings.values()].every(({ wrong }) => wrong.length === 0)
  )
}

const verdict = (broken: readonly Invariant[]): string =>
  broken.length === 0 ? "all" : `**not ${broken.join(", ")}**`

// I1, I2, I3, I6 reads as I1–I3, I6.
function compact(names: readonly Invariant[]): string {
  const numbers = names.map((name) => Number(name.slice(1)))
  const runs: [number, number][] = []
  for (const number of numbers) {
    const last = runs.at(-1)
    if (last?.[1] === number - 1) {
      last[1] = number
    } else {
      runs.push([number, number])
    }
  }
  return runs.map(([from, to]) => (from === to ? `I${from}` : `I${from}–I${to}`)).join(", ")
}

// One order shows its figure, many show how many orders had it.
function summary(commits: readonly number[]): string {
  if (commits.length <= 1) {
    return String(commits[0] ?? "–")
  }
  const kinds = [...new Set(commits)].sort()
  return kinds
    .map((kind) => `${commits.filter((count) => count === kind).length} × ${kind}`)
    .join(", ")
}
