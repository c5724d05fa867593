/**
 * Plays the long form of integration-tests/http/races.spec.ts; `npm test` plays the short one.
 *
 *   npm run test:races                             a thousand sequences and a thousand schedules
 *   npm run test:races -- -t "overtake each other"   one of the two; whatever Vitest understands
 *
 * RACE_RUNS sets another number. RACE_SEED and RACE_PATH, from the message of a failure, play that
 * one again.
 */
import { spawnSync } from "node:child_process"
import path from "node:path"

const RUNS = "1000"
const VITEST = path.join("node_modules", "vitest", "vitest.mjs")
const SPEC = "integration-tests/http/races.spec.ts"

const { status } = spawnSync(
  process.execPath,
  [VITEST, "run", "--project", "integration", SPEC, ...process.argv.slice(2)],
  { stdio: "inherit", env: { RACE_RUNS: RUNS, ...process.env } },
)
process.exitCode = status ?? 1
