/**
 * What the demo's containers run (deploy/compose.demo.yaml); everything comes from the environment.
 *
 *   npx tsx scripts/demo/compose.ts seed        fills the shop and switches loyalty on
 *   npx tsx scripts/demo/compose.ts storefront  builds the example shop and serves it
 */
import path from "node:path"

import { DemoDatabase } from "./lib/database"
import { DemoError, describeError } from "./lib/errors"
import { configureLoyalty } from "./parts/loyalty-config"
import { thisProject } from "./parts/medusa"
import { seed } from "./parts/seed"
import { buildShop, serveShop } from "./parts/storefront"

const SEED_SCRIPT = path.join("scripts", "demo", "seed", "index.ts")
const ADMIN = { email: "admin@fastlane.example", password: "loyalty-demo" }

function needed(name: string): string {
  const value = process.env[name]
  if (!value) {
    throw new DemoError(`${name} is not set. See deploy/compose.demo.yaml.`)
  }
  return value
}

async function seedShop(): Promise<void> {
  const database = new DemoDatabase(needed("DATABASE_URL"))
  const project = thisProject(process.env)
  const { stores } = await seed({ project, database, admin: ADMIN, script: SEED_SCRIPT }, () => {})
  const outcome = await configureLoyalty({
    backend_url: needed("MEDUSA_URL"),
    admin: ADMIN,
    stores,
    simulator_url: needed("SIMULATOR_URL"),
    previousSimulatorUrl: undefined,
  })
  console.log(`Seeded ${stores.length} stores; their loyalty settings: ${outcome.kind}.`)
  console.log(`Admin: ${ADMIN.email} / ${ADMIN.password}`)
}

async function storefront(): Promise<void> {
  const report = await new DemoDatabase(needed("DATABASE_URL")).seedReport()
  if (!report) {
    throw new DemoError("The shop is not seeded yet: run `seed` first.")
  }
  await buildShop()
  process.exitCode = await serveShop({
    host: "0.0.0.0",
    port: Number(needed("SHOP_PORT")),
    backend_url: needed("MEDUSA_URL"),
    stores: report.stores,
  })
}

const PARTS: Record<string, () => Promise<void>> = { seed: seedShop, storefront }

async function main(): Promise<void> {
  const part = PARTS[process.argv[2] ?? ""]
  if (!part) {
    throw new DemoError(`Say which part: ${Object.keys(PARTS).join(" or ")}.`)
  }
  await part()
}

main().catch((error: unknown) => {
  console.error(describeError(error))
  process.exitCode = 1
})
