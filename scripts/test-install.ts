import { mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"

import { startPostgres } from "./lib/postgres"
import { DemoDatabase } from "./demo/lib/database"
import { describeError } from "./demo/lib/errors"
import { anyFreePort } from "./demo/lib/ports"
import { Progress } from "./demo/lib/progress"
import { loadSecrets } from "./demo/lib/secrets"
import { Shutdown } from "./demo/lib/shutdown"
import { describeDemo } from "./demo/parts/describe"
import { configureLoyalty } from "./demo/parts/loyalty-config"
import { medusaEnvironment, migrate, startMedusa, type MedusaProject } from "./demo/parts/medusa"
import { seed } from "./demo/parts/seed"
import { buildSimulator, isSimulatorBuilt, startSimulator } from "./demo/parts/simulator"
import { runWalkthrough } from "./demo/walkthrough/run"
import { expectBothPlugins } from "./test-install/collisions"
import { expectDoctor } from "./test-install/doctor"
import { installOfficial, installStrictly, pack } from "./test-install/npm"
import { SEED_SCRIPT, writeProject } from "./test-install/project"

const ADMIN = { email: "admin@second-shop.example", password: "loyalty-demo" }
const HOST = "127.0.0.1"

/**
 * Installs the packed plugin into a second Medusa project, outside this repository and beside the
 * official loyalty plugin, has its doctor examine it, and buys there.
 */
async function testInstall(shutdown: Shutdown): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "loyalty-install-"))
  shutdown.whenStopped(() => rmSync(folder, { recursive: true, force: true }))
  const progress = new Progress()
  const shop = path.join(folder, "shop")
  const tarball = await progress.step("Build and pack the plugin", () => pack(folder))
  await progress.step("Install it into a second project", async () => {
    writeProject(shop, tarball)
    await installStrictly(shop)
  })
  await progress.step("Install the official loyalty plugin beside it", () => installOfficial(shop))

  const started = await start({ folder, shop, progress, shutdown })
  await progress.step("Nothing collides", () => expectBothPlugins(started.demo, started.url), say)
  await progress.step(
    "The doctor of the installed package",
    () => expectDoctor(started.project),
    say,
  )
  const lines: string[] = []
  try {
    await progress.step(
      "Walkthrough",
      () => runWalkthrough({ demo: started.demo, log: (line) => lines.push(line) }),
      ({ checks }) => `${checks} figures`,
    )
  } catch (error) {
    console.error(lines.join("\n"))
    throw error
  }
  console.log(`\nThe packed plugin works in a second project (${progress.elapsed}).`)
}

async function start(input: {
  folder: string
  shop: string
  progress: Progress
  shutdown: Shutdown
}) {
  const { folder, shop, progress, shutdown } = input
  const logFolder = path.join(folder, "logs")
  const watch = shutdown.add.bind(shutdown)
  const server = await progress.step("Postgres", () =>
    startPostgres({ dataDir: path.join(folder, "postgres"), durable: false }),
  )
  shutdown.addLast("Postgres", () => server.stop())
  const url = server.databaseUrl(`second_shop_${process.pid}`)
  const database = new DemoDatabase(url)
  await database.create()
  const [port, simulatorPort] = [await anyFreePort(), await anyFreePort()]
  const backend_url = `http://${HOST}:${port}`
  const project: MedusaProject = { folder: shop, logFolder, env: environment(folder, url) }

  await progress.step("Migrations of Medusa and both plugins", () => migrate(project, watch))
  const seeded = await progress.step("The same catalogue", () =>
    seed({ project, database, admin: ADMIN, script: SEED_SCRIPT }, watch),
  )
  const simulator_url = await progress.step("Engine simulator", async () => {
    if (!isSimulatorBuilt()) {
      await buildSimulator()
    }
    const dataDir = path.join(folder, "simulator")
    return startSimulator({ port: simulatorPort, dataDir, logFolder }, watch)
  })
  await progress.step("Medusa", () => startMedusa(project, { host: HOST, port }, watch))
  const place = { backend_url, simulator_url, storefront_url: null, admin: ADMIN, seeded }
  const demo = await describeDemo(place)
  await progress.step("Loyalty settings of the stores", () =>
    configureLoyalty({ ...demo, previousSimulatorUrl: undefined }),
  )
  return { demo, url, project }
}

const environment = (folder: string, databaseUrl: string): NodeJS.ProcessEnv =>
  medusaEnvironment({
    databaseUrl,
    redisUrl: undefined,
    secrets: { ...loadSecrets(folder) },
    adminOrigins: ["http://localhost:9000"],
    storeOrigins: ["http://localhost:8000"],
  })

const say = (text: string): string => text

const shutdown = new Shutdown()
shutdown.listen()
testInstall(shutdown).then(
  () => shutdown.stop(0),
  async (error: unknown) => {
    if (!shutdown.isStopping) {
      console.error(`\n${describeError(error)}`)
      await shutdown.stop(1)
    }
  },
)
