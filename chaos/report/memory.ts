import { existsSync, readFileSync, writeFileSync } from "node:fs"

import { DEFECTS, printOf } from "../defects/defects"
import { RESULTS } from "../lib/paths"
import { SCENARIOS } from "../scenarios"
import type { Line } from "./table"

/** What is known of a planted defect. */
export interface DefectLine {
  id: string
  /** Of the defect as it was planted. */
  print: string
  caught: boolean
}

/** The latest result of each scenario and defect, over several runs. */
export interface Known {
  lines: readonly Line[]
  defects: readonly DefectLine[]
}

const NOTHING: Known = { lines: [], defects: [] }

/**
 * Lays the results of a run over those of earlier runs, in the order of the lists; what is no
 * longer on a list is forgotten.
 */
export function remember(run: Known): Known {
  const before = existsSync(RESULTS)
    ? (JSON.parse(readFileSync(RESULTS, "utf8")) as Known)
    : NOTHING
  const known: Known = {
    lines: SCENARIOS.flatMap(
      ({ name }) => [...run.lines, ...before.lines].find((line) => line.name === name) ?? [],
    ),
    defects: DEFECTS.flatMap(
      (defect) =>
        [...run.defects, ...before.defects].find(
          ({ id, print }) => id === defect.id && print === printOf(defect),
        ) ?? [],
    ),
  }
  writeFileSync(RESULTS, `${JSON.stringify(known, undefined, 2)}\n`)
  return known
}
