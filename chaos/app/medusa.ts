/**
 * A whole Medusa with the plugin, as the crash harness starts it: this repository's app, its jobs
 * on their schedule, and an ear for orders. Time limits are short, so that a fault that lasts is
 * seen in seconds.
 */
import { readdirSync, readlinkSync } from "node:fs"
import path from "node:path"

import type { MedusaContainer } from "@medusajs/framework/types"
import { startApp } from "@medusajs/test-utils"

import { JOB_OF_ORDER, type Answer, type Order, type Request, type Usage } from "./orders"
import { CONNECTIONS, ENGINE_OPTIONS, MODULE_OPTIONS } from "./options"

const ROOT = path.resolve(__dirname, "..", "..")
const LOYALTY_MODULE = "./src/modules/loyalty"
const MEGABYTE = 1024 * 1024
const LOOK_MS = 50

interface LoyaltyOptions {
  providers: { options: Record<string, unknown> }[]
  [option: string]: unknown
}

interface AppConfig {
  projectConfig: { databaseDriverOptions?: Record<string, unknown> }
  modules: Record<string, { resolve?: string; options?: LoyaltyOptions }>
}

interface Drain {
  drainOperations(container: MedusaContainer, input: { limit: number }): Promise<unknown>
}

type Job = { default: (container: MedusaContainer) => Promise<void> }

/** Medusa requires the same file later and finds it changed. */
function shortenLimits(): void {
  const config = load(path.join(ROOT, "medusa-config.ts")) as AppConfig
  const loyalty = Object.values(config.modules).find(({ resolve }) => resolve === LOYALTY_MODULE)
  if (!loyalty?.options) {
    throw new Error(`medusa-config.ts has no module ${LOYALTY_MODULE}.`)
  }
  const { projectConfig } = config
  const max = Number(process.env.CHAOS_POOL ?? CONNECTIONS.database)
  projectConfig.databaseDriverOptions = { ...projectConfig.databaseDriverOptions, pool: { max } }
  Object.assign(loyalty.options, MODULE_OPTIONS)
  for (const provider of loyalty.options.providers) {
    Object.assign(provider.options, ENGINE_OPTIONS)
  }
}

// Medusa loads its files with require; only the same way finds the same instance of them.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const load = (file: string): unknown => require(file)

const OPEN_FILES = "/proc/self/fd"

/** Also those that keep no process alive, as a pool's idle connections, which Node does not tell. */
const openSockets = (): number =>
  readdirSync(OPEN_FILES).filter((file) => {
    try {
      return readlinkSync(path.join(OPEN_FILES, file)).startsWith("socket:")
    } catch {
      // Closed meanwhile, as what the folder was read with.
      return false
    }
  }).length

/** What it was started with, to the harness. */
const FROM_THE_HARNESS = openSockets()
const countSockets = (): number => openSockets() - FROM_THE_HARNESS
let sockets_max = 0

/** Too many sockets for a moment are too many: when all is over, most are closed again. */
function watchSockets(): void {
  const look = () => (sockets_max = Math.max(sockets_max, countSockets()))
  setInterval(look, LOOK_MS).unref()
}

function usage(): Usage {
  const sockets = Math.max(sockets_max, countSockets())
  sockets_max = 0
  // Twice, because what the first round finalizes only the second frees.
  globalThis.gc?.()
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return { sockets, memory_mb: Math.round((heapUsed + external) / MEGABYTE) }
}

async function obey(container: MedusaContainer, order: Order): Promise<Usage | null> {
  if (order === "usage") {
    return usage()
  }
  if (order === "drain-unleased") {
    const flow = load(path.join(ROOT, "src", "workflows", "loyalty", "flows", "drain-operations"))
    await (flow as Drain).drainOperations(container, { limit: MODULE_OPTIONS.drain_per_minute })
    return null
  }
  const job = load(path.join(ROOT, "src", "jobs", JOB_OF_ORDER[order])) as Job
  await job.default(container)
  return null
}

async function main(): Promise<void> {
  watchSockets()
  shortenLimits()
  const { container } = await startApp({ cwd: ROOT })
  process.on("message", ({ id, order }: Request) => {
    const answer = (given: Omit<Answer, "id">) => process.send?.({ id, ...given })
    obey(container, order).then(
      (told) => answer({ error: null, usage: told }),
      (error: unknown) => answer({ error: String(error), usage: null }),
    )
  })
}

main().catch((error: unknown) => {
  console.error(error)
  process.exit(1)
})
