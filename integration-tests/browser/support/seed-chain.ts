import { writeFileSync } from "node:fs"

import type { ExecArgs } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

import type { LoyaltyModuleService } from "../../../src/modules/loyalty/service"
import { createAdminUser } from "../../helpers/admin"
import { openShop } from "../../helpers/shop"
import { ADMIN } from "./seed"

/** A customer whom an admin links a member to. */
export const CUSTOMER = { email: "john.doe@example.com", first_name: "John", last_name: "Doe" }

const CAUSE = { actor_id: "test", correlation_id: "test" }

/**
 * Fills a fresh database with the demo's chain and an engine for each site; loyalty of the last one
 * stays off. `medusa exec` runs it, and what it made stands in the file that the test names.
 *
 * @public
 */
export default async function seedChain({ container }: ExecArgs): Promise<void> {
  const { BROWSER_TEST_ENGINE: api_url, BROWSER_TEST_SHOP: file = "" } = process.env
  const shop = await openShop(container)
  const service = container.resolve<LoyaltyModuleService>("loyalty_engine")
  for (const [index, site] of shop.sites.entries()) {
    await service.saveStoreConfig(
      {
        store_id: site.store_id,
        provider_id: "pdi",
        enabled: index < shop.sites.length - 1,
        participant_id: "ACME",
        site_id: site.site_id,
        sales_channel_ids: [site.sales_channel_id],
        settings: { api_url, supports_history: true, supports_reverse: false },
        credentials: { client_id: "demo-client", client_secret: "demo-secret" },
      },
      CAUSE,
    )
  }
  await container.resolve(Modules.CUSTOMER).createCustomers(CUSTOMER)
  await createAdminUser(container, ADMIN.email)
  writeFileSync(file, JSON.stringify(shop))
}
