import path from "node:path"

import { startPostgres } from "../lib/postgres"
import { banner } from "./lib/banner"
import { DemoDatabase } from "./lib/database"
import { readDemoFile, writeDemoFile, type Demo } from "./lib/demo-file"
import { describeError } from "./lib/errors"
import { claimFolder, releaseFolder } from "./lib/instance"
import { migrationsFingerprint } from "./lib/migrations"
import { DEMO_FOLDER, LOG_FOLDER, ROOT } from "./lib/paths"
import { requirePorts } from "./lib/ports"
import { Progress } from "./lib/progress"
import { loadSecrets } from "./lib/secrets"
import { readSettings, type DemoSettings } from "./lib/settings"
import { Shutdown } from "./lib/shutdown"
import { watchPort } from "./lib/watch"
import { describeDemo } from "./parts/describe"
import { configureLoyalty, type LoyaltyOutcome } from "./parts/loyalty-config"
import {
  medusaEnvironment,
  migrate,
  startMedusa,
  thisProject,
  type MedusaProject,
} from "./parts/medusa"
import { seed } from "./parts/seed"
import {
  buildSimulator,
  isSimulatorBuilt,
  simulatorGoneNotice,
  startSimulator,
} from "./parts/simulator"
import { buildShop, isShopBuilt, startShop } from "./parts/storefront"
import type { SeedReport } from "./seed/report"

const ADMIN = { email: "admin@fastlane.example", password: "loyalty-demo" }
const DATABASE = "fastlane"
const PATIENCE_AFTER_KILL_MS = 15_000
const POSTGRES_LOG = path.join(LOG_FOLDER, "postgres.log")
const SEED_SCRIPT = path.join("scripts", "demo", "seed", "index.ts")

/** Starts the whole demo: Postgres, engine simulator, Medusa with Admin, and the shop. */
async function start(shutdown: Shutdown): Promise<void> {
  const settings = readSettings(process.env)
  const backend_url = `http://localhost:${settings.port}`
  const previous = readDemoFile()
  const earlier = await claimFolder(DEMO_FOLDER, backend_url)
  shutdown.whenStopped(() => releaseFolder(DEMO_FOLDER))
  await requirePorts(
    [
      { user: "Medusa", port: settings.port, variable: "PORT" },
      { user: "the engine simulator", port: settings.simulatorPort, variable: "SIMULATOR_PORT" },
      { user: "the shop", port: settings.storefrontPort, variable: "STOREFRONT_PORT" },
    ],
    earlier === "killed" ? PATIENCE_AFTER_KILL_MS : 0,
  )

  const progress = new Progress()
  const shopBuild = beginShopBuild(shutdown)
  const {
    database,
    databaseUrl,
    port: databasePort,
  } = await prepareDatabase(settings, progress, shutdown)
  const project = thisProject(
    medusaEnvironment({
      databaseUrl,
      redisUrl: settings.redisUrl,
      secrets: { ...loadSecrets(DEMO_FOLDER) },
      adminOrigins: [backend_url, `http://127.0.0.1:${settings.port}`],
      storeOrigins: ["localhost", "127.0.0.1"].map(
        (host) => `http://${host}:${settings.storefrontPort}`,
      ),
    }),
  )
  const simulator_url = await runSimulator(settings.simulatorPort, progress, shutdown)
  const seeded = await fill(project, database, { progress, shutdown })
  await progress.step("Medusa with Admin", () =>
    startMedusa(project, settings, (child) => shutdown.add(child)),
  )

  const demo = await describeDemo({
    backend_url,
    simulator_url,
    storefront_url: `http://localhost:${settings.storefrontPort}`,
    admin: ADMIN,
    seeded,
  })
  await progress.step(
    "Loyalty settings of the stores",
    () => configureLoyalty({ ...demo, previousSimulatorUrl: previous?.simulator_url }),
    loyaltyRemark,
  )
  writeDemoFile(demo)
  await runShop(shopBuild, { demo, settings, progress, shutdown })
  console.log(`\n${banner(demo, path.relative(process.cwd(), LOG_FOLDER))}`)
  shutdown.serve()
  if (!settings.databaseUrl) {
    watchPort(databasePort, () => shutdown.end({ name: "Postgres", logFile: POSTGRES_LOG }))
  }
  console.log(`Started in ${progress.elapsed}.`)
}

async function prepareDatabase(settings: DemoSettings, progress: Progress, shutdown: Shutdown) {
  const title = settings.databaseUrl ? "Postgres of DATABASE_URL" : "Postgres"
  return progress.step(
    title,
    async () => {
      const server = await startPostgres({
        dataDir: path.join(DEMO_FOLDER, "postgres"),
        durable: true,
        logFile: POSTGRES_LOG,
      })
      shutdown.addLast("Postgres", () => server.stop())
      const databaseUrl = settings.databaseUrl ?? server.databaseUrl(DATABASE)
      const database = new DemoDatabase(databaseUrl)
      await database.create()
      return { database, databaseUrl, port: server.port }
    },
    ({ port }) => `port ${port}`,
  )
}

async function runSimulator(port: number, progress: Progress, shutdown: Shutdown) {
  if (!isSimulatorBuilt()) {
    await progress.step("Build of the engine simulator", buildSimulator)
  }
  const place = { port, dataDir: path.join(DEMO_FOLDER, "simulator") }
  return progress.step("Engine simulator", () =>
    startSimulator(place, (child) => shutdown.add(child, simulatorGoneNotice(place))),
  )
}

/**
 * The first start builds the shop while the database is made and filled: the two wait for
 * different things. Undefined when there is nothing to build.
 */
function beginShopBuild(shutdown: Shutdown): Promise<void> | undefined {
  if (isShopBuilt()) {
    return undefined
  }
  const build = buildShop((child) => shutdown.add(child))
  // Whoever waits for it gets the error; until then it is not an unhandled one.
  build.catch(() => undefined)
  return build
}

interface ShopRun {
  demo: Demo
  settings: DemoSettings
  progress: Progress
  shutdown: Shutdown
}

async function runShop(
  build: Promise<void> | undefined,
  { demo, settings, progress, shutdown }: ShopRun,
): Promise<void> {
  if (build) {
    await progress.step("Build of the shop, at the first start only", () => build)
  }
  const { host, storefrontPort: port } = settings
  const { backend_url, stores } = demo
  await progress.step("Shop", () =>
    startShop({ host, port, backend_url, stores }, (child) => shutdown.add(child)),
  )
}

async function fill(
  project: MedusaProject,
  database: DemoDatabase,
  { progress, shutdown }: { progress: Progress; shutdown: Shutdown },
): Promise<SeedReport> {
  const fingerprint = migrationsFingerprint(ROOT)
  if (!(await database.isMigrated(fingerprint))) {
    await progress.step("Migrations", async () => {
      await migrate(project, (child) => shutdown.add(child))
      await database.noteMigrations(fingerprint)
    })
  }
  const known = await database.seedReport()
  if (known) {
    return known
  }
  return progress.step("Stores, taxes, products and the admin user", () =>
    seed({ project, database, admin: ADMIN, script: SEED_SCRIPT }, (child) => shutdown.add(child)),
  )
}

function loyaltyRemark(outcome: LoyaltyOutcome): string {
  switch (outcome.kind) {
    case "set":
      return `${outcome.stores} set`
    case "kept":
      return "kept as they are"
    case "signed out":
      return "not looked at, because the admin password was changed"
  }
}

const shutdown = new Shutdown()
shutdown.listen()
start(shutdown).catch(async (error: unknown) => {
  if (!shutdown.isStopping) {
    console.error(`\n${describeError(error)}`)
    await shutdown.stop(1)
  }
})
