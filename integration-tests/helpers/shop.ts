import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"

import type { Simulator } from "../../packages/pdi-simulator/src/index"
import { seedCatalogue } from "../../scripts/demo/seed/steps/catalogue"
import { seedRegion, seedTaxes } from "../../scripts/demo/seed/steps/selling"
import { seedShipping } from "../../scripts/demo/seed/steps/shipping"
import { seedSites, type SeededSite } from "../../scripts/demo/seed/steps/sites"
import { seedContext } from "../../scripts/demo/seed/context"
import type { LoyaltyModuleService } from "../../src/modules/loyalty/service"

const KEY_BYTES = 32
process.env.LOYALTY_ENCRYPTION_KEYS ??= `k1:${Buffer.alloc(KEY_BYTES, 7).toString("base64")}`

/** The demo's convenience-store chain inside a test's Medusa. */
export interface Shop {
  sites: SeededSite[]
  region_id: string
  shipping_option_id: string
  location_id: string
  /** Variant id by SKU. */
  variants: Record<string, string>
}

interface LoyaltyOptions {
  providers: { options: Record<string, unknown> }[]
  [option: string]: unknown
}

/** The plugin's options in the configuration of a Medusa that has not started yet. */
const loyaltyOptions = (container: MedusaContainer): LoyaltyOptions => {
  const { modules } = container.resolve(ContainerRegistrationKeys.CONFIG_MODULE)
  return (modules?.["loyalty_engine"] as unknown as { options: LoyaltyOptions }).options
}

/** The simulator listens on loopback, which a shop's configuration does not allow by itself. */
export const allowLoopbackEngine = (container: MedusaContainer): Promise<void> => {
  const options = loyaltyOptions(container)
  for (const provider of options.providers) {
    provider.options.allow_private_addresses = true
  }
  const many = { points: 100_000, duration_s: 1 }
  options["identify_rate_limit"] = {
    per_cart: many,
    per_identifier: many,
    per_address: many,
  }
  return Promise.resolve()
}

/** `configure` of a shop whose engines are registered with these options, e.g. deadlines that a test can wait for. */
export const engineOptions =
  (options: Record<string, unknown>) =>
  async (container: MedusaContainer): Promise<void> => {
    await allowLoopbackEngine(container)
    for (const provider of loyaltyOptions(container).providers) {
      Object.assign(provider.options, options)
    }
  }

/** Seeds the chain; what a running Medusa has by itself is made first. */
export const openShop = async (container: MedusaContainer): Promise<Shop> => {
  await makeDefaults(container)
  const context = seedContext(container)
  const sites = await seedSites(context)
  const channelIds = sites.map(({ sales_channel_id }) => sales_channel_id)
  const region_id = await seedRegion(context)
  await seedTaxes(context)
  const shipping = await seedShipping(context, channelIds)
  const variants = await seedCatalogue(context, { channelIds, ...shipping })
  return {
    sites,
    region_id,
    shipping_option_id: shipping.shipping_option_id,
    location_id: shipping.location_id,
    variants,
  }
}

// The test runner empties the database after Medusa made its first store.
const makeDefaults = async (container: MedusaContainer): Promise<void> => {
  const stores = container.resolve(Modules.STORE)
  if ((await stores.listStores({}, { take: 1 })).length > 0) {
    return
  }
  const channel = await container
    .resolve(Modules.SALES_CHANNEL)
    .createSalesChannels({ name: "Default" })
  await stores.createStores({
    name: "Default",
    default_sales_channel_id: channel.id,
    supported_currencies: [{ currency_code: "usd", is_default: true }],
  })
}

const CAUSE = { actor_id: "test", correlation_id: "test" }

/** Switches loyalty on for a site, with the simulator as its engine. */
export const switchOn = async (
  container: MedusaContainer,
  input: { site: SeededSite; simulator: Simulator; settings?: Record<string, unknown> },
): Promise<void> => {
  const service = container.resolve<LoyaltyModuleService>("loyalty_engine")
  await service.saveStoreConfig(
    {
      store_id: input.site.store_id,
      provider_id: "pdi",
      enabled: true,
      participant_id: "ACME",
      site_id: input.site.site_id,
      sales_channel_ids: [input.site.sales_channel_id],
      settings: { api_url: input.simulator.url, ...input.settings },
      credentials: { client_id: "demo-client", client_secret: "demo-secret" },
    },
    CAUSE,
  )
}
