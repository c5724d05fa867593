import { spawn } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs"
import path from "node:path"

import { ROOT } from "../../scripts/demo/lib/paths"
import { CHAOS_FOLDER } from "../lib/paths"
import type { Healthy } from "../invariants/limits"
import { runScenario } from "../lib/run-scenario"
import { SCENARIOS } from "../scenarios"
import type { World } from "../world"
import type { Defect } from "./defects"

/** Whether a planted defect was noticed, and how. */
export interface DefectResult {
  defect: Defect
  caught: boolean
  says: string
}

interface VitestReport {
  numPassedTests: number
  numFailedTests: number
}

const SPEC_LIMIT_MS = 600_000

/** Plants a defect where its catcher runs, and sees whether the catcher notices. */
export async function runDefect(
  world: World,
  defect: Defect,
  healthy: Healthy,
): Promise<DefectResult> {
  return "scenario" in defect.caught_by
    ? inScenario(world, { defect, name: defect.caught_by.scenario, healthy })
    : inSpec({ defect, ...defect.caught_by })
}

async function inScenario(
  world: World,
  { defect, name, healthy }: { defect: Defect; name: string; healthy: Healthy },
): Promise<DefectResult> {
  const scenario = SCENARIOS.find((candidate) => candidate.name === name)
  const { invariant } = defect
  if (!scenario || !invariant) {
    throw new Error(`${defect.id} must name a scenario and an invariant: ${name}, ${invariant}`)
  }
  await world.plant(defect.id)
  const { findings, error } = await runScenario(world, scenario, healthy)
  await world.plant(undefined)
  const wrong = findings.get(invariant)?.wrong ?? []
  return { defect, caught: wrong.length > 0, says: wrong[0] ?? error ?? "nothing was noticed" }
}

async function inSpec({
  defect,
  spec,
  test,
}: {
  defect: Defect
  spec: string
  test: string
}): Promise<DefectResult> {
  const file = path.join(CHAOS_FOLDER, `${defect.id}.json`)
  mkdirSync(CHAOS_FOLDER, { recursive: true })
  rmSync(file, { force: true })
  const project = projectOf(spec)
  const vitest = path.join(ROOT, "node_modules", "vitest", "vitest.mjs")
  // Vitest reads a pattern, and a test's name may have brackets.
  const pattern = test.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
  const flags = ["--reporter=json", `--outputFile=${file}`, "--project", project, "-t", pattern]
  const child = spawn(process.execPath, [vitest, "run", spec, ...flags], {
    cwd: ROOT,
    env: { ...process.env, CHAOS_DEFECT: defect.id, CI: "" },
    stdio: "ignore",
    timeout: SPEC_LIMIT_MS,
  })
  await new Promise((resolve) => child.once("close", resolve))
  if (!existsSync(file)) {
    // A test that hangs has noticed nothing, and the other defects have their turn.
    return { defect, caught: false, says: `no report within ${SPEC_LIMIT_MS / 1_000} s` }
  }
  const { numFailedTests, numPassedTests } = JSON.parse(readFileSync(file, "utf8")) as VitestReport
  return {
    defect,
    caught: numFailedTests === 1 && numPassedTests === 0,
    says: `${numFailedTests} failed, ${numPassedTests} passed`,
  }
}

const projectOf = (spec: string): "unit" | "redis" | "integration" =>
  spec.startsWith("unit-tests/") || spec.startsWith("packages/")
    ? "unit"
    : spec.startsWith("integration-tests/redis/")
      ? "redis"
      : "integration"
