import type { StoreLoyaltySession, StoreLoyaltySummary } from "../../src/types/http/store"
import type { RequestOptions } from "./admin"
import type { Shop } from "./shop"

/** The part of the test runner's HTTP client that a shopper uses. */
export interface HttpClient {
  get(path: string, options?: HttpOptions): Promise<HttpReply>
  post(path: string, body?: unknown, options?: HttpOptions): Promise<HttpReply>
  delete(path: string, options?: HttpOptions): Promise<HttpReply>
}

export interface HttpOptions {
  headers?: Record<string, string>
  /** The body of a request whose method takes none as a parameter. */
  data?: unknown
  validateStatus?: () => boolean
}

export interface HttpReply {
  status: number
  data: unknown
  headers: Record<string, unknown>
  config: { method?: string; url?: string }
}

/** Status and stable code of a refused request. */
export const refusal = ({ status, data }: HttpReply): [number, string | undefined] => [
  status,
  (data as { code?: string }).code,
]

export interface CartLine {
  id: string
  variant_id: string
  quantity: number
  unit_price: number
  adjustments: {
    id: string
    amount: number
    code: string | null
    provider_id: string | null
    description?: string | null
  }[]
}

export interface Cart {
  id: string
  total: number
  item_subtotal: number
  discount_subtotal: number
  tax_total: number
  items: CartLine[]
  payment_collection?: { id: string; amount: number; payment_sessions?: { id: string }[] }
}

export interface Order {
  id: string
  total: number
  items: (CartLine & { variant_sku: string })[]
}

const CART_FIELDS =
  "fields=%2Bitem_subtotal,%2Bdiscount_subtotal,%2Btax_total,%2Btotal,*items,*items.adjustments," +
  "*payment_collection,*payment_collection.payment_sessions"

/** John Doe of the simulator: 5000 points, Gold. */
export const JOHN = "415-555-0100"

/** A shopper who does everything over HTTP, as a storefront would. */
export class Shopper {
  cart_id = ""
  session: StoreLoyaltySession | null = null
  token = ""

  constructor(
    private readonly api: HttpClient,
    readonly shop: Shop,
    readonly site = 0,
    private readonly headers: Record<string, string> = {},
  ) {}

  private options() {
    return {
      headers: {
        "x-publishable-api-key": this.shop.sites[this.site]?.publishable_key ?? "",
        ...this.headers,
      },
      validateStatus: () => true,
    }
  }

  get(path: string, headers: Record<string, string> = {}): Promise<HttpReply> {
    const options = this.options()
    return this.api.get(path, { ...options, headers: { ...options.headers, ...headers } })
  }

  post(path: string, body: unknown = {}): Promise<HttpReply> {
    return this.api.post(path, body, this.options())
  }

  delete(path: string, body?: unknown): Promise<HttpReply> {
    return this.api.delete(path, { ...this.options(), ...(body !== undefined && { data: body }) })
  }

  private async ok<T>(reply: Promise<HttpReply>): Promise<T> {
    const { status, data, config } = await reply
    if (status >= 300) {
      throw new Error(`${config.method} ${config.url}: ${status} ${JSON.stringify(data)}`)
    }
    return data as T
  }

  /** A cart with these quantities by SKU, sent to an address with sales tax. */
  async fill(basket: Record<string, number>): Promise<Cart> {
    const { cart } = await this.ok<{ cart: Cart }>(
      this.post("/store/carts", {
        region_id: this.shop.region_id,
        email: "shopper@example.com",
        shipping_address: {
          first_name: "Jo",
          last_name: "Shopper",
          address_1: "1 Main St",
          city: "Austin",
          province: "us-tx",
          postal_code: "78701",
          country_code: "us",
        },
      }),
    )
    this.cart_id = cart.id
    for (const [sku, quantity] of Object.entries(basket)) {
      await this.add(sku, quantity)
    }
    return this.cart()
  }

  async add(sku: string, quantity: number): Promise<Cart> {
    const variant_id = this.shop.variants[sku]
    const reply = this.post(`/store/carts/${this.cart_id}/line-items?${CART_FIELDS}`, {
      variant_id,
      quantity,
    })
    return (await this.ok<{ cart: Cart }>(reply)).cart
  }

  async line(sku: string): Promise<CartLine> {
    const { items } = await this.cart()
    const line = items.find(({ variant_id }) => variant_id === this.shop.variants[sku])
    if (!line) {
      throw new Error(`There is no ${sku} in the cart`)
    }
    return line
  }

  async setQuantity(sku: string, quantity: number): Promise<Cart> {
    const { id } = await this.line(sku)
    const reply = this.post(`/store/carts/${this.cart_id}/line-items/${id}?${CART_FIELDS}`, {
      quantity,
    })
    return (await this.ok<{ cart: Cart }>(reply)).cart
  }

  async cart(): Promise<Cart> {
    const reply = this.get(`/store/carts/${this.cart_id}?${CART_FIELDS}`)
    return (await this.ok<{ cart: Cart }>(reply)).cart
  }

  async identify(phone = JOHN): Promise<StoreLoyaltySession> {
    const reply = this.post("/store/loyalty/identify", { cart_id: this.cart_id, phone })
    this.session = (await this.ok<{ loyalty_session: StoreLoyaltySession }>(reply)).loyalty_session
    this.token = this.session.token ?? ""
    return this.session
  }

  async rewards(): Promise<StoreLoyaltySession> {
    const reply = this.post("/store/loyalty/rewards", this.keys())
    return (await this.ok<{ loyalty_session: StoreLoyaltySession }>(reply)).loyalty_session
  }

  async select(choice: {
    accept?: string[]
    decline?: string[]
    redeem_points?: number
  }): Promise<StoreLoyaltySession> {
    const reply = this.post("/store/loyalty/rewards/select", { ...this.keys(), ...choice })
    return (await this.ok<{ loyalty_session: StoreLoyaltySession }>(reply)).loyalty_session
  }

  /** Fills a cart, identifies and accepts rewards. */
  async fillAndAccept(basket: Record<string, number>, accept: string[]): Promise<void> {
    await this.fill(basket)
    await this.identify()
    await this.rewards()
    await this.select({ accept })
  }

  keys(): { cart_id: string; session_id: string } {
    return { cart_id: this.cart_id, session_id: this.session?.id ?? "" }
  }

  /** Chooses pickup. */
  async chooseShipping(): Promise<void> {
    await this.ok(
      this.post(`/store/carts/${this.cart_id}/shipping-methods`, {
        option_id: this.shop.shipping_option_id,
      }),
    )
  }

  /** Chooses pickup and begins a payment. */
  async beginPayment(provider_id = "pp_system_default"): Promise<{ amount: number }> {
    await this.chooseShipping()
    const { payment_collection } = await this.ok<{ payment_collection: { id: string } }>(
      this.post("/store/payment-collections", { cart_id: this.cart_id }),
    )
    return this.payAgain(payment_collection.id, provider_id)
  }

  async payAgain(collection_id: string, provider_id = "pp_system_default") {
    const { payment_collection } = await this.ok<{
      payment_collection: { payment_sessions: { amount: number }[] }
    }>(this.post(`/store/payment-collections/${collection_id}/payment-sessions`, { provider_id }))
    return { amount: payment_collection.payment_sessions[0]?.amount ?? 0 }
  }

  complete(): Promise<HttpReply> {
    return this.post(`/store/carts/${this.cart_id}/complete`)
  }

  async placeOrder(): Promise<Order> {
    await this.beginPayment()
    const data = await this.ok<{ type: string; order: Order }>(this.complete())
    if (data.type !== "order") {
      throw new Error(`Not an order: ${JSON.stringify(data)}`)
    }
    return data.order
  }

  async summary(order_id: string): Promise<StoreLoyaltySummary> {
    const reply = this.get(`/store/loyalty/orders/${order_id}/summary`, {
      "x-loyalty-token": this.token,
    })
    return (await this.ok<{ loyalty_summary: StoreLoyaltySummary }>(reply)).loyalty_summary
  }
}

/** Hands over lines of an order as a clerk does in Admin; all that is left by default. */
export const fulfil = async (
  api: HttpClient,
  admin: RequestOptions,
  order: Order,
  quantities?: Record<string, number>,
): Promise<void> => {
  const items = order.items
    .map(({ id, variant_sku, quantity }) => ({
      id,
      quantity: quantities ? (quantities[variant_sku] ?? 0) : quantity,
    }))
    .filter(({ quantity }) => quantity > 0)
  await api.post(`/admin/orders/${order.id}/fulfillments`, { items }, admin)
}
