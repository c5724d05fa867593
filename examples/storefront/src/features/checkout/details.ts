import type { HttpTypes } from "@medusajs/types"

import type { Store } from "../../lib/store"

const COUNTRY = "us"

/** What Medusa replies of a shipping option beyond the SDK's types. */
interface OptionDetails {
  type?: { code?: string; description?: string }
  service_zone?: { fulfillment_set?: { type?: string } }
}

/** Whether a way to get the goods is a walk to the counter. */
export function isPickup(option: HttpTypes.StoreCartShippingOption): boolean {
  const { type, service_zone } = option as OptionDetails
  return service_zone?.fulfillment_set?.type === "pickup" || type?.code === "store-pickup"
}

/** What the merchant says about a way to get the goods. */
export const descriptionOf = (option: HttpTypes.StoreCartShippingOption): string =>
  (option as OptionDetails).type?.description ?? ""

/** The address of a pickup is the store's: there the sale happens and there its tax is due. */
export function addressOf(form: FormData, store: Store, pickup: boolean) {
  const text = (name: string): string => {
    const value = form.get(name)
    return typeof value === "string" ? value.trim() : ""
  }
  const person = {
    first_name: text("first_name"),
    last_name: text("last_name"),
    phone: text("phone"),
    country_code: COUNTRY,
  }
  return pickup
    ? {
        ...person,
        address_1: store.street,
        city: store.city,
        postal_code: store.postal_code,
        province: store.province,
      }
    : {
        ...person,
        address_1: text("address_1"),
        city: text("city"),
        postal_code: text("postal_code"),
        province: text("province"),
      }
}
