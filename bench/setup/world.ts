import { rmSync } from "node:fs"
import path from "node:path"

import type { Child } from "../../scripts/demo/lib/child"
import { startPostgres, type PostgresServer } from "../../scripts/lib/postgres"
import { DemoDatabase } from "../../scripts/demo/lib/database"
import { ROOT } from "../../scripts/demo/lib/paths"
import { anyFreePort } from "../../scripts/demo/lib/ports"
import type { Progress } from "../../scripts/demo/lib/progress"
import { loadSecrets } from "../../scripts/demo/lib/secrets"
import type { Shutdown } from "../../scripts/demo/lib/shutdown"
import { configureLoyalty } from "../../scripts/demo/parts/loyalty-config"
import {
  medusaEnvironment,
  migrate,
  startMedusa,
  type MedusaProject,
} from "../../scripts/demo/parts/medusa"
import { seed } from "../../scripts/demo/parts/seed"
import {
  buildSimulator,
  isSimulatorBuilt,
  startSimulator,
} from "../../scripts/demo/parts/simulator"
import type { SeedReport } from "../../scripts/demo/seed/report"
import type { CpuProfile } from "../lib/cpu-profile"
import { Meter, metered } from "../lib/meter"
import { BENCH_FOLDER, POSTGRES_LOG, SIMULATOR_FOLDER } from "../lib/paths"
import { StatementLog } from "../lib/statements"
import { writeBareApp, writePluginApp } from "./apps"
import { BARE_DATABASE, PLUGIN_DATABASE, prepareDatabases } from "./databases"

const ADMIN = { email: "admin@fastlane.example", password: "loyalty-bench" }
const SEED_SCRIPT = path.join(ROOT, "scripts", "demo", "seed", "index.ts")
const HOST = "127.0.0.1"

/** A running Medusa. */
export interface Side {
  url: string
  database: string
  databaseUrl: string
  meter: Meter
}

/** Everything that is measured, running. */
export interface World {
  plugin: Side
  bare: Side
  simulatorUrl: string
  shop: SeedReport
  statements: StatementLog
  /** For more databases and processes than these two. */
  adminUrl: string
  urlOf: (database: string) => string
  environment: (databaseUrl: string) => NodeJS.ProcessEnv
  /** Starts one more server of a side and stops it; what it took until it answered. */
  boot: (side: SideName) => Promise<{ wall_ms: number; cpu_ms: number }>
  /** The same under the profiler. */
  profileBoot: (side: SideName) => Promise<CpuProfile>
  /** Ends a process with everything else. */
  watch: (child: Child) => void
}

/** What sets a world up and takes it down. */
export interface Stage {
  progress: Progress
  shutdown: Shutdown
}

type SideName = "plugin" | "bare"

/** Starts Postgres, the engine simulator, and Medusa twice: with the plugin and without it. */
export async function startWorld(stage: Stage): Promise<World> {
  const { progress, shutdown } = stage
  // The statements are counted in the log of a server of our own; Redis would hide costs in it.
  delete process.env.DATABASE_URL
  delete process.env.REDIS_URL
  const plugged = await progress.step("A shop with the packed plugin", writePluginApp)
  const folders = { plugin: plugged, bare: writeBareApp() }
  const server = await progress.step("Postgres", () => startDatabaseServer(shutdown))
  const projectOf = (side: SideName, databaseUrl: string): MedusaProject => ({
    folder: folders[side],
    env: environment(databaseUrl),
    logFolder: path.join(BENCH_FOLDER, "logs", side),
  })
  await progress.step("Databases", () => fill(server, projectOf, shutdown))
  const begin = (side: SideName, database: string) =>
    startSide(projectOf(side, server.databaseUrl(database)), database, shutdown)
  const [simulatorUrl, bare, plugin] = await Promise.all([
    progress.step("Engine simulator", () => runSimulator(shutdown)),
    progress.step("Bare Medusa", () => begin("bare", BARE_DATABASE)),
    progress.step("Medusa with the plugin", () => begin("plugin", PLUGIN_DATABASE)),
  ])
  const shop = await readShop(server)
  await configureLoyalty({
    backend_url: plugin.url,
    admin: ADMIN,
    stores: shop.stores,
    simulator_url: simulatorUrl,
    previousSimulatorUrl: undefined,
  })
  const statements = new StatementLog(server.url, POSTGRES_LOG)
  // A run that was killed may have left the log on.
  await statements.off()
  const databaseOf = { plugin: PLUGIN_DATABASE, bare: BARE_DATABASE }
  const booted = <T>(side: SideName, look: Look<T>): Promise<T> =>
    boot(projectOf(side, server.databaseUrl(databaseOf[side])), shutdown, look)
  return {
    boot: (side) => booted(side, { isProfiled: false, look: costOfBoot }),
    profileBoot: (side) => booted(side, { isProfiled: true, look: (meter) => meter.stopProfile() }),
    ...{ plugin, bare, simulatorUrl, shop, statements, environment },
    adminUrl: server.url,
    urlOf: (name) => server.databaseUrl(name),
    watch: (child) => shutdown.add(child),
  }
}

async function startDatabaseServer(shutdown: Shutdown): Promise<PostgresServer> {
  const server = await startPostgres({
    dataDir: path.join(BENCH_FOLDER, "postgres"),
    // A shop's database syncs its writes, so this one does.
    durable: true,
    logFile: POSTGRES_LOG,
  })
  shutdown.addLast("Postgres", () => server.stop())
  return server
}

function environment(databaseUrl: string): NodeJS.ProcessEnv {
  return {
    ...medusaEnvironment({
      databaseUrl,
      redisUrl: undefined,
      secrets: { ...loadSecrets(BENCH_FOLDER) },
      adminOrigins: ["http://localhost:9000"],
      storeOrigins: ["http://localhost:8000"],
    }),
    MEDUSA_DISABLE_ADMIN: "true",
    LOG_LEVEL: "warn",
  }
}

async function fill(
  server: PostgresServer,
  projectOf: (side: SideName, databaseUrl: string) => MedusaProject,
  shutdown: Shutdown,
): Promise<void> {
  const watch = shutdown.add.bind(shutdown)
  await prepareDatabases(server, {
    bare: async (databaseUrl) => {
      const project = projectOf("bare", databaseUrl)
      await migrate(project, watch)
      const database = new DemoDatabase(databaseUrl)
      await seed({ project, database, admin: ADMIN, script: SEED_SCRIPT }, watch)
    },
    plugin: (databaseUrl) => migrate(projectOf("plugin", databaseUrl), watch),
  })
}

async function runSimulator(shutdown: Shutdown): Promise<string> {
  if (!isSimulatorBuilt()) {
    await buildSimulator()
  }
  rmSync(SIMULATOR_FOLDER, { recursive: true, force: true })
  const port = await anyFreePort()
  const logFolder = path.join(BENCH_FOLDER, "logs")
  return startSimulator({ port, dataDir: SIMULATOR_FOLDER, logFolder }, (child) =>
    shutdown.add(child),
  )
}

async function startSide(
  project: MedusaProject,
  database: string,
  shutdown: Shutdown,
): Promise<Side> {
  const port = await anyFreePort()
  const meterPort = await anyFreePort()
  const env = metered(project.env, meterPort)
  await startMedusa({ ...project, env }, { host: HOST, port }, (child) => shutdown.add(child))
  const databaseUrl = project.env.DATABASE_URL ?? ""
  return { url: `http://${HOST}:${port}`, database, databaseUrl, meter: new Meter(meterPort) }
}

/** What is read off a server when it answers. */
interface Look<T> {
  isProfiled: boolean
  look: (meter: Meter, wall_ms: number) => Promise<T>
}

const costOfBoot = async (meter: Meter, wall_ms: number) => ({ wall_ms, cpu_ms: await meter.cpu() })

async function boot<T>(
  project: MedusaProject,
  shutdown: Shutdown,
  { isProfiled, look }: Look<T>,
): Promise<T> {
  const port = await anyFreePort()
  const meterPort = await anyFreePort()
  const env = metered(project.env, meterPort, isProfiled)
  let child: Child | undefined
  const begin = performance.now()
  await startMedusa({ ...project, env }, { host: HOST, port }, (started) => {
    child = started
    shutdown.add(started)
  })
  const wall_ms = performance.now() - begin
  const meter = new Meter(meterPort)
  const seen = await look(meter, wall_ms)
  await meter.close()
  await child?.stop()
  return seen
}

async function readShop(server: PostgresServer): Promise<SeedReport> {
  const shop = await new DemoDatabase(server.databaseUrl(BARE_DATABASE)).seedReport()
  if (!shop) {
    throw new Error("The seeded database has no seed report.")
  }
  return shop
}
