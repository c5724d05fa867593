import { setTimeout as sleep } from "node:timers/promises"

import { querySql, runSql } from "../lib/admin-connection"
import { spanOf } from "../lib/cpu-profile"
import { Engine } from "../lib/engine"
import type { Meter } from "../lib/meter"
import type { Shopper } from "../lib/shopper"
import { compare, type Round } from "../lib/stats"
import type { World } from "../setup/world"
import { growthOf, type BasketCosts } from "./basket-growth"
import { costOf, costOfMetering, withoutMetering, type Cost } from "./cost"
import { closePair, openPair } from "./place"
import { profiled, type Spans } from "./layers"
import type { Measured, Results } from "./types"

const SKU = "COF16"
const WARM_UPS = 3
/** So few lines take so little CPU that whatever else the process does shows: more rounds are cheap. */
const SHORT = 10
const SHORT_TIMES = 3
/** What a request begins after its answer has ended by then. */
const REST = { pause_ms: 100 }
const TRIES = 5

/** A cart with many lines, made by rows: adding them one by one would take Medusa minutes. */
interface LongCart {
  shopper: Shopper
  cart_id: string
}

/** Baskets of four sizes, and how what they cost grows. */
export async function measureBaskets(world: World, effort: number): Promise<Results> {
  const single = await measureBasketSize(world, effort, 1)
  const few = await measureBasketSize(world, effort, 10)
  const small = await measureBasketSize(world, effort, 100)
  const large = await measureBasketSize(world, effort, 500)
  return {
    basketOf1: single.measured,
    basketOf10: few.measured,
    basketOf100: small.measured,
    basketOf500: large.measured,
    basketGrowth: { figure: growthOf(single, small, large) },
  }
}

/**
 * Evaluations of a changed basket of so many lines, over reads of the same cart. The engine's own
 * time is in the wall time, so only the CPU says something.
 */
async function measureBasketSize(
  world: World,
  effort: number,
  lines: number,
): Promise<BasketCosts & { measured: Measured }> {
  const rounds = lines <= SHORT ? SHORT_TIMES * effort : effort
  const pair = openPair(world)
  const engine = await Engine.connect(world.simulatorUrl)
  const { meter, databaseUrl } = world.plugin
  try {
    const cart = await openLongCart(world, pair.a.arrive(), lines)
    await pair.a.join(cart.shopper)
    const place = { cart, engine, meter, databaseUrl }
    const samples: Sample[] = []
    for (let round = 0; round < rounds + WARM_UPS; round++) {
      samples.push(await playRound(place, round))
    }
    const layers = await profiled(`basket-of-${lines}`, { a: meter, b: meter }, async () => {
      const spans: Spans = { a: [], b: [] }
      for (let turn = 0; turn < rounds; turn++) {
        await change(place, 1 + (turn % 2))
        spans.a.push((await spanOf(() => cart.shopper.evaluate())).span)
        await sleep(REST.pause_ms)
        spans.b.push((await spanOf(() => cart.shopper.read())).span)
      }
      return spans
    })
    const counted = samples.slice(WARM_UPS)
    const rounded = (unit: keyof Cost): Round[] =>
      counted.map(({ evaluate, read }) => ({ a: evaluate[unit], b: read[unit] }))
    return {
      lines,
      cpu_ms: counted.map(({ evaluate }) => evaluate.cpu_ms),
      measured: { wall: compare(rounded("wall_ms")), cpu: compare(rounded("cpu_ms")), layers },
    }
  } finally {
    await Promise.all([engine.close(), closePair(pair)])
  }
}

interface Place {
  cart: LongCart
  engine: Engine
  meter: Meter
  databaseUrl: string
}

interface Sample {
  evaluate: Cost
  read: Cost
}

/** Four rounds have each quantity with each order once: neither goes with the other. */
async function playRound(place: Place, round: number): Promise<Sample> {
  const { cart, meter } = place
  const quantity = 1 + (round % 2)
  const isReadFirst = Math.floor(round / 2) % 2 === 1
  // Read as evaluated, in the same basket: a changed one, whichever is first.
  const early = isReadFirst ? undefined : await evaluateChanged(place, quantity)
  if (isReadFirst) {
    await change(place, quantity)
  }
  const read = await costOf(meter, () => cart.shopper.read(), REST)
  const evaluate = early ?? (await evaluateChanged(place, quantity))
  const metering = await costOfMetering(meter, REST)
  return { evaluate: withoutMetering(evaluate, metering), read: withoutMetering(read, metering) }
}

/** An evaluation that did not ask the engine, or not alone, says nothing and is tried again. */
async function evaluateChanged(place: Place, quantity: number): Promise<Cost> {
  const { cart, engine, meter } = place
  for (let attempt = 0; attempt < TRIES; attempt++) {
    await change(place, quantity)
    await engine.forget()
    const cost = await costOf(meter, () => cart.shopper.evaluate(), REST)
    if ((await engine.askedFor()).length === 1) {
      return cost
    }
    await change(place, quantity === 1 ? 2 : 1)
    await cart.shopper.evaluate()
  }
  throw new Error(`In ${TRIES} tries no evaluation asked the engine exactly once.`)
}

/** By row as well: Medusa's own answer to a change would take longer than all else. */
async function change({ databaseUrl, cart }: Place, quantity: number): Promise<void> {
  await runSql(databaseUrl, changeOneLine(cart.cart_id, quantity))
}

async function openLongCart(world: World, shopper: Shopper, lines: number): Promise<LongCart> {
  await shopper.openCart()
  const { data } = await shopper.add(SKU)
  const cart_id = data.cart.id
  const { databaseUrl } = world.plugin
  await querySql(
    databaseUrl,
    `insert into cart_line_item
     select copy.* from cart_line_item l, generate_series(2, $2::int) n,
       lateral jsonb_populate_record(l, jsonb_build_object('id', l.id || '_' || n)) as copy
      where l.cart_id = $1`,
    [cart_id, lines],
  )
  await querySql(
    databaseUrl,
    `insert into cart_line_item_tax_line
     select copy.* from cart_line_item_tax_line t, cart_line_item l, generate_series(2, $2::int) n,
       lateral jsonb_populate_record(t, jsonb_build_object('id', t.id || '_' || n,
         'item_id', t.item_id || '_' || n)) as copy
      where t.item_id = l.id and l.cart_id = $1 and l.id not like '%\\_%\\_%'`,
    [cart_id, lines],
  )
  return { shopper, cart_id }
}

const changeOneLine = (cart_id: string, quantity: number): string =>
  `update cart_line_item set quantity = ${quantity} ` +
  `where id = (select min(id) from cart_line_item where cart_id = '${cart_id}')`
