import { existsSync, readdirSync, statSync } from "node:fs"
import path from "node:path"

import { runToEnd, startChild, type Child } from "../lib/child"
import { untilHealthy } from "../lib/http"
import { ROOT, SIMULATOR_PACKAGE } from "../lib/paths"

const READY_LIMIT_MS = 20_000

/** The one client that the simulator knows by default. */
export const SIMULATOR_CLIENT = { client_id: "demo-client", client_secret: "demo-secret" }

/** Whether the build is there and no older than its sources. */
export function isSimulatorBuilt(): boolean {
  const entry = path.join(SIMULATOR_PACKAGE, "dist", "cli.js")
  if (!existsSync(entry)) {
    return false
  }
  const builtAt = statSync(entry).mtimeMs
  const sources = path.join(SIMULATOR_PACKAGE, "src")
  return readdirSync(sources, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .every((file) => statSync(path.join(file.parentPath, file.name)).mtimeMs <= builtAt)
}

/** Compiles the simulator. */
export async function buildSimulator(): Promise<void> {
  await runToEnd({
    name: "simulator-build",
    args: [path.join(ROOT, "node_modules", "typescript", "bin", "tsc"), "-p", SIMULATOR_PACKAGE],
    cwd: ROOT,
    env: process.env,
  })
}

/** Where a simulator listens and keeps its things. */
export interface SimulatorPlace {
  port: number
  dataDir: string
  /** The demo's folder when absent. */
  logFolder?: string
}

/** What to tell when the simulator is gone: the shop works without it. */
export function simulatorGoneNotice({ port, dataDir }: SimulatorPlace): string {
  const program = path.join(path.relative(ROOT, SIMULATOR_PACKAGE), "bin", "pdi-simulator.mjs")
  const folder = path.relative(ROOT, dataDir)
  return (
    "The engine simulator is gone. The shop goes on without loyalty.\n" +
    "Start it again, from the folder of the repository:\n" +
    `  node ${program} --port ${port} --data-dir ${folder}`
  )
}

/** Starts the simulator on its books of the last time. */
export async function startSimulator(
  { port, dataDir, logFolder }: SimulatorPlace,
  onStart: (child: Child) => void,
): Promise<string> {
  const url = `http://127.0.0.1:${port}`
  const program = path.join(SIMULATOR_PACKAGE, "bin", "pdi-simulator.mjs")
  const child = startChild({
    name: "simulator",
    args: [program, "--port", String(port), "--data-dir", dataDir],
    cwd: ROOT,
    env: process.env,
    logFolder,
  })
  onStart(child)
  await untilHealthy(child, `${url}/_sim/health`, READY_LIMIT_MS)
  return url
}
