import type { ExecArgs } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { seedContext } from "./context"
import { writeSeedReport } from "./report"
import { seedAdminUser } from "./steps/admin-user"
import { seedCatalogue } from "./steps/catalogue"
import { seedRegion, seedTaxes } from "./steps/selling"
import { seedShipping } from "./steps/shipping"
import { seedSites } from "./steps/sites"

/**
 * Fills an empty Medusa with the demo's convenience-store chain: `medusa exec` runs it.
 *
 * Every part adds only what is missing, so that a run that was killed half-way can be repeated.
 * The report at the end says that nothing is missing any more, and where things are.
 */
export default async function seed({ container }: ExecArgs): Promise<void> {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  const context = seedContext(container)
  await seedAdminUser(context, adminLogin(process.env))
  logger.info("Seed: stores, sales channels and publishable keys")
  const stores = await seedSites(context)
  const channelIds = stores.map(({ sales_channel_id }) => sales_channel_id)
  logger.info("Seed: region, taxes and shipping")
  const region_id = await seedRegion(context)
  await seedTaxes(context)
  const shipping = await seedShipping(context, channelIds)
  logger.info("Seed: products and stock")
  const variants = await seedCatalogue(context, { channelIds, ...shipping })
  const { shipping_option_id, location_id } = shipping
  await writeSeedReport(container, { stores, region_id, shipping_option_id, location_id, variants })
}

function adminLogin(env: NodeJS.ProcessEnv): { email: string; password: string } {
  const { DEMO_ADMIN_EMAIL: email, DEMO_ADMIN_PASSWORD: password } = env
  if (!email || !password) {
    throw new Error("DEMO_ADMIN_EMAIL and DEMO_ADMIN_PASSWORD name the admin user to make.")
  }
  return { email, password }
}
