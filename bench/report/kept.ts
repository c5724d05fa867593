import { existsSync, readFileSync, writeFileSync } from "node:fs"

import { format } from "prettier"

import { headCommit } from "../../scripts/lib/head-commit"
import { GOAL_NAMES, type GoalName } from "../goals"
import { KEPT_FILE } from "../lib/paths"
import type { Took } from "../measure/measure-all"
import type { Measured, Results } from "../measure/types"
import { rowsOf, type Row } from "./judge"

/** The latest figures of a goal, and the commit that was measured. */
export interface Kept {
  commit: string
  measured: Measured
}

export type KeptResults = Partial<Record<GoalName, Kept>> & { whole_run?: WholeRun }

/** How long the latest run took that measured everything. */
export interface WholeRun {
  commit: string
  /** From its start to its last figure. */
  s: number
  measurements: Took[]
}

/** When the run began: later commits were not measured. */
const COMMIT = headCommit()

/** What the page is made from: a run of some measurements replaces only their figures. */
export function kept(): KeptResults {
  return existsSync(KEPT_FILE) ? (JSON.parse(readFileSync(KEPT_FILE, "utf8")) as KeptResults) : {}
}

/** The kept figures in the order of the goals. */
export function keptRows(kept: KeptResults): Row[] {
  const results: Results = {}
  for (const name of GOAL_NAMES) {
    const latest = kept[name]
    if (latest) {
      results[name] = latest.measured
    }
  }
  return rowsOf(results)
}

/** Adds what was found. */
export function keep(results: Results): Promise<void> {
  const known = kept()
  const all: KeptResults = {}
  for (const name of GOAL_NAMES) {
    const measured = results[name]
    const latest = measured ? { commit: COMMIT, measured: rounded(measured) } : known[name]
    if (latest) {
      all[name] = latest
    }
  }
  return write({ ...all, ...(known.whole_run && { whole_run: known.whole_run }) })
}

/** Adds how long a run took that measured everything. */
export function keepDuration(run: Omit<WholeRun, "commit">): Promise<void> {
  return write({ ...kept(), whole_run: { commit: COMMIT, ...run } })
}

async function write(all: KeptResults): Promise<void> {
  writeFileSync(KEPT_FILE, await format(JSON.stringify(all), { parser: "json", printWidth: 100 }))
}

/** Digits beyond these are noise, and make every run a change of every line. */
const DIGITS = 4

function rounded(measured: Measured): Measured {
  const text = JSON.stringify(measured, (_, value: unknown) =>
    typeof value === "number" ? Number(value.toPrecision(DIGITS)) : value,
  )
  return JSON.parse(text) as Measured
}
