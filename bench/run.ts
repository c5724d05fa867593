/**
 * Measures the performance budget as ratios, in turns and in one run (`npm run bench`).
 *
 *   npm run bench                 measures and writes docs/performance.md
 *   npm run bench -- --quick      shorter, writes nothing; fails when a limit is exceeded
 *   npm run bench -- --profile    also writes CPU profiles of both servers to .cache/bench
 */
import { describeError } from "../scripts/demo/lib/errors"
import { Progress } from "../scripts/demo/lib/progress"
import { Shutdown } from "../scripts/demo/lib/shutdown"
import { FULL, QUICK } from "./measure/effort"
import { measureAll, type Results } from "./measure/measure-all"
import { judge } from "./report/judge"
import { writePage } from "./report/page"
import { table } from "./report/table"
import { startWorld } from "./setup/world"

interface Flags {
  quick: boolean
  profile: boolean
}

const TIME_LIMIT_MS = 30 * 60_000

async function run(shutdown: Shutdown, { quick, profile }: Flags): Promise<number> {
  const progress = new Progress()
  const world = await startWorld({ progress, shutdown })
  const results = await measureAll(world, {
    effort: quick ? QUICK : FULL,
    progress,
    profile,
  })
  console.log(`\n${table(results)}\n`)
  return report(results, quick)
}

async function report(results: Results, quick: boolean): Promise<number> {
  const { overGoal, failed, unjudged } = judge(results)
  for (const line of overGoal) {
    console.log(`over its goal: ${line}`)
  }
  if (!quick) {
    await writePage(results)
    console.log("docs/performance.md is written.")
    return 0
  }
  for (const line of unjudged) {
    console.log(`not a reason to fail: ${line}`)
  }
  for (const line of failed) {
    console.error(`FAIL ${line}`)
  }
  return failed.length === 0 ? 0 : 1
}

function readFlags(words: readonly string[]): Flags {
  const unknown = words.filter((word) => word !== "--quick" && word !== "--profile")
  if (unknown.length > 0) {
    throw new Error(`No such option: ${unknown.join(" ")}. There are --quick and --profile.`)
  }
  return { quick: words.includes("--quick"), profile: words.includes("--profile") }
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
