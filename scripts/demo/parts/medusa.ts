import path from "node:path"

import { runToEnd, startChild, type Child, type Command } from "../lib/child"
import { untilHealthy } from "../lib/http"
import { ROOT } from "../lib/paths"

const READY_LIMIT_MS = 180_000
const CLI = path.join("node_modules", "@medusajs", "cli", "cli.js")

/** How to run Medusa: a project folder and its environment. */
export interface MedusaProject {
  folder: string
  env: NodeJS.ProcessEnv
  /** Where its logs go; the demo's folder when absent. */
  logFolder?: string
}

/** What Medusa's environment is made of. */
export interface MedusaEnvironment {
  databaseUrl: string
  redisUrl: string | undefined
  secrets: Record<string, string>
  /** Addresses that browsers may call from: Admin and the shop. */
  adminOrigins: string[]
  storeOrigins: string[]
}

/** The environment of every Medusa process of the demo. */
export function medusaEnvironment(input: MedusaEnvironment): NodeJS.ProcessEnv {
  const admin = input.adminOrigins.join(",")
  const store = input.storeOrigins.join(",")
  return {
    ...process.env,
    ...input.secrets,
    // Admin comes from Vite then, without a build, and plain HTTP to this machine is allowed.
    NODE_ENV: "development",
    DATABASE_URL: input.databaseUrl,
    ...(input.redisUrl === undefined ? {} : { REDIS_URL: input.redisUrl }),
    ADMIN_CORS: admin,
    STORE_CORS: store,
    AUTH_CORS: `${admin},${store}`,
    // The engine of the demo is a process beside it.
    LOYALTY_ALLOW_PRIVATE_ADDRESSES: "true",
    // Medusa reads its own .env too late for this one.
    MEDUSA_DISABLE_TELEMETRY: "true",
  }
}

/** The project in this repository. */
export const thisProject = (env: NodeJS.ProcessEnv): MedusaProject => ({ folder: ROOT, env })

type OnStart = (child: Child) => void

/** Brings the database to the shape of the code; does nothing when it has it. */
export async function migrate(project: MedusaProject, onStart: OnStart): Promise<void> {
  const args = ["db:migrate", "--execute-safe-links"]
  await runToEnd(command(project, "migrate", args), onStart)
}

/** Runs a script inside Medusa. */
export async function execute(
  project: MedusaProject,
  script: string,
  onStart: OnStart,
): Promise<void> {
  await runToEnd(command(project, "seed", ["exec", script]), onStart)
}

/**
 * Starts the server and waits for it. It is what `medusa develop` runs under its watcher: without
 * the watcher nothing restarts it, whatever is written to the folder.
 */
export async function startMedusa(
  project: MedusaProject,
  address: { host: string; port: number },
  onStart: OnStart,
): Promise<void> {
  const { host, port } = address
  const args = ["start", "--host", host, "--port", String(port)]
  const child = startChild(command(project, "medusa", args))
  onStart(child)
  const reachable = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host
  await untilHealthy(child, `http://${reachable}:${port}/health`, READY_LIMIT_MS)
}

const command = (project: MedusaProject, name: string, args: string[]): Command => ({
  name,
  args: [path.join(project.folder, CLI), ...args],
  cwd: project.folder,
  env: project.env,
  logFolder: project.logFolder,
})
