import type { SeedReport } from "../../scripts/demo/seed/report"
import type { StoreLoyaltySession } from "../../src/types/http/store"
import { ADDRESS } from "./address"
import { JsonClient, type TimedReply } from "./http"

interface CartReply {
  cart: { id: string; items: { id: string; variant_id: string }[] }
}

interface SessionReply {
  loyalty_session: StoreLoyaltySession
}

interface CompleteReply {
  type: string
  error?: unknown
}

/** A loyalty member of the simulator's books with instant rewards. */
const MEMBER = "415-555-0100"

/** A shopper with one cart, over HTTP as a storefront would. */
export class Shopper {
  private cart_id = ""
  private session_id = ""
  private lines: CartReply["cart"]["items"] = []

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
    this.lines = []
  }

  async add(sku: string, quantity = 1): Promise<TimedReply<CartReply>> {
    const body = { variant_id: this.variant(sku), quantity }
    const url = `/store/carts/${this.cart_id}/line-items`
    const reply = await this.client.post<CartReply>(url, body)
    this.lines = reply.data.cart.items
    return reply
  }

  read(): Promise<TimedReply<CartReply>> {
    return this.client.get<CartReply>(`/store/carts/${this.cart_id}`)
  }

  /** Sets a line's quantity, as it was known at the latest addition. */
  setQuantity(sku: string, quantity: number): Promise<TimedReply<CartReply>> {
    const line = this.lines.find(({ variant_id }) => variant_id === this.variant(sku))
    if (!line) {
      throw new Error(`There is no ${sku} in the cart.`)
    }
    const url = `/store/carts/${this.cart_id}/line-items/${line.id}`
    return this.client.post<CartReply>(url, { quantity })
  }

  async choosePickup(): Promise<void> {
    const body = { option_id: this.shop.shipping_option_id }
    await this.client.post(`/store/carts/${this.cart_id}/shipping-methods`, body)
  }

  /** What a checkout makes before it chooses a way to pay. */
  async openPaymentCollection(): Promise<string> {
    const { data } = await this.client.post<{ payment_collection: { id: string } }>(
      "/store/payment-collections",
      { cart_id: this.cart_id },
    )
    return data.payment_collection.id
  }

  /** Chooses pickup and a way to pay: the cart can be completed. */
  async beginPayment(): Promise<void> {
    await this.choosePickup()
    const collection = await this.openPaymentCollection()
    await this.client.post(`/store/payment-collections/${collection}/payment-sessions`, {
      provider_id: "pp_system_default",
    })
  }

  /** Makes an order of the cart; throws when there is none. */
  async complete(): Promise<TimedReply<CompleteReply>> {
    const reply = await this.client.post<CompleteReply>(`/store/carts/${this.cart_id}/complete`)
    if (reply.data.type !== "order") {
      throw new Error(`The cart became no order: ${JSON.stringify(reply.data.error)}`)
    }
    return reply
  }

  async identify(phone = MEMBER): Promise<TimedReply<SessionReply>> {
    const body = { cart_id: this.cart_id, phone }
    const reply = await this.client.post<SessionReply>("/store/loyalty/identify", body)
    this.session_id = reply.data.loyalty_session.id
    return reply
  }

  evaluate(): Promise<TimedReply<SessionReply>> {
    const { cart_id, session_id } = this
    return this.client.post<SessionReply>("/store/loyalty/rewards", { cart_id, session_id })
  }

  /** The session as it stands, from its row. */
  readSession(): Promise<TimedReply<SessionReply>> {
    const url = `/store/loyalty/session/${this.session_id}?cart_id=${this.cart_id}`
    return this.client.get<SessionReply>(url)
  }

  /** What proves that a session is the cart's own. */
  keys(): { cart_id: string; session_id: string } {
    return { cart_id: this.cart_id, session_id: this.session_id }
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
  return new JsonClient(url, { "x-publishable-api-key": publishableKey(shop) })
}

export function publishableKey(shop: SeedReport): string {
  return shop.stores[0]?.publishable_key ?? ""
}
