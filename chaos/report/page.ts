import { readFileSync, writeFileSync } from "node:fs"

import prettier from "prettier"

import { catcherOf, DEFECTS, printOf, type Defect } from "../defects/defects"
import { INVARIANTS } from "../invariants/invariants"
import { PAGE } from "../lib/paths"
import { SCENARIOS } from "../scenarios"
import type { Scenario } from "../scenarios/scenario"
import type { DefectLine, Known } from "./memory"
import type { Line, Seen } from "./table"

/** Stands on the page where no run has an answer yet. */
export const NOT_RUN = "not run yet"
/** Stands where a result is kept and its commit is not. */
const UNKNOWN_COMMIT = "–"
/** Stands behind a planted defect that was noticed, with its print: a changed one was not. */
export const noticed = (defect: Defect): string => `yes (${printOf(defect)})`

const HEAD = `# Resilience

<!-- Written by \`npm run test:chaos\`. Do not edit. -->

What is thrown at a running shop, and what held. A real Medusa in a process of its own, Postgres with synced writes, and the engine's simulator, which keeps books of its own; [testing](testing.md) says how to run it. Every scenario places real orders over HTTP, throws its fault, takes it away, lets the sweeper and the drain run with the waits between attempts taken out, and then checks every invariant that has something to look at.

The page has no times and no ids. Runs of a part renew their lines only: the last column, “at”, names the commit that a line was last seen at, so what the code has become since was not seen by it; a line with ${UNKNOWN_COMMIT} is from before that was written down. Two runs that end alike at one commit write the same page, from \`chaos/results.json\`; \`npm run check\` looks whether it is so. The short form, which continuous integration runs, fails when one of its lines is not on this page, whatever commit it was seen at.
`

/** What the races met and allow, because it comes without loyalty too. */
const MEDUSAS_OWN = [
  [
    "a payment is begun again while a completion authorizes the one before",
    "Medusa deletes the payment session and keeps its payment. The completion fails with 404 and cancels nothing; the next one makes the order. The shopper's bank holds both amounts, and the order is made, granted and booked once. Capture the newer payment, and void the older one with the payment provider.",
    "“leaves Medusa with both”, with loyalty and without",
  ],
  [
    "two requests replace a cart's payment sessions at once",
    "the second is answered 500, “Could not delete all payment sessions”, and may be sent again",
    "allowed by name in the schedules of races",
  ],
  [
    "two clerks hand over one order at the same moment",
    "Medusa takes no lock and may write each line twice, with each of its discounts",
    "the clerks of the races take turns",
  ],
] as const

/** Writes the page of results. */
export async function writePage(known: Known): Promise<void> {
  writeFileSync(PAGE, await pageOf(known))
}

export async function pageOf({ lines, defects }: Known): Promise<string> {
  const text = [
    HEAD,
    "## Invariants",
    ["| | |", "| --- | --- |", ...Object.entries(INVARIANTS).map(row)].join("\n"),
    "I11 is about answers to strangers, not about crashes: `integration-tests/http` has its tests.",
    "## Faults",
    "“Faults” are rows of the fault plan, “edge cases” rows of the wire contract's list; `chaos/map` maps all of them to their tests.",
    tableOf(SCENARIOS.map((scenario) => find(lines, scenario))),
    "## Planted defects",
    "A check that nothing can trip proves nothing. Each of these faults is put into the source of a running process, and the scenario or test named must notice. The figure in brackets is a print of the fault and its catcher: when either is changed, the line counts no more.",
    [
      "| invariant | faults | edge cases | what is wrong | noticed by | noticed | at |",
      "| --- | --- | --- | --- | --- | --- | --- |",
      ...DEFECTS.map((defect) => row(defectCells(defect, defects))),
    ].join("\n"),
    "## What Medusa does by itself",
    "Races of Medusa 2.21 with itself. They come in a shop without loyalty as well, so the plugin neither causes nor mends them, and the checks of the races allow exactly these.",
    [
      "| what meets | what comes of it | in the tests |",
      "| --- | --- | --- |",
      ...MEDUSAS_OWN.map(row),
    ].join("\n"),
  ].join("\n\n")
  return prettier.format(text, { parser: "markdown", printWidth: 100 })
}

/** The table of these lines, as the page has it. */
export function tableOf(lines: readonly Seen<Line>[]): string {
  return [
    "| faults | edge cases | injected | checked | held | commits per order | at |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...lines.map((line) => row([...cells(line), line.at ?? UNKNOWN_COMMIT])),
  ].join("\n")
}

/** The lines of a run that a page does not have, by default the one in the repository. */
export function missingOnPage(
  lines: readonly Line[],
  page: string = readFileSync(PAGE, "utf8"),
): Line[] {
  const known = page.replace(/ +/g, " ")
  // A line of the page begins so and goes on with its commit.
  return lines.filter((line) => !known.includes(row(cells(line))))
}

function find(lines: readonly Seen<Line>[], { name, faults, edges, injected }: Scenario) {
  const unknown = { checked: "", held: NOT_RUN, commits: "", at: "" }
  return (
    lines.find((line) => line.name === name) ?? {
      faults: faults.join(", "),
      edges: edges?.join(", ") ?? "",
      name,
      injected,
      ...unknown,
    }
  )
}

function defectCells(defect: Defect, defects: readonly Seen<DefectLine>[]): string[] {
  const { id, invariant = "", faults = [], edge_cases = [], why } = defect
  const line = defects.find((candidate) => candidate.id === id)
  return [
    invariant,
    faults.join(", "),
    edge_cases.join(", "),
    why,
    catcherOf(defect),
    ...(line
      ? [line.caught ? noticed(defect) : "**no**", line.at ?? UNKNOWN_COMMIT]
      : [NOT_RUN, ""]),
  ]
}

const cells = ({ faults, edges, injected, checked, held, commits }: Line): string[] => [
  faults,
  edges,
  injected,
  checked,
  held,
  commits,
]
const row = (texts: readonly string[]): string => `| ${texts.join(" | ")} |`.replace(/ +/g, " ")
