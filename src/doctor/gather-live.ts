import { readdirSync } from "node:fs"
import path from "node:path"

import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, generateEntityId } from "@medusajs/framework/utils"

import { probedEngineHealth } from "../api/loyalty/engine-health"
import type { LoyaltyModuleService } from "../modules/loyalty/service"
import { loyaltyService } from "../workflows/loyalty/utils/loyalty"
import { examine } from "./examine"
import type { Environment, Finding, LiveFacts } from "./facts"
import { ourNames, readEnvironment, readNeighbours, type ProjectConfig } from "./gather-project"

/** More engines than this are not called for one look. */
const PROBED_STORES_MAX = 20

/** Looks at a running application: its configuration, its neighbours, its database, its engines. */
export async function examineApplication(
  container: MedusaContainer,
  given: Partial<Environment> = {},
): Promise<Finding[]> {
  // Resolved as Medusa has completed it: defaults that a shop left out are there.
  const config = container.resolve(ContainerRegistrationKeys.CONFIG_MODULE) as ProjectConfig
  return examine({
    environment: { ...readEnvironment(config), ...given },
    neighbours: readNeighbours(process.cwd(), config),
    ours: ourNames(),
    live: await readLive(container),
  })
}

async function readLive(container: MedusaContainer): Promise<LiveFacts> {
  const service = loyaltyService(container)
  const [pending_migrations, foreign_tables, clock_skew_ms, credentials, engines] =
    await Promise.all([
      service.pendingMigrations(ourMigrations()),
      service.foreignTables(),
      service.clockSkew_ms(),
      service.sealStates(),
      readEngines(service),
    ])
  return {
    completion_guard: {
      state: service.completionGuardState(),
      detail: service.completionGuardDetail(),
    },
    pending_migrations,
    foreign_tables,
    clock_skew_ms,
    credentials,
    engines,
  }
}

function ourMigrations(): string[] {
  return readdirSync(path.join(__dirname, "..", "modules", "loyalty", "migrations"))
    .filter((name) => /^Migration\d+\.[jt]s$/.test(name))
    .map((name) => name.replace(/\.[jt]s$/, ""))
}

async function readEngines(service: LoyaltyModuleService): Promise<LiveFacts["engines"]> {
  const configs = await service.listStoreConfigsWithChannels()
  const correlation_id = generateEntityId(undefined, "lcor")
  return Promise.all(
    configs
      .filter(({ enabled }) => enabled)
      .slice(0, PROBED_STORES_MAX)
      .map(async (config) => {
        const health = await probedEngineHealth(service, config, correlation_id)
        const { store_id, status, code = null } = health
        return { store_id, ok: status === "healthy", code }
      }),
  )
}
