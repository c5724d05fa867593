/**
 * Checks the map of faults and edge cases against what really ran.
 *
 *   tsx chaos/map/check.ts <report of npm test>
 *
 * Every test that the map names must have run, passed, and asserted something; one that runs by a
 * command of its own must have done so when that command last ran here, and exist where it never did. Scenarios must have run and held according to docs/resilience.md,
 * which runs of the harness write. One proof of each row must have noticed a planted defect, also
 * according to that page. A row without any proof must say what is open, why, and where it is shown
 * instead.
 */
import { existsSync, readFileSync } from "node:fs"

import { reportOf } from "../../scripts/lib/kept-reports.mjs"
import { catcherOf, DEFECTS, type Defect } from "../defects/defects"
import { PAGE } from "../lib/paths"
import { NOT_RUN, noticed } from "../report/page"
import { SCENARIOS } from "../scenarios"
import { EDGE_CASES } from "./edge-cases"
import { FAULTS } from "./faults"
import type { ElsewhereProof, Row, ScenarioProof, TestProof } from "./proof"

/** A test as the runner reported it. */
export interface RanTest {
  spec: string
  name: string
  passed: boolean
  assertions: number
}

export interface Ran {
  tests: readonly RanTest[]
  /** What a script of package.json ran that `npm test` does not; null where it never did. */
  ranBy: (script: ElsewhereProof["script"]) => readonly RanTest[] | null
  /** What the page of results says about a scenario, found by what it injects. */
  verdict: (injected: string) => Verdict
  /** Whether the page of results says that a planted defect was noticed. */
  noticed: (defect: Defect) => boolean
}

export type Verdict = "held" | "broken" | "not run"

/** What is wrong with the map, a line each. */
export function faultsOfMap(ran: Ran): string[] {
  return [
    ...FAULTS.flatMap((row) => [
      ...faultsOfRow(`fault ${row.row}`, row, ran),
      ...faultsOfDefects(`fault ${row.row}`, row, { planted: plantedFor("faults", row), ran }),
    ]),
    ...EDGE_CASES.flatMap((row) => [
      ...faultsOfRow(`edge case ${row.row}`, row, ran),
      ...faultsOfDefects(`edge case ${row.row}`, row, {
        planted: plantedFor("edge_cases", row),
        ran,
      }),
    ]),
    ...DEFECTS.filter((defect) => !rowsOf(defect) && !ran.noticed(defect)).map(unnoticed),
  ]
}

/** Whether a row of the map answers for it; the guards' defects stand for themselves. */
const rowsOf = ({ faults = [], edge_cases = [] }: Defect): number =>
  faults.length + edge_cases.length

const unnoticed = ({ id }: Defect): string =>
  `nobody noticed ${id}: npm run test:chaos -- --defects ${id}`

const plantedFor = (list: "faults" | "edge_cases", { row }: Row): readonly Defect[] =>
  DEFECTS.filter((defect) => defect[list]?.includes(row))

/** Proofs that nothing was ever seen to break prove nothing. */
export function faultsOfDefects(
  label: string,
  { proofs }: Row,
  { planted, ran }: { planted: readonly Defect[]; ran: Pick<Ran, "noticed"> },
): string[] {
  if (proofs.length > 0 && planted.length === 0) {
    return [`${label}: no planted defect shows that a proof of it bites`]
  }
  return planted.flatMap((defect) => {
    if (!proofs.some((proof) => catches(proof, defect))) {
      return [`${label}: ${defect.id} is caught by what the row does not name`]
    }
    return ran.noticed(defect) ? [] : [`${label}: ${unnoticed(defect)}`]
  })
}

function catches(proof: Row["proofs"][number], { caught_by }: Defect): boolean {
  if ("scenario" in proof) {
    return "scenario" in caught_by && caught_by.scenario === proof.scenario
  }
  return (
    "spec" in caught_by &&
    caught_by.spec === proof.spec &&
    // Either may name a part of the whole title.
    (caught_by.test.includes(proof.test) || proof.test.includes(caught_by.test))
  )
}

export function faultsOfRow(label: string, { proofs, open, elsewhere }: Row, ran: Ran): string[] {
  const explained = open !== undefined && elsewhere !== undefined
  const unproven = proofs.length === 0 && !explained
  return [
    ...(unproven ? [`${label}: no test, and nothing says why and where it is shown`] : []),
    ...proofs.flatMap((proof) => {
      const fault = faultOf(proof, ran)
      return fault === null ? [] : [`${label}: ${fault}`]
    }),
  ]
}

function faultOf(proof: Row["proofs"][number], ran: Ran): string | null {
  if ("scenario" in proof) {
    return faultOfScenario(proof, ran)
  }
  return "script" in proof ? faultOfOther(proof, ran) : faultOfTest(proof, ran)
}

function faultOfOther(proof: ElsewhereProof, { ranBy }: Ran): string | null {
  const { spec, test, script } = proof
  const tests = ranBy(script)
  if (tests !== null) {
    const fault = faultOfTest(proof, { tests })
    return fault && `${fault}, by the last npm run ${script}`
  }
  const exists = existsSync(spec) && readFileSync(spec, "utf8").includes(test)
  return exists ? null : `${spec}, which npm run ${script} runs, has no “${test}”`
}

function faultOfScenario({ scenario }: ScenarioProof, { verdict }: Ran): string | null {
  const found = SCENARIOS.find(({ name }) => name === scenario)
  if (!found) {
    return `there is no scenario “${scenario}”`
  }
  switch (verdict(found.injected)) {
    case "held":
      return null
    case "broken":
      return `“${scenario}” did not hold`
    case "not run":
      return `“${scenario}” has not run: npm run test:chaos -- "${scenario}"`
  }
}

function faultOfTest({ spec, test }: TestProof, { tests }: Pick<Ran, "tests">): string | null {
  const found = tests.filter((ran) => ran.spec === spec && ran.name.includes(test))
  if (found.length === 0) {
    return `${spec} ran no “${test}”`
  }
  if (!found.every(({ passed }) => passed)) {
    return `“${test}” did not pass`
  }
  return found.every(({ assertions }) => assertions > 0) ? null : `“${test}” asserted nothing`
}

/** Reads the verdicts of a page of results; what it does not mention counts as broken. */
export function verdictsOf(page: string): Ran["verdict"] {
  const lines = page.replace(/ +/g, " ").split("\n")
  return (injected) => {
    const line = lines.find((candidate) => candidate.includes(`| ${injected} |`)) ?? ""
    return line.includes("| all |")
      ? "held"
      : line.includes(`| ${NOT_RUN} |`)
        ? "not run"
        : "broken"
  }
}

/** Reads of a page of results which planted defects were noticed. */
export function noticedOn(page: string): Ran["noticed"] {
  const lines = page.replace(/ +/g, " ").split("\n")
  return (defect) =>
    lines.some((line) =>
      line.includes(`| ${defect.why} | ${catcherOf(defect)} | ${noticed(defect)} |`),
    )
}

function keptReport(script: ElsewhereProof["script"]): RanTest[] | null {
  const file = reportOf(script)
  return existsSync(file)
    ? (JSON.parse(readFileSync(file, "utf8")) as { ran: RanTest[] }).ran
    : null
}

function scriptsWithoutReport(): string[] {
  const scripts = [...FAULTS, ...EDGE_CASES].flatMap(({ proofs }) =>
    proofs.flatMap((proof) => ("script" in proof ? [proof.script] : [])),
  )
  return [...new Set(scripts)].filter((script) => keptReport(script) === null)
}

function main(file: string): void {
  const tests = JSON.parse(readFileSync(file, "utf8")) as RanTest[]
  const page = readFileSync(PAGE, "utf8")
  const faults = faultsOfMap({
    tests,
    ranBy: keptReport,
    verdict: verdictsOf(page),
    noticed: noticedOn(page),
  })
  for (const fault of faults) {
    console.error(`Map of faults: ${fault}`)
  }
  for (const script of scriptsWithoutReport()) {
    console.log(`Map of faults: npm run ${script} did not run here; its proofs are only looked up.`)
  }
  const open = [...FAULTS, ...EDGE_CASES].filter((row) => row.open !== undefined).length
  console.log(`Map of faults: ${faults.length} wrong, ${open} rows with something open.`)
  process.exitCode = faults.length === 0 ? 0 : 1
}

const [, script, report] = process.argv
if (script === __filename && report !== undefined) {
  main(report)
}
