import { setTimeout as sleep } from "node:timers/promises"

import fc from "fast-check"

import type { Order, Shopper } from "../../helpers"
import {
  ask,
  atDesk,
  CHOSEN_REWARD,
  complete,
  send,
  switchStores,
  takeMoney,
  unlessRefused,
  type Racer,
  type World,
} from "./race-world"

/** What may be asked for while others are still being answered. */
export const BEFORE_ORDER = [
  "complete",
  "complete again",
  "pay again and complete",
  "release session",
  "operator cancels session",
  "another member identifies",
  "evaluate",
  "decline",
  "accept again",
  "fewer coffees",
  "no candy",
  "more energy",
  "store off and on",
  "session expires",
  "policy becomes order_placed",
  "engine fails for a while",
] as const
export const AFTER_ORDER = [
  "fulfil all",
  "fulfil a coffee",
  "sell and take back a coffee",
  "cancel order",
  "placed event twice",
  "sweep",
  "drain",
  "release session",
  "engine falls silent",
  "policy becomes order_placed",
  "engine fails for a while",
] as const
type Request = (typeof BEFORE_ORDER)[number] | (typeof AFTER_ORDER)[number]

export interface Schedule {
  before: (typeof BEFORE_ORDER)[number][]
  after: (typeof AFTER_ORDER)[number][]
  /** Milliseconds between one request's start and the next; in turn. */
  lags: number[]
}

const LAG_MS_MAX = 120
const OTHER_MEMBER = "415-555-0101"

export const schedules: fc.Arbitrary<Schedule> = fc.record({
  before: fc
    .uniqueArray(fc.constantFrom(...BEFORE_ORDER.slice(1)), { minLength: 1, maxLength: 3 })
    .map((others) => ["complete" as const, ...others]),
  after: fc.uniqueArray(fc.constantFrom(...AFTER_ORDER), { minLength: 2, maxLength: 4 }),
  lags: fc.array(fc.integer({ min: 0, max: LAG_MS_MAX }), { minLength: 4, maxLength: 4 }),
})

/** Lets the scheduler say who comes next: each request waits at the gate, then goes its own way. */
export class Gate {
  private passed = 0

  constructor(
    private readonly scheduler: fc.Scheduler,
    private readonly lags: readonly number[],
  ) {}

  /** Resolves when it is the request's turn; the next one's comes a little later. */
  async pass(label: string): Promise<void> {
    await this.scheduler.schedule(Promise.resolve(), label, undefined, async (go) => {
      await go()
      await sleep(this.lags[this.passed++ % this.lags.length])
    })
  }

  /** Starts all of them and lets the scheduler work until each was answered. */
  run(requests: readonly (() => Promise<unknown>)[]): Promise<unknown> {
    return this.scheduler.waitFor(Promise.all(requests.map((request) => request())))
  }
}

/** One of the requests, as a function that begins at the gate. */
export function requestOf(world: World, gate: Gate, name: Request): () => Promise<unknown> {
  const racer = world.racers[0]!
  const work = WORK[name]
  return async () => {
    await gate.pass(name)
    return work({ world, racer, shopper: racer.shopper, pass: () => gate.pass(`${name}, next`) })
  }
}

interface Work {
  world: World
  racer: Racer
  shopper: Shopper
  /** Waits for its turn once more, between two requests of the same person. */
  pass: () => Promise<void>
}

const WORK: Record<Request, (work: Work) => Promise<unknown>> = {
  complete: ({ world, racer }) => complete(world, racer),
  "complete again": ({ world, racer }) => complete(world, racer),
  "pay again and complete": async ({ world, racer, shopper, pass }) => {
    const { cart_id } = shopper
    const path = "/store/payment-collections"
    world.begunAgain = true
    const reply = await send(world, "collection", shopper.post(path, { cart_id }))
    const { payment_collection } = reply.data as { payment_collection?: { id: string } }
    await pass()
    const sessions = `${path}/${payment_collection?.id}/payment-sessions`
    const body = { provider_id: "pp_system_default" }
    await send(world, "payment session", shopper.post(sessions, body))
    await pass()
    await complete(world, racer)
  },
  "release session": ({ world, shopper }) => {
    const { cart_id, session_id } = shopper.keys()
    const path = `/store/loyalty/session/${session_id}?cart_id=${cart_id}`
    return send(world, "release", shopper.delete(path))
  },
  "operator cancels session": ({ world, shopper }) =>
    ask(world, `/admin/loyalty/sessions/${shopper.keys().session_id}/cancel`, { reason: "race" }),
  "another member identifies": ({ world, shopper }) => {
    const body = { cart_id: shopper.cart_id, phone: OTHER_MEMBER }
    return send(world, "identify", shopper.post("/store/loyalty/identify", body))
  },
  evaluate: ({ world, shopper }) =>
    send(world, "evaluate", shopper.post("/store/loyalty/rewards", shopper.keys())),
  decline: ({ world, shopper }) => {
    const body = { ...shopper.keys(), decline: ["PTS-500"] }
    return send(world, "decline", shopper.post("/store/loyalty/rewards/select", body))
  },
  "accept again": ({ world, shopper }) => {
    const body = { ...shopper.keys(), accept: [CHOSEN_REWARD] }
    return send(world, "accept", shopper.post("/store/loyalty/rewards/select", body))
  },
  "fewer coffees": (work) => setLine(work, "COF16", 1),
  "no candy": (work) => setLine(work, "CANDY", 0),
  "more energy": (work) => setLine(work, "ENERGY", 3),
  "store off and on": async ({ world, pass }) => {
    await switchStores(world, false)
    await pass()
    await switchStores(world, true)
  },
  "session expires": async ({ world: { stage }, shopper, pass }) => {
    await stage.sql(
      `UPDATE loyalty_engine_session SET expires_at = now() - interval '1 minute'
        WHERE cart_id = ? AND status = 'active'`,
      [shopper.cart_id],
    )
    await pass()
    await stage.expire()
  },
  "policy becomes order_placed": ({ world }) => {
    const path = `/admin/loyalty/stores/${world.shop.sites[0]?.store_id}/config`
    return ask(world, path, { finalize_on: "order_placed" })
  },
  "engine fails for a while": async ({ world: { simulator }, pass }) => {
    simulator.addFault({ kind: "status", endpoint: "*", params: { status: 503 } })
    await pass()
    simulator.clearFaults()
  },
  "fulfil all": ({ world, racer: { order } }) => handOver(world, order!.id),
  "fulfil a coffee": ({ world, racer: { order } }) => handOver(world, order!.id, "COF16"),
  "sell and take back a coffee": async ({ world, racer: { order }, pass }) => {
    await handOver(world, order!.id, "COF16")
    await pass()
    await takeBack(world, order!)
  },
  "cancel order": ({ world, racer: { order } }) =>
    atDesk(world, () => ask(world, `/admin/orders/${order!.id}/cancel`)),
  "placed event twice": ({ world, racer: { order } }) =>
    world.stage.emit("order.placed", { id: order!.id }, 2),
  sweep: ({ world }) => world.stage.sweep(),
  drain: ({ world }) => world.stage.drain(),
  "engine falls silent": ({ world: { simulator } }) => {
    simulator.addFault({ kind: "apply_then_hang", endpoint: "finalize", times: 1 })
    return Promise.resolve()
  },
}

async function setLine({ world, shopper }: Work, sku: string, quantity: number): Promise<void> {
  const { items } = await shopper.cart()
  const line = items.find(({ variant_id }) => variant_id === shopper.shop.variants[sku])
  const path = `/store/carts/${shopper.cart_id}/line-items/${line?.id}`
  await send(
    world,
    `${sku} to ${quantity}`,
    quantity === 0 ? shopper.delete(path) : shopper.post(path, { quantity }),
  )
}

/** Medusa refuses what somebody else handed over or cancelled a moment before. */
async function handOver(world: World, order_id: string, only?: string): Promise<void> {
  const items = (world.racers[0]!.order?.items ?? [])
    .filter(({ variant_sku }) => only === undefined || variant_sku === only)
    .map(({ id, quantity }) => ({ id, quantity: only === undefined ? quantity : 1 }))
  await atDesk(world, () => ask(world, `/admin/orders/${order_id}/fulfillments`, { items }))
}

/** Medusa takes nothing back that was not handed over, nor of an order that is void. */
function takeBack(world: World, order: Order): Promise<void> {
  return atDesk(world, async () => {
    await takeMoney(world, order)
    await world.clerk.takeBack(order, { COF16: 1 }).catch(unlessRefused)
  })
}
