import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { Logger, MedusaContainer } from "@medusajs/framework/types"
import { vi } from "vitest"

import type { Clerk, Order, Shopper, ShopParts } from "../../helpers"

/** One shopper of a run, with what they bought. */
export interface Racer {
  readonly shopper: Shopper
  readonly phone: string
  order: Order | null
}

/** What every race plays with: the running shop, and whoever buys in it during this run. */
export interface World extends ShopParts {
  readonly clerk: Clerk
  readonly racers: readonly Racer[]
  /** Requests that were answered with a fault of the server. */
  readonly faults: string[]
  /** Cart edits that Medusa gave up, of which the reply does not say why. */
  readonly edits: GivenUpEdits
  /** A payment was begun again beside other requests. */
  begunAgain: boolean
  /** What the clerk is doing with an order; the next change of it waits (`atDesk`). */
  desk: Promise<unknown>
}

/** What is on the shelf, in the order in which a cart takes it. */
export const SKUS = ["COF16", "CANDY", "ENERGY"] as const
export type Sku = (typeof SKUS)[number]
export type Quantities = Partial<Record<Sku, number>>

export const CHOSEN_REWARD = "PTS-500"
const CENTS = 100

/** A cart with its lines in one request, ready for an identify. */
export async function openCart({ shopper }: Racer, basket: Quantities): Promise<void> {
  await shopper.fill({})
  const lines = Object.entries(basket).filter(([, quantity]) => quantity > 0)
  for (const [sku, quantity] of lines) {
    await shopper.add(sku, quantity)
  }
}

/**
 * Medusa 2.21 reads a cart's payment sessions before it takes the cart's lock: where two requests
 * replace them at once, its own route answers the second one with this, with loyalty or without.
 */
const MEDUSAS_OWN: readonly string[] = ["payment session: Could not delete all payment sessions"]

/** Requests named `SKU to quantity`. */
const EDIT = / to \d+$/

/**
 * Medusa 2.21 waits two seconds for the lock of a cart whose lines it is to change, which a
 * completion beside it may hold for longer on a busy machine. Its reply then is a 500 that names no
 * reason; its log does.
 */
export class GivenUpEdits {
  private count = 0

  private readonly waited = /line-items?(-in-cart)? -> acquire-lock-step/

  watch(container: MedusaContainer): void {
    const logger: Logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    const log = logger.error.bind(logger)
    vi.spyOn(logger, "error").mockImplementation((...entry: Parameters<Logger["error"]>) => {
      const { stack } = entry[0] as { stack?: unknown }
      this.count += this.waited.test(String(stack)) ? 1 : 0
      log(...entry)
    })
  }

  /** Whether a log entry explains one more such reply. */
  explain(name: string, reply: { code: string | undefined; status: number }): boolean {
    const isFault = reply.status === 500 && reply.code === "unknown_error"
    const isOne = EDIT.test(name) && isFault && this.count > 0
    this.count -= isOne ? 1 : 0
    return isOne
  }
}

/** Sends a request and keeps what must never come back: a fault that is not the engine's absence. */
export async function send<T extends { status: number; data: unknown }>(
  world: World,
  name: string,
  request: Promise<T>,
): Promise<T> {
  const reply = await request
  const { code, message } = (reply.data ?? {}) as { code?: string; message?: string }
  const isKnown = code === "loyalty_unavailable" || MEDUSAS_OWN.includes(`${name}: ${message}`)
  if (
    reply.status >= 500 &&
    !isKnown &&
    !world.edits.explain(name, { code, status: reply.status })
  ) {
    world.faults.push(`${name}: ${reply.status} ${JSON.stringify(reply.data)}`)
  }
  return reply
}

/** A request of an admin that may be refused. */
export function ask(world: World, path: string, body: unknown = {}) {
  const options = { ...world.admin, validateStatus: () => true }
  return send(world, path, world.http.post(path, body, options))
}

/** Switches loyalty of the whole chain on or off, as Admin does. */
export function switchStores(world: World, enabled: boolean) {
  const ids = world.shop.sites.slice(0, 1).map(({ store_id }) => store_id)
  return ask(world, "/admin/loyalty/stores/switch", { ids, enabled })
}

/** The order that a completion made, if it made one. */
export async function complete(world: World, racer: Racer) {
  const reply = await send(world, "complete", racer.shopper.complete())
  const { type, order } = reply.data as { type?: string; order?: Order }
  if (type === "order" && order) {
    if (racer.order !== null && racer.order.id !== order.id) {
      world.faults.push(`${racer.shopper.cart_id} became two orders`)
    }
    racer.order = order
  }
  return reply
}

/**
 * One clerk changes an order at a time. Medusa 2.21 takes no lock for it: two fulfilments at once
 * write the same version of the order twice, with each line and each discount doubled, whoever's
 * discount it is.
 */
export function atDesk<T>(world: World, change: () => Promise<T>): Promise<T> {
  const turn = world.desk.then(change)
  world.desk = turn.catch(() => undefined)
  return turn
}

/**
 * Takes the money of an order, once. Where an order gets cheaper that is only authorized, Medusa
 * gives the authorization back and asks for a new payment, and what is unpaid is not finalized.
 */
export async function takeMoney({ clerk }: World, order: Order): Promise<void> {
  await clerk.capture(order).catch(unlessRefused)
}

export function unlessRefused(error: unknown): void {
  const { response } = error as { response?: { status: number } }
  if (!response || response.status >= 500) {
    throw error
  }
}

/** Waits that were noted are over: what was postponed may be tried at once. */
export async function passWaits({ stage }: World): Promise<void> {
  await stage.sql(
    "UPDATE loyalty_engine_operation SET next_attempt_at = now() WHERE next_attempt_at > now()",
  )
}

export const toCents = (amount: number): number => Math.round(amount * CENTS)

/** Our discount on lines of a cart or an order; the mark in the description outlives the cart. */
export const oursOn = (line: { adjustments?: Adjustment[] }): number =>
  (line.adjustments ?? [])
    .filter(({ description }) => description?.includes("[loyalty:"))
    .reduce((sum, { amount }) => sum + toCents(amount), 0)

interface Adjustment {
  amount: number
  description?: string | null
}
