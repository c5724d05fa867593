import type { RequestOptions } from "./admin"
import type { HttpClient, Order } from "./shopper"

/** Quantities by SKU. */
export type Basket = Record<string, number>

interface Swap {
  order: Order
  back: Basket
  out: AddedItem[]
  how: SwapManner
}

/** How goods are exchanged or replaced. */
interface SwapManner {
  /** Medusa reserves what goes out, so that it can be handed over, only where this is named. */
  shipping_option_id?: string
  carry_over_promotions?: boolean
}

interface ReturnReply {
  return: { id: string }
}

/** A variant that an edit, an exchange or a claim adds to an order. */
export interface AddedItem {
  variant_id: string
  quantity: number
  metadata?: Record<string, unknown>
}

export interface OrderEdit {
  quantities?: Basket
  add?: AddedItem[]
  carry_over_promotions?: boolean
  /** Shows it to the shopper first, who is to agree. */
  request?: boolean
  confirm?: boolean
}

export interface OrderPreview {
  order_change?: { id: string } | null
  total: number
  items: {
    variant_sku: string
    quantity: number
    adjustments: { amount: number; description: string | null }[]
  }[]
}

interface Collection {
  payments: { id: string }[]
}

export interface OrderWithSummary extends Order {
  status: string
  summary: { pending_difference: number; paid_total: number; refunded_total: number }
  payment_collections: { payments: { id: string; amount: number }[] }[]
}

/** A clerk who does everything over Medusa's admin routes, as the Admin does. */
export class Clerk {
  constructor(
    private readonly http: HttpClient,
    private readonly admin: RequestOptions,
    /** Where returned goods go: Medusa refuses to receive managed stock anywhere else. */
    private readonly location_id: string,
  ) {}

  async post<T>(path: string, body: unknown = {}): Promise<T> {
    const { data } = await this.http.post(path, body, this.admin)
    return data as T
  }

  /** The order with its lines' adjustments and what was paid, given back and is still open. */
  async order(id: string): Promise<OrderWithSummary> {
    const fields =
      "fields=*items,*items.adjustments,%2Btotal,*summary,payment_collections.payments.*"
    const { data } = await this.http.get(`/admin/orders/${id}?${fields}`, this.admin)
    return (data as { order: OrderWithSummary }).order
  }

  cancel(order: Pick<Order, "id">): Promise<unknown> {
    return this.post(`/admin/orders/${order.id}/cancel`)
  }

  /**
   * Takes the money. Without it any change of the total makes Medusa give the authorized payment
   * back and ask for another.
   */
  async capture(order: Pick<Order, "id">): Promise<void> {
    const fields = "fields=payment_collections.payments.id"
    const { data } = await this.http.get(`/admin/orders/${order.id}?${fields}`, this.admin)
    const { payment_collections } = (data as { order: { payment_collections: Collection[] } }).order
    for (const { id } of payment_collections.flatMap(({ payments }) => payments)) {
      await this.post(`/admin/payments/${id}/capture`)
    }
  }

  complete(order: Pick<Order, "id">): Promise<unknown> {
    return this.post(`/admin/orders/${order.id}/complete`)
  }

  /** Sets quantities of lines by SKU in an order edit, and adds variants; confirms it by default. */
  async edit(order: Order, change: OrderEdit): Promise<void> {
    const path = `/admin/order-edits/${order.id}`
    await this.post("/admin/order-edits", { order_id: order.id })
    for (const [sku, quantity] of Object.entries(change.quantities ?? {})) {
      const [line] = itemsOf(order, { [sku]: 1 })
      await this.post(`${path}/items/item/${line?.id}`, { quantity })
    }
    if (change.add) {
      await this.post(`${path}/items`, { items: change.add })
    }
    if (change.carry_over_promotions) {
      await this.carryOver(order)
    }
    if (change.request) {
      await this.post(`${path}/request`)
    }
    if (change.confirm !== false) {
      await this.post(`${path}/confirm`)
    }
  }

  /** Has Medusa compute promotions anew for the change that is pending. */
  private async carryOver(order: Pick<Order, "id">): Promise<void> {
    const change_id = (await this.preview(order)).order.order_change?.id
    await this.post(`/admin/order-changes/${change_id}`, { carry_over_promotions: true })
  }

  async preview(order: Pick<Order, "id">): Promise<{ order: OrderPreview }> {
    const { data } = await this.http.get(`/admin/orders/${order.id}/preview`, this.admin)
    return data as { order: OrderPreview }
  }

  /** Lets the shopper exchange goods for others, and receives what comes back. */
  async exchange(
    order: Order,
    back: Basket,
    out: AddedItem[],
    how: SwapManner = {},
  ): Promise<void> {
    const { exchange } = await this.post<{ exchange: { id: string } }>("/admin/exchanges", {
      order_id: order.id,
    })
    await this.swap(`/admin/exchanges/${exchange.id}`, { order, back, out, how })
  }

  /** Replaces goods that were not as they should be, and receives what comes back. */
  async claim(order: Order, back: Basket, out: AddedItem[], how: SwapManner = {}): Promise<void> {
    const path = await this.beginClaim(order, "replace")
    await this.post(`${path}/claim-items`, { items: itemsOf(order, back) })
    await this.swap(path, { order, back, out, how })
  }

  /** Receives goods that were not as they should be; Medusa then owes what they cost. */
  async refundClaim(order: Order, back: Basket): Promise<void> {
    const path = await this.beginClaim(order, "refund")
    await this.swap(path, { order, back, out: [], how: {} })
  }

  /** Writes goods off that stay where they are. */
  async writeOff(order: Order, basket: Basket): Promise<void> {
    const path = await this.beginClaim(order, "refund")
    await this.post(`${path}/claim-items`, { items: itemsOf(order, basket) })
    await this.post(`${path}/request`)
  }

  private async beginClaim(order: Order, type: "replace" | "refund"): Promise<string> {
    const body = { order_id: order.id, type }
    const { claim } = await this.post<{ claim: { id: string } }>("/admin/claims", body)
    return `/admin/claims/${claim.id}`
  }

  private async swap(path: string, { order, back, out, how }: Swap): Promise<void> {
    const { location_id } = this
    const inbound = await this.post<ReturnReply>(`${path}/inbound/items`, {
      location_id,
      items: itemsOf(order, back),
    })
    await this.post(`/admin/returns/${inbound.return.id}`, { location_id })
    if (out.length > 0) {
      await this.post(`${path}/outbound/items`, { items: out })
    }
    const { shipping_option_id } = how
    if (shipping_option_id !== undefined) {
      await this.post(`${path}/outbound/shipping-method`, { shipping_option_id })
    }
    if (how.carry_over_promotions) {
      await this.carryOver(order)
    }
    await this.post(`${path}/request`)
    await this.receiveReturn(order, inbound.return.id, { basket: back })
  }

  /** Announces a return without receiving it. */
  async announceReturn(order: Order, basket: Basket): Promise<string> {
    const { location_id } = this
    const body = { order_id: order.id, location_id }
    const { id } = (await this.post<ReturnReply>("/admin/returns", body)).return
    await this.post(`/admin/returns/${id}/request-items`, { items: itemsOf(order, basket) })
    await this.post(`/admin/returns/${id}/request`)
    return id
  }

  /** Receives an announced return; `damaged` goods cannot be sold again. */
  async receiveReturn(
    order: Order,
    return_id: string,
    goods: { basket?: Basket; damaged?: Basket },
  ): Promise<void> {
    const path = `/admin/returns/${return_id}`
    await this.post(`${path}/receive`)
    if (goods.basket) {
      await this.post(`${path}/receive-items`, { items: itemsOf(order, goods.basket) })
    }
    if (goods.damaged) {
      await this.post(`${path}/dismiss-items`, { items: itemsOf(order, goods.damaged) })
    }
    await this.post(`${path}/receive/confirm`)
  }

  /** Takes goods back over the counter. */
  async takeBack(order: Order, basket: Basket): Promise<void> {
    const return_id = await this.announceReturn(order, basket)
    await this.receiveReturn(order, return_id, { basket })
  }
}

/** Lines of an order by SKU, as Medusa's routes want them. */
export const itemsOf = (order: Order, basket: Basket): { id: string; quantity: number }[] =>
  order.items.flatMap(({ id, variant_sku }) => {
    const quantity = basket[variant_sku] ?? 0
    return quantity > 0 ? [{ id, quantity }] : []
  })
