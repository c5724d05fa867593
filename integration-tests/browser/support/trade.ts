import { readFileSync } from "node:fs"

import axios from "axios"

import type { Simulator } from "../../../packages/pdi-simulator/src/index"
import { Clerk } from "../../helpers/clerk"
import type { RequestOptions } from "../../helpers/admin"
import type { Shop as Chain } from "../../helpers/shop"
import { fulfil, Shopper, type HttpClient, type Order } from "../../helpers/shopper"
import { waitFor } from "../../helpers/wait-for"
import { ADMIN } from "./seed"
import type { Shop } from "./shop"

export const JOHN = "415-555-0100"
export const MARIA = "415-555-0101"
export const WEI = "415-555-0102"
export const AISHA = "415-555-0103"

interface Operation {
  id: string
  status: string
}

/** What happens in the shop beside the browser: everything over HTTP, as storefront and clerk do. */
export class Trade {
  private readonly clerk: Clerk

  private constructor(
    private readonly http: HttpClient,
    private readonly admin: RequestOptions,
    readonly chain: Chain,
    private readonly simulator: Simulator,
  ) {
    this.clerk = new Clerk(http, admin, chain.location_id)
  }

  static async begin(shop: Shop, input: { file: string; simulator: Simulator }): Promise<Trade> {
    const http = axios.create({ baseURL: shop.url }) as unknown as HttpClient
    const { email, password } = ADMIN
    const { data } = await http.post("/auth/user/emailpass", { email, password })
    const { token } = data as { token: string }
    const chain = JSON.parse(readFileSync(input.file, "utf8")) as Chain
    const admin = { headers: { authorization: `Bearer ${token}` } }
    return new Trade(http, admin, chain, input.simulator)
  }

  /** A shopper who identified and saw rewards. */
  async shopper(phone: string, site = 0): Promise<Shopper> {
    const shopper = new Shopper(this.http, this.chain, site)
    await shopper.fill({ COF16: 2, CANDY: 3 })
    await shopper.identify(phone)
    await shopper.rewards()
    return shopper
  }

  /** An order whose points wait for the handover. */
  async order(phone: string, site = 0, accept?: string[]): Promise<Order> {
    const shopper = await this.shopper(phone, site)
    if (accept) {
      await shopper.select({ accept })
    }
    const order = await shopper.placeOrder()
    await this.until(order, (operation) => operation?.status === "due")
    return order
  }

  async booked(phone: string, site = 0, accept?: string[]): Promise<Order> {
    const order = await this.order(phone, site, accept)
    await this.clerk.capture(order)
    await fulfil(this.http, this.admin, order)
    await this.until(order, (operation) => operation?.status === "done")
    return order
  }

  /** As Admin calls it. */
  async numberOf(order: Order): Promise<string> {
    const path = `/admin/orders/${order.id}?fields=display_id`
    const { data } = await this.http.get(path, this.admin)
    return `#${(data as { order: { display_id: number } }).order.display_id}`
  }

  /** An order whose booking the engine refused for good. */
  async refused(phone: string, site = 0): Promise<Order> {
    const order = await this.order(phone, site)
    this.simulator.addFault({
      kind: "status",
      endpoint: "finalize",
      times: 1,
      params: { status: 400 },
    })
    await fulfil(this.http, this.admin, order)
    await this.until(order, (operation) => operation?.status === "dead")
    return order
  }

  /** A piece comes back after the booking, to a store whose engine takes nothing back. */
  async takeBack(order: Order, basket: Record<string, number>): Promise<void> {
    await this.clerk.takeBack(order, basket)
  }

  async operation(order: Pick<Order, "id">): Promise<Operation | undefined> {
    return (await this.operations(order))[0]
  }

  private async operations(order: Pick<Order, "id">): Promise<Operation[]> {
    const path = `/admin/loyalty/operations?order_id=${order.id}&kind=finalize`
    const { data } = await this.http.get(path, this.admin)
    return (data as { operations: Operation[] }).operations
  }

  private async until(
    order: Pick<Order, "id">,
    isSo: (operation: Operation | undefined) => boolean,
  ): Promise<void> {
    await waitFor(async () => isSo(await this.operation(order)), { timeout_ms: 60_000 })
  }
}
