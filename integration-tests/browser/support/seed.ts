import type { ExecArgs } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

import { createAdminUser } from "../../helpers/admin"

/** Who logs in; the shop lives as long as one test file. */
export const ADMIN = { email: "merchant@example.com", password: "supersecret" }

/** Two stores besides the one that Medusa makes, each with a sales channel of its own. */
export const STORES = ["Riverside", "Hilltop"]
export const CHANNELS = ["Riverside web shop", "Hilltop web shop"]

/**
 * Fills a fresh database; `medusa exec` runs it.
 *
 * @public
 */
export default async function seed({ container }: ExecArgs): Promise<void> {
  await container
    .resolve(Modules.SALES_CHANNEL)
    .createSalesChannels(CHANNELS.map((name) => ({ name })))
  await container.resolve(Modules.STORE).createStores(STORES.map((name) => ({ name })))
  await createAdminUser(container, ADMIN.email)
}
