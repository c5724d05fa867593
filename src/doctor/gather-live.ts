import { readdirSync } from "node:fs"
import path from "node:path"

import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, generateEntityId } from "@medusajs/framework/utils"

import { probedEngineHealth } from "../api/loyalty/engine-health"
import type { LoyaltyModuleService } from "../modules/loyalty/service"
import { safeMessage } from "../modules/loyalty/utils/safe-message"
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
  const unread: LiveFacts["unread"] = []
  /** One part that cannot be read must not hide the others: least of all why. */
  const part = async <T>(what: string, fallback: T, read: () => Promise<T>): Promise<T> => {
    try {
      return await read()
    } catch (error) {
      unread.push({ what, because: safeMessage(error) })
      return fallback
    }
  }
  const [pending_migrations, foreign_tables, clock_skew_ms, credentials, engines] =
    await Promise.all([
      part("The list of migrations", [], () => service.pendingMigrations(ourMigrations())),
      part("The list of tables", [], () => service.foreignTables()),
      part("The database's clock", 0, () => service.clockSkew_ms()),
      part("The stores' credentials", [], () => service.sealStates()),
      part("The stores' engines", [], () => readEngines(service)),
    ])
  return {
    unread,
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
