/**
 * Throws faults at a running shop and checks what must hold (`npm run test:chaos`).
 *
 *   npm run test:chaos                   everything
 *   npm run test:chaos -- --short        the short form; fails when the page says something else
 *   npm run test:chaos -- --defects      the planted defects alone; words choose some of them
 *   npm run test:chaos -- frozen commit  the scenarios whose names contain one of these words
 *   npm run test:chaos -- --page         runs nothing; writes the page from what is remembered
 *
 * The latest result of everything is kept in chaos/results.json, and each run but the short one
 * writes docs/resilience.md from them.
 */
import { describeError } from "../scripts/demo/lib/errors"
import { Progress } from "../scripts/demo/lib/progress"
import { Shutdown } from "../scripts/demo/lib/shutdown"
import { headCommit } from "../scripts/lib/head-commit"
import { DEFECTS, printOf, type Defect } from "./defects/defects"
import { runDefect, type DefectResult } from "./defects/run-defects"
import type { Healthy } from "./invariants/limits"
import { lookAt } from "./lib/healthy"
import { runScenario, type Figures, type Result } from "./lib/run-scenario"
import { remember, remembered, seenAt } from "./report/memory"
import { missingOnPage, writePage, tableOf } from "./report/page"
import { isGood, lineOf } from "./report/table"
import { SCENARIOS } from "./scenarios"
import type { Scenario } from "./scenarios/scenario"
import { World } from "./world"

const TIME_LIMIT_MS = 60 * 60_000
/** When the run began: later commits were not seen. */
const COMMIT = headCommit()

interface Choice {
  scenarios: readonly Scenario[]
  defects: readonly Defect[]
  form: "all" | "short" | "some"
}

function choose(words: readonly string[]): Choice {
  if (words.includes("--short")) {
    return { scenarios: SCENARIOS.filter(({ short }) => short), defects: [], form: "short" }
  }
  if (words.includes("--defects")) {
    const named = words.filter((word) => word !== "--defects")
    const defects = DEFECTS.filter(({ id }) => named.length === 0 || named.includes(id))
    return { scenarios: [], defects, form: "some" }
  }
  if (words.length === 0) {
    return { scenarios: SCENARIOS, defects: DEFECTS, form: "all" }
  }
  const scenarios = SCENARIOS.filter(({ name }) => words.some((word) => name.includes(word)))
  if (scenarios.length === 0) {
    throw new Error(`No scenario has such a name. Scenarios:\n${SCENARIOS.map(nameOf).join("\n")}`)
  }
  return { scenarios, defects: [], form: "some" }
}

async function run(shutdown: Shutdown, { scenarios, defects, form }: Choice): Promise<number> {
  const progress = new Progress()
  const world = await World.start({ progress, shutdown })
  const healthy = await progress.step("Healthy shop", () => lookAt(world), describe)
  const results: Result[] = []
  for (const scenario of scenarios) {
    const result = await runScenario(world, scenario, healthy)
    results.push(result)
    tell(result)
    // A run that is stopped has not proved in vain.
    if (form !== "short") {
      remember({ lines: [lineOf(result)], defects: [] }, COMMIT)
    }
  }
  const planted: DefectResult[] = []
  for (const defect of defects) {
    const result = await runDefect(world, defect, healthy)
    planted.push(result)
    tellDefect(result)
    remember({ lines: [], defects: [lineOfDefect(result)] }, COMMIT)
  }
  if (results.length > 0) {
    const { lines } = seenAt(COMMIT, { lines: results.map(lineOf), defects: [] })
    console.log(`\n${tableOf(lines)}`)
  }
  const bad = results.filter((result) => !isGood(result)).length
  const missed = planted.filter(({ caught }) => !caught).length
  console.log(
    `\n${results.length - bad} held, ${bad} did not; ` +
      `${planted.length - missed} defects caught, ${missed} missed (${progress.elapsed})`,
  )
  return bad + missed + (await report({ results, planted, form }))
}

/** Writes the page, or compares with it; answers how many lines differ. */
async function report({
  results,
  planted,
  form,
}: {
  results: readonly Result[]
  planted: readonly DefectResult[]
  form: Choice["form"]
}): Promise<number> {
  const lines = results.map(lineOf)
  if (form === "short") {
    const missing = missingOnPage(lines)
    for (const line of missing) {
      console.error(`docs/resilience.md says something else about: ${line.name}`)
    }
    return missing.length
  }
  await writePage(remember({ lines, defects: planted.map(lineOfDefect) }, COMMIT))
  console.log("docs/resilience.md is written.")
  return 0
}

const lineOfDefect = ({ defect, caught }: DefectResult) => ({
  id: defect.id,
  print: printOf(defect),
  caught,
})

function tellDefect({ defect, caught, says }: DefectResult): void {
  console.log(`  ${caught ? "✓" : "✗"} planted: ${defect.id}: ${says}`)
}

function tell(result: Result): void {
  const { name, checked, held, commits } = lineOf(result)
  const sign = isGood(result) ? "✓" : "✗"
  console.log(
    `  ${sign} ${name}: ${checked}; held: ${held}; commits: ${commits} (${result.seconds} s)`,
  )
  if (result.figures) {
    console.log(`      ${textOf(result.figures)}`)
  }
  for (const [invariant, { wrong }] of result.findings) {
    wrong.forEach((fault) => console.error(`      ${invariant}: ${fault}`))
  }
  if (result.error !== null) {
    console.error(`      ${result.error}`)
  }
}

const describe = ({ checkout_ms, memory_mb }: Healthy): string =>
  `checkout in ${checkout_ms} ms, ${memory_mb} MB`

const textOf = ({ placed_ms, usage, limits }: Figures): string =>
  `checkout in ${placed_ms ?? "–"} of ${limits.placed_ms} ms, ` +
  `${usage?.sockets ?? "–"} of ${limits.sockets} sockets, ` +
  `${usage?.memory_mb ?? "–"} of ${limits.memory_mb} MB`

const nameOf = ({ name }: Scenario): string => name

async function main(shutdown: Shutdown, words: readonly string[]): Promise<number> {
  if (words.includes("--page")) {
    await writePage(remembered())
    return 0
  }
  return run(shutdown, choose(words))
}

const shutdown = new Shutdown()
shutdown.listen()
setTimeout(() => {
  console.error(`\nThe chaos run did not end within ${TIME_LIMIT_MS / 60_000} minutes.`)
  void shutdown.stop(1)
}, TIME_LIMIT_MS).unref()

main(shutdown, process.argv.slice(2))
  .catch((error: unknown) => {
    if (!shutdown.isStopping) {
      console.error(`\n${describeError(error)}`)
    }
    return 1
  })
  .then((code) => shutdown.stop(code === 0 ? 0 : 1))
  .catch(() => process.exit(1))
