import { asFunction, asValue, Lifetime } from "@medusajs/framework/awilix"
import { moduleProviderLoader } from "@medusajs/framework/modules-sdk"
import type { LoaderOptions } from "@medusajs/framework/types"

import type { SqlEntityManager } from "@medusajs/framework/mikro-orm/postgresql"

import type { LoyaltyProvider } from "../../../types/provider"
import type { ModuleCradle } from "../persistence/base"
import { SharedBreakers } from "../persistence/breaker-board"
import { parseOptions } from "../utils/options"

const ENGINES = "loyalty_engines"
const ENGINE_PREFIX = "loyalty_engine_"
const BREAKERS = "loyalty_breakers"

interface ProviderClass {
  new (cradle: Record<string, unknown>, options: Record<string, unknown>): LoyaltyProvider
  readonly identifier?: string
}

/** What Medusa's loader hands back of a registration. */
interface Definition {
  id?: string
  options?: Record<string, unknown>
}

/**
 * The id by which stores choose an engine: the identifier alone where the registration gives no
 * other id, so that the usual single registration of `pdi` is called `pdi` and not `pdi_pdi`.
 */
export function providerIdOf(identifier: string, registration_id: string | undefined): string {
  const isPlain = !registration_id || registration_id === identifier
  return isPlain ? identifier : `${identifier}_${registration_id}`
}

/**
 * Checks the plugin's options at boot and registers the engines of `options.providers` in the
 * module's container. Each provider's own `validateOptions` runs before it is registered.
 */
export default async function registerProviders({
  container,
  options,
}: LoaderOptions<Record<string, unknown>>): Promise<void> {
  const { providers } = parseOptions(options)
  const engines: string[] = []

  await moduleProviderLoader({
    container,
    providers,
    registerServiceFn: async (klass: ProviderClass, _container, definition: Definition) => {
      if (!klass.identifier) {
        throw new Error("A loyalty provider has no static `identifier`, so no store can choose it")
      }
      const id = providerIdOf(klass.identifier, definition.id)
      const key = `${ENGINE_PREFIX}${id}`
      if (engines.includes(key)) {
        throw new Error(
          `Two loyalty providers are registered as "${id}". Give each its own "id" in medusa-config`,
        )
      }
      engines.push(key)
      container.register({
        [key]: asFunction(
          (cradle: Record<string, unknown>) => new klass(cradle, definition.options ?? {}),
          {
            lifetime: Lifetime.SINGLETON,
          },
        ),
      })
    },
  })

  container.register({
    [BREAKERS]: asFunction(
      ({ baseRepository, logger }: ModuleCradle) =>
        new SharedBreakers(() => baseRepository.getFreshManager<SqlEntityManager>(), logger),
      { lifetime: Lifetime.SINGLETON },
    ),
  })
  // Registered whole and also when empty: the service reads the list before any engine exists.
  container.register({ [ENGINES]: asValue(engines) })
}
