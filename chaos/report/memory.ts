import { existsSync, readFileSync, writeFileSync } from "node:fs"

import { DEFECTS, printOf } from "../defects/defects"
import { RESULTS } from "../lib/paths"
import { SCENARIOS } from "../scenarios"
import type { Line, Seen } from "./table"

/** What is known of a planted defect. */
export interface DefectLine {
  id: string
  /** Of the defect as it was planted. */
  print: string
  caught: boolean
}

/** The results of one run. */
interface Found {
  lines: readonly Line[]
  defects: readonly DefectLine[]
}

/** The latest result of each scenario and defect, over several runs, and where each was seen. */
export interface Known {
  lines: readonly Seen<Line>[]
  defects: readonly Seen<DefectLine>[]
}

const NOTHING: Known = { lines: [], defects: [] }

/** What earlier runs left in the file. */
export function remembered(): Known {
  const known = existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, "utf8")) as Known) : NOTHING
  return overlay(known, NOTHING)
}

/** Lays the results of a run over those that earlier runs left in the file. */
export function remember(found: Found, at: string): Known {
  const known = overlay(remembered(), seenAt(at, found))
  writeFileSync(RESULTS, `${JSON.stringify(known, undefined, 2)}\n`)
  return known
}

export function seenAt(at: string, { lines, defects }: Found): Known {
  return {
    lines: lines.map((line) => ({ ...line, at })),
    defects: defects.map((line) => ({ ...line, at })),
  }
}

/** In the order of the lists; what is no longer on a list is forgotten. */
export function overlay(before: Known, run: Known): Known {
  return {
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
}
