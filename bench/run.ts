/**
 * Measures the performance budget as ratios, in turns and in one run (`npm run bench`).
 *
 *   npm run bench                          measures and writes docs/performance.md
 *   npm run bench -- --quick               shorter, writes nothing; fails when a limit is exceeded
 *   npm run bench -- --only evaluate,storm measures these alone; the page keeps the other figures
 *   npm run bench -- --pages               measures nothing; writes the pages from the kept figures
 */
import { describeError } from "../scripts/demo/lib/errors"
import { Progress } from "../scripts/demo/lib/progress"
import { Shutdown } from "../scripts/demo/lib/shutdown"
import { FULL, QUICK } from "./measure/effort"
import { measureAll } from "./measure/measure-all"
import { MEASUREMENTS } from "./measure/measurements"
import type { Results } from "./measure/types"
import { journeySection } from "./report/journey-section"
import { isBeyondLimit, judge, brokenPromises, rowsOf } from "./report/judge"
import { keep, keepDuration, kept } from "./report/kept"
import { minutesOf } from "./report/duration-section"
import { titlesWithoutBound } from "./report/over-goal-section"
import { writePages } from "./report/pages"
import { table } from "./report/table"
import { startWorld } from "./setup/world"

interface Flags {
  quick: boolean
  pages: boolean
  only: string[]
}

const SWITCHES = ["quick", "pages"] as const
const ALL_OPTIONS = "--quick, --pages and --only NAMES"

const TIME_LIMIT_MS = 60 * 60_000
const MS_PER_SECOND = 1_000

async function run(shutdown: Shutdown, flags: Flags): Promise<number> {
  const { quick, only } = flags
  if (flags.pages) {
    await writeDocs()
    return 0
  }
  const begin = performance.now()
  const progress = new Progress()
  const world = await startWorld({ progress, shutdown })
  const { results, faults, took } = await measureAll(world, {
    effort: quick ? QUICK : FULL,
    progress,
    only,
    // Two shared cores make single runs jump: only what is exceeded twice running is a reason.
    isDoubtful: (found) => quick && rowsOf(found).some(isBeyondLimit),
    keep: (found) => (quick ? Promise.resolve() : keep(found)),
  })
  console.log(`\n${table(results)}\n`)
  const journeys = journeySection(results.journeyErrors?.journeys)
  if (journeys.length > 0) {
    console.log(journeys.join("\n"))
  }
  for (const line of faults) {
    console.error(`FAIL not measured: ${line}`)
  }
  const s = Math.round((performance.now() - begin) / MS_PER_SECOND)
  console.log(`The run took ${minutesOf(s)} minutes.`)
  if (!quick && only.length === 0 && faults.length === 0) {
    await keepDuration({ s, measurements: took })
  }
  const code = await report(results, quick)
  return faults.length === 0 ? code : 1
}

async function report(results: Results, quick: boolean): Promise<number> {
  const { overGoal, failed, unjudged, slack } = judge(results)
  for (const line of overGoal) {
    console.log(`over its goal: ${line}`)
  }
  for (const line of slack) {
    console.log(`fewer than the budget: ${line}`)
  }
  if (!quick) {
    for (const title of titlesWithoutBound(kept())) {
      console.log(`over its goal, and nothing measured says why: ${title}`)
    }
    await writeDocs()
    const wrong = brokenPromises(results)
    for (const line of wrong) {
      console.error(`FAIL ${line}`)
    }
    return wrong.length === 0 ? 0 : 1
  }
  for (const line of unjudged) {
    console.log(`not a reason to fail: ${line}`)
  }
  for (const line of failed) {
    console.error(`FAIL ${line}`)
  }
  return failed.length === 0 ? 0 : 1
}

async function writeDocs(): Promise<void> {
  await writePages(kept())
  console.log("The pages in docs are written.")
}

function readFlags(words: readonly string[]): Flags {
  const flags: Flags = { quick: false, pages: false, only: [] }
  const left = [...words]
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const name = SWITCHES.find((known) => word === `--${known}`)
    if (name) {
      flags[name] = true
    } else if (word === "--only") {
      flags.only = (left.shift() ?? "").split(",")
    } else {
      throw new Error(`No such option: ${word}. There are ${ALL_OPTIONS}.`)
    }
  }
  const known = MEASUREMENTS.map(({ name }) => name)
  const unknown = flags.only.filter((name) => !known.includes(name))
  if (unknown.length > 0) {
    throw new Error(`No measurement is called ${unknown.join()}. There are ${known.join(", ")}.`)
  }
  return flags
}

const shutdown = new Shutdown()
shutdown.listen()
setTimeout(() => {
  console.error(`\nThe benchmark did not end within ${TIME_LIMIT_MS / 60_000} minutes.`)
  void shutdown.stop(1)
}, TIME_LIMIT_MS).unref()
Promise.resolve()
  .then(() => run(shutdown, readFlags(process.argv.slice(2))))
  .catch((error: unknown) => {
    if (!shutdown.isStopping) {
      console.error(`\n${describeError(error)}`)
    }
    return 1
  })
  .then((code) => shutdown.stop(code))
  .catch(() => process.exit(1))
