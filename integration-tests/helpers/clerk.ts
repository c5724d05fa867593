import type { RequestOptions } from "./admin"
import type { HttpClient, Order } from "./shopper"

/** Quantities by SKU. */
export type Basket = Record<string, number>

interface ReturnReply {
  return: { id: string }
}

interface Collection {
  payments: { id: string }[]
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
