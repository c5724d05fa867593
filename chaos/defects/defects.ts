import { createHash } from "node:crypto"

import type { Invariant } from "../invariants/invariants"
import edge_cases from "./edge-cases.json"
import faults from "./faults.json"
import invariants from "./invariants.json"

/** A fault put into the source of a process while it loads, to see a check bite. */
export interface Defect {
  id: string
  /** What is wrong, for the page of results. */
  why: string
  /** Which invariant it breaks; whoever is caught by a scenario breaks one. */
  invariant?: Invariant
  /** Rows of the fault plan and of the edge cases whose proof it shows to bite. */
  faults?: readonly number[]
  edge_cases?: readonly number[]
  file: string
  text: string
  instead: string
  /** Who must notice: a scenario of the harness, or one test of a spec file. */
  caught_by: { scenario: string } | { spec: string; test: string }
}

export const DEFECTS = [...invariants, ...faults, ...edge_cases] as readonly Defect[]

const PRINT_LENGTH = 8

/** Tells a defect from what it was when somebody noticed it: a changed one must be noticed anew. */
export function printOf({ file, text, instead, caught_by }: Defect): string {
  const what = JSON.stringify([file, text, instead, caught_by])
  return createHash("sha256").update(what).digest("hex").slice(0, PRINT_LENGTH)
}

/** The catcher, as the page of results writes it. */
export const catcherOf = ({ caught_by }: Defect): string =>
  "scenario" in caught_by ? caught_by.scenario : `“${caught_by.test}”`
