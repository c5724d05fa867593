import type { Invariant } from "../invariants/invariants"
import list from "./defects.json"

/** A fault put into the source of a process while it loads, to see a check bite. */
export interface Defect {
  id: string
  /** What is wrong, for the page of results. */
  why: string
  /** Which invariant it breaks. */
  invariant: Invariant
  file: string
  text: string
  instead: string
  /** Who must notice: a scenario of the harness, or one test of a spec file. */
  caught_by: { scenario: string } | { spec: string; test: string }
}

export const DEFECTS = list as readonly Defect[]
