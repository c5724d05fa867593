import type Medusa from "@medusajs/js-sdk"
import type { HttpTypes } from "@medusajs/types"

import { statusOf } from "../lib/errors"

/** What the shop shows of a cart beyond Medusa's own selection. */
const CART_FIELDS =
  "+items.subtotal,+items.total,+items.original_total,+items.discount_total,+shipping_methods.name"
const QUERY = { fields: CART_FIELDS }

/** Changes a cart and answers with the cart as it is then. */
export type CartWork = (api: CartApi) => Promise<unknown>

/** The calls on one cart; every one throws the SDK's `FetchError` when Medusa refuses. */
export class CartApi {
  constructor(
    private readonly sdk: Medusa,
    readonly id: string,
  ) {}

  /** Makes an empty cart. */
  static async create(sdk: Medusa, region_id: string): Promise<CartApi> {
    const { cart } = await sdk.store.cart.create({ region_id })
    return new CartApi(sdk, cart.id)
  }

  /** The cart, or null when there is none of this id any more or it became an order. */
  async read(): Promise<HttpTypes.StoreCart | null> {
    try {
      const { cart } = await this.sdk.store.cart.retrieve(this.id, QUERY)
      const { completed_at } = cart as { completed_at?: unknown }
      return completed_at ? null : cart
    } catch (error) {
      if (statusOf(error) === 404) {
        return null
      }
      throw error
    }
  }

  add(variant_id: string, quantity: number) {
    return this.sdk.store.cart.createLineItem(this.id, { variant_id, quantity })
  }

  setQuantity(line_id: string, quantity: number) {
    return quantity > 0
      ? this.sdk.store.cart.updateLineItem(this.id, line_id, { quantity })
      : this.sdk.store.cart.deleteLineItem(this.id, line_id)
  }

  update(changes: HttpTypes.StoreUpdateCart) {
    return this.sdk.store.cart.update(this.id, changes)
  }

  chooseShipping(option_id: string) {
    return this.sdk.store.cart.addShippingMethod(this.id, { option_id })
  }

  /** Makes the cart that of the customer who is signed in. */
  giveToCustomer() {
    return this.sdk.store.cart.transferCart(this.id)
  }
}
