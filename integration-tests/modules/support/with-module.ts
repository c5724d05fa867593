import { ContainerRegistrationKeys, Modules, ModulesSdkUtils } from "@medusajs/framework/utils"
import { initModules, MockEventBusService } from "@medusajs/test-utils"

import type { LoyaltyModuleService } from "../../../src/modules/loyalty/service"

const NAME = "loyalty_engine"

/** The module on a database that a test made, as Medusa's runner has it on one of its own. */
export async function withModule(
  clientUrl: string,
  work: (service: LoyaltyModuleService) => Promise<void>,
): Promise<void> {
  const database = { clientUrl, schema: "public" }
  const connection = ModulesSdkUtils.createPgConnection(database)
  const modulesConfig = {
    [NAME]: { resolve: "./src/modules/loyalty", options: { database } },
  }
  const { medusaApp, shutdown } = await initModules({
    injectedDependencies: {
      [ContainerRegistrationKeys.PG_CONNECTION]: connection,
      [Modules.EVENT_BUS]: new MockEventBusService(),
      [ContainerRegistrationKeys.LOGGER]: console,
      [ContainerRegistrationKeys.CONFIG_MODULE]: { modules: modulesConfig },
    },
    modulesConfig,
    databaseConfig: database,
    preventConnectionDestroyWarning: true,
  })
  try {
    const { modules } = medusaApp as { modules: Record<string, LoyaltyModuleService> }
    await work(modules[NAME]!)
  } finally {
    await shutdown()
    await connection.destroy()
  }
}
