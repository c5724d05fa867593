import fc from "fast-check"

import { fulfil } from "../../helpers"
import { violations } from "./race-safety"
import {
  ask,
  CHOSEN_REWARD,
  complete,
  send,
  SKUS,
  switchStores,
  takeMoney,
  type Quantities,
  type Racer,
  type Sku,
  type World,
} from "./race-world"

/** What a shopper must have, whatever loyalty does beside it. */
export interface ShopperModel {
  /** Of the cart, and then of the order that it became. */
  lines: Quantities
  ordered: boolean
  handed: Quantities
  returned: Quantities
  canceled: boolean
}

export interface Model {
  shoppers: ShopperModel[]
}

type Command = fc.AsyncCommand<Model, World>
type Who = 0 | 1

interface Playing {
  world: World
  racer: Racer
  mine: ShopperModel
}

interface Parts {
  when?: (mine: Readonly<ShopperModel>) => boolean
  run: (playing: Playing) => Promise<unknown>
}

const SKU_MAX = 4

/** A command of one shopper; after it, everything that must always hold is looked at. */
function command(name: string, who: Who, { when, run }: Parts): Command {
  return {
    check: ({ shoppers }) => shoppers[who] !== undefined && (when?.(shoppers[who]) ?? true),
    run: async (model, world) => {
      const mine = model.shoppers[who]!
      await run({ world, racer: world.racers[who]!, mine })
      expect(await violations(world), `after ${name}`).toEqual([])
      await expectCart(world.racers[who]!, mine)
    },
    toString: () => `${name} [shopper ${who + 1}]`,
  }
}

/** Loyalty takes nothing out of a cart and puts nothing in. */
async function expectCart({ shopper }: Racer, mine: ShopperModel): Promise<void> {
  if (mine.ordered) {
    return
  }
  const { items } = await shopper.cart()
  const inCart = SKUS.flatMap((sku) => {
    const line = items.find(({ variant_id }) => variant_id === shopper.shop.variants[sku])
    return line ? [[sku, line.quantity]] : []
  })
  const wanted = SKUS.flatMap((sku) => (mine.lines[sku] ? [[sku, mine.lines[sku]]] : []))
  expect(inCart).toEqual(wanted)
}

const isShopping = ({ ordered }: Readonly<ShopperModel>): boolean => !ordered
const hasOrder = ({ ordered, canceled }: Readonly<ShopperModel>): boolean => ordered && !canceled
const hasSomething = ({ lines }: Readonly<ShopperModel>): boolean => hasAny(lines)

const identify = (who: Who): Command =>
  command("identify", who, {
    run: async ({ world, racer: { shopper, phone } }) => {
      const body = { cart_id: shopper.cart_id, phone }
      const reply = await send(world, "identify", shopper.post("/store/loyalty/identify", body))
      const { loyalty_session } = reply.data as { loyalty_session?: typeof shopper.session }
      shopper.session = loyalty_session ?? shopper.session
      shopper.token = loyalty_session?.token ?? shopper.token
    },
  })

const evaluate = (who: Who): Command =>
  command("evaluate", who, {
    run: ({ world, racer: { shopper } }) =>
      send(world, "evaluate", shopper.post("/store/loyalty/rewards", shopper.keys())),
  })

const choose = (who: Who, how: "accept" | "decline"): Command =>
  command(how, who, {
    run: ({ world, racer: { shopper } }) => {
      const body = { ...shopper.keys(), [how]: [CHOSEN_REWARD] }
      return send(world, how, shopper.post("/store/loyalty/rewards/select", body))
    },
  })

const add = (who: Who, sku: Sku): Command =>
  command(`add ${sku}`, who, {
    when: ({ ordered, lines }) => !ordered && (lines[sku] ?? 0) < SKU_MAX,
    run: async ({ racer, mine }) => {
      await racer.shopper.add(sku, 1)
      mine.lines[sku] = (mine.lines[sku] ?? 0) + 1
    },
  })

const change = (who: Who, sku: Sku, quantity: number): Command =>
  command(`change ${sku} to ${quantity}`, who, {
    when: ({ ordered, lines }) => !ordered && (lines[sku] ?? 0) > 0,
    run: async ({ racer, mine }) => {
      await racer.shopper.setQuantity(sku, quantity)
      mine.lines[sku] = quantity
    },
  })

const remove = (who: Who, sku: Sku): Command =>
  command(`remove ${sku}`, who, {
    when: ({ ordered, lines }) => !ordered && (lines[sku] ?? 0) > 0,
    run: async ({ world, racer: { shopper }, mine }) => {
      const { id } = await shopper.line(sku)
      const path = `/store/carts/${shopper.cart_id}/line-items/${id}`
      const reply = await send(world, "remove", shopper.delete(path))
      expect(reply.status).toBe(200)
      delete mine.lines[sku]
    },
  })

const beginPayment = (who: Who): Command =>
  command("begin payment", who, {
    when: (mine) => isShopping(mine) && hasSomething(mine),
    run: ({ racer }) => racer.shopper.beginPayment(),
  })

/** Loyalty may ask for the new total once, whatever the engine does; then the order is made. */
const pay = (who: Who): Command =>
  command("pay and complete", who, {
    when: (mine) => isShopping(mine) && hasSomething(mine),
    run: async ({ world, racer, mine }) => {
      for (let attempt = 0; attempt < 3 && racer.order === null; attempt++) {
        await racer.shopper.beginPayment()
        await complete(world, racer)
      }
      expect(racer.order, "an order after three tries").not.toBeNull()
      expectLines(racer, mine)
    },
  })

const completeOnly = (who: Who): Command =>
  command("complete", who, {
    run: async ({ world, racer, mine }) => {
      await complete(world, racer)
      if (racer.order) {
        expectLines(racer, mine)
      }
    },
  })

function expectLines({ order }: Racer, mine: ShopperModel): void {
  const sold = Object.fromEntries(
    (order?.items ?? []).map(({ variant_sku, quantity }) => [variant_sku, quantity]),
  )
  expect(sold).toEqual(mine.lines)
  mine.ordered = true
}

const handOver = (who: Who, sku: Sku): Command =>
  command(`fulfil ${sku}`, who, {
    when: (mine) => hasOrder(mine) && (mine.lines[sku] ?? 0) > (mine.handed[sku] ?? 0),
    run: (playing) => handOverOne(playing, sku),
  })

async function handOverOne({ world, racer: { order }, mine }: Playing, sku: Sku): Promise<void> {
  await fulfil(world.http, world.admin, order!, { [sku]: 1 })
  mine.handed[sku] = (mine.handed[sku] ?? 0) + 1
}

/** Of what nobody has yet, one is handed over before. */
const takeBack = (who: Who, sku: Sku): Command =>
  command(`return ${sku}`, who, {
    when: (mine) => hasOrder(mine) && (mine.lines[sku] ?? 0) > (mine.returned[sku] ?? 0),
    run: async (playing) => {
      const { world, racer, mine } = playing
      if ((mine.handed[sku] ?? 0) === (mine.returned[sku] ?? 0)) {
        await handOverOne(playing, sku)
      }
      await takeMoney(world, racer.order!)
      await world.clerk.takeBack(racer.order!, { [sku]: 1 })
      mine.returned[sku] = (mine.returned[sku] ?? 0) + 1
    },
  })

const edit = (who: Who, sku: Sku): Command =>
  command(`edit ${sku}`, who, {
    when: (mine) => hasOrder(mine) && (mine.lines[sku] ?? 0) > Math.max(1, mine.handed[sku] ?? 0),
    run: async ({ world, racer: { order }, mine }) => {
      const quantity = (mine.lines[sku] ?? 0) - 1
      await takeMoney(world, order!)
      await world.clerk.edit(order!, { quantities: { [sku]: quantity } })
      mine.lines[sku] = quantity
    },
  })

const cancelOrder = (who: Who): Command =>
  command("cancel order", who, {
    when: hasOrder,
    run: async ({ world, racer: { order }, mine }) => {
      const { status } = await ask(world, `/admin/orders/${order!.id}/cancel`)
      // Medusa cancels no order of which something was handed over.
      const hasLeft = hasAny(mine.handed)
      expect(status).toBe(hasLeft ? 400 : 200)
      mine.canceled = !hasLeft
    },
  })

const release = (who: Who): Command =>
  command("release session", who, {
    run: ({ world, racer: { shopper } }) => {
      const { cart_id, session_id } = shopper.keys()
      const path = `/store/loyalty/session/${session_id || "none"}?cart_id=${cart_id}`
      return send(world, "release", shopper.delete(path))
    },
  })

const expire = (who: Who): Command =>
  command("session expires", who, {
    run: async ({ world: { stage }, racer: { shopper } }) => {
      await stage.sql(
        `UPDATE loyalty_engine_session SET expires_at = now() - interval '1 minute'
          WHERE cart_id = ? AND status = 'active'`,
        [shopper.cart_id],
      )
      await stage.expire()
    },
  })

/** What happens around the shoppers; it belongs to the first of them only for the model's sake. */
const world = (name: string, run: (world: World) => Promise<unknown>): Command =>
  command(name, 0, { run: (playing) => run(playing.world) })

const engineIsDown = world("engine answers 503", ({ simulator }) => {
  simulator.addFault({ kind: "status", endpoint: "*", params: { status: 503 } })
  return Promise.resolve()
})
const engineIsSilent = world("engine books the next finalize and says nothing", ({ simulator }) => {
  simulator.addFault({ kind: "apply_then_hang", endpoint: "finalize", times: 1 })
  return Promise.resolve()
})
const engineIsUp = world("engine is well", ({ simulator }) => {
  simulator.clearFaults()
  return Promise.resolve()
})
const finalizeOn = (policy: "order_placed" | "fulfillment"): Command =>
  world(`finalize on ${policy}`, (shop) =>
    ask(shop, `/admin/loyalty/stores/${shop.shop.sites[0]?.store_id}/config`, {
      finalize_on: policy,
    }),
  )

const who = fc.constantFrom<Who>(0, 1)
const sku = fc.constantFrom<Sku>(...SKUS)
const LENGTH = { maxCommands: 16, size: "max" } as const

const shopping = [
  who.map(identify),
  who.map(evaluate),
  fc.tuple(who, fc.constantFrom("accept" as const, "decline")).map(([by, how]) => choose(by, how)),
  fc.tuple(who, sku).map(([by, what]) => add(by, what)),
  fc
    .tuple(who, sku, fc.integer({ min: 1, max: SKU_MAX }))
    .map(([by, what, quantity]) => change(by, what, quantity)),
  fc.tuple(who, sku).map(([by, what]) => remove(by, what)),
  who.map(beginPayment),
  who.map(pay),
  who.map(completeOnly),
  who.map(expire),
]
const handingOver = fc.tuple(who, sku).map(([by, what]) => handOver(by, what))
const takingBack = fc.tuple(who, sku).map(([by, what]) => takeBack(by, what))
const editing = fc.tuple(who, sku).map(([by, what]) => edit(by, what))
const around = fc.constantFrom(
  engineIsDown,
  engineIsSilent,
  engineIsUp,
  world("store is switched off", (shop) => switchStores(shop, false)),
  world("store is switched on", (shop) => switchStores(shop, true)),
  finalizeOn("order_placed"),
  finalizeOn("fulfillment"),
  world("drain", ({ stage }) => stage.drain()),
  world("sweep", ({ stage }) => stage.sweep()),
)

export interface Sequence {
  /** Whether the shoppers have their orders from the start. */
  ordered: boolean
  commands: Iterable<Command>
}

/**
 * Sequences of what shoppers, clerks, operators, the engine and time may do. Half of them begin
 * behind the checkout, where few others come to a return.
 */
export const sequences: fc.Arbitrary<Sequence> = fc.oneof(
  fc.record({
    ordered: fc.constant(false),
    commands: fc.commands<Model, World, false>(
      [
        ...shopping,
        handingOver,
        takingBack,
        editing,
        who.map(cancelOrder),
        who.map(release),
        around,
      ],
      LENGTH,
    ),
  }),
  fc.record({
    ordered: fc.constant(true),
    commands: fc.commands<Model, World, false>(
      [handingOver, takingBack, takingBack, editing, who.map(cancelOrder), around],
      LENGTH,
    ),
  }),
)

/** Where the model begins: a filled cart each, or an order each, and an engine that is well. */
export const newModel = (baskets: readonly Quantities[], ordered: boolean): Model => ({
  shoppers: baskets.map((lines) => ({
    lines: { ...lines },
    ordered,
    handed: {},
    returned: {},
    canceled: false,
  })),
})

/** What sequences came to, so that a run of many can be asked whether it played what it should. */
export class Played {
  private readonly counts = new Map<string, number>()

  count({ shoppers }: Model): void {
    for (const { ordered, canceled, handed, returned } of shoppers) {
      this.add("orders", ordered)
      this.add("cancelled", canceled)
      this.add("handed over", hasAny(handed))
      this.add("returned", hasAny(returned))
    }
  }

  /** Nothing that was asked for and never happened. */
  missing(): string[] {
    return ["orders", "cancelled", "handed over", "returned"].filter(
      (what) => !this.counts.get(what),
    )
  }

  private add(what: string, happened: boolean): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + (happened ? 1 : 0))
  }
}

const hasAny = (quantities: Quantities): boolean =>
  Object.values(quantities).some((quantity) => quantity > 0)
