import type { SeedReport } from "../../scripts/demo/seed/report"
import type { StoreLoyaltySession } from "../../src/types/http/store"
import { JsonClient, type TimedReply } from "./http"

interface CartReply {
  cart: { id: string; items: { id: string; variant_id: string }[] }
}

interface SessionReply {
  loyalty_session: StoreLoyaltySession
}

/** A loyalty member of the simulator's books with instant rewards. */
const MEMBER = "415-555-0100"

const ADDRESS = {
  first_name: "Jo",
  last_name: "Shopper",
  address_1: "1 Main St",
  city: "Austin",
  province: "us-tx",
  postal_code: "78701",
  country_code: "us",
}

/** A shopper with one cart, over HTTP as a storefront would. */
export class Shopper {
  private cart_id = ""
  private session_id = ""

  constructor(
    private readonly client: JsonClient,
    private readonly shop: SeedReport,
  ) {}

  /** Begins a new cart. */
  async openCart(): Promise<void> {
    const { data } = await this.client.post<CartReply>("/store/carts", {
      region_id: this.shop.region_id,
      email: "shopper@example.com",
      shipping_address: ADDRESS,
    })
    this.cart_id = data.cart.id
  }

  add(sku: string, quantity = 1): Promise<TimedReply<CartReply>> {
    const body = { variant_id: this.variant(sku), quantity }
    return this.client.post<CartReply>(`/store/carts/${this.cart_id}/line-items`, body)
  }

  read(): Promise<TimedReply<CartReply>> {
    return this.client.get<CartReply>(`/store/carts/${this.cart_id}`)
  }

  async setQuantity(sku: string, quantity: number): Promise<void> {
    const { data } = await this.read()
    const line = data.cart.items.find(({ variant_id }) => variant_id === this.variant(sku))
    if (!line) {
      throw new Error(`There is no ${sku} in the cart.`)
    }
    await this.client.post(`/store/carts/${this.cart_id}/line-items/${line.id}`, { quantity })
  }

  /** What a checkout makes before it chooses a way to pay. */
  async openPaymentCollection(): Promise<void> {
    await this.client.post("/store/payment-collections", { cart_id: this.cart_id })
  }

  async identify(): Promise<void> {
    const body = { cart_id: this.cart_id, phone: MEMBER }
    const { data } = await this.client.post<SessionReply>("/store/loyalty/identify", body)
    this.session_id = data.loyalty_session.id
  }

  evaluate(): Promise<TimedReply<SessionReply>> {
    const { cart_id, session_id } = this
    return this.client.post<SessionReply>("/store/loyalty/rewards", { cart_id, session_id })
  }

  private variant(sku: string): string {
    const id = this.shop.variants[sku]
    if (id === undefined) {
      throw new Error(`The seed has no ${sku}.`)
    }
    return id
  }
}

/** A client of one side that sends the first store's publishable key. */
export function storeClient(url: string, shop: SeedReport): JsonClient {
  return new JsonClient(url, { "x-publishable-api-key": shop.stores[0]?.publishable_key ?? "" })
}
