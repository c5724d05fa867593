import { readDemoFile, type Demo } from "./lib/demo-file"
import { DemoError, describeError } from "./lib/errors"
import { answers } from "./lib/http"
import { CheckFailed } from "./walkthrough/check"
import { runWalkthrough } from "./walkthrough/run"

export { runWalkthrough, type WalkthroughResult } from "./walkthrough/run"

async function requireDemo(): Promise<Demo> {
  const demo = readDemoFile()
  if (!demo) {
    throw new DemoError("There is no demo yet. Start it in another terminal: npm run demo")
  }
  if (!(await answers(`${demo.backend_url}/health`))) {
    throw new DemoError(
      `The demo does not answer on ${demo.backend_url}. Start it in another terminal: npm run demo`,
    )
  }
  return demo
}

async function main(): Promise<void> {
  const begin = Date.now()
  const demo = await requireDemo()
  const result = await runWalkthrough({ demo, log: (line) => console.log(line) })
  console.log(
    `\nAll ${result.checks} figures are right to the cent and the point ` +
      `(${((Date.now() - begin) / 1_000).toFixed(1)} s).`,
  )
}

// Others import runWalkthrough; only the command runs it.
if (require.main === module) {
  main().catch((error: unknown) => {
    const text = error instanceof CheckFailed ? error.message : describeError(error)
    console.error(`\n${text}`)
    process.exitCode = 1
  })
}
