import type { IStoreModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

import type { StoreConfigRow } from "../../../modules/loyalty/persistence/config-types"
import { loyaltyService } from "./loyalty"
import type { CartSnapshot } from "./read-cart"

/**
 * The loyalty of the store a cart belongs to, if it is switched on.
 *
 * @param owner what was read with the cart: nothing is read then
 */
export async function storeOfCart(
  container: MedusaContainer,
  cart: Pick<CartSnapshot, "sales_channel_id">,
  owner: StoreConfigRow | null,
): Promise<StoreConfigRow | null> {
  const config = owner ?? (await storeOfChannel(container, cart.sales_channel_id))
  return config?.enabled ? config : null
}

async function storeOfChannel(
  container: MedusaContainer,
  sales_channel_id: string | null,
): Promise<StoreConfigRow | null> {
  return loyaltyService(container).storeConfigForChannel(sales_channel_id, async () => {
    const stores: IStoreModuleService = container.resolve(Modules.STORE)
    const found = await stores.listStores({}, { select: ["id", "default_sales_channel_id"] })
    return found.map((store) => ({
      id: store.id,
      default_sales_channel_id: store.default_sales_channel_id ?? null,
    }))
  })
}
