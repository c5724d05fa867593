import { setTimeout as sleep } from "node:timers/promises"

import { querySql, runSql } from "../lib/admin-connection"
import { spanOf } from "../lib/cpu-profile"
import type { Shopper } from "../lib/shopper"
import { compare, type Round } from "../lib/stats"
import type { World } from "../setup/world"
import { costOf, costOfMetering, withoutMetering, type Cost } from "./cost"
import { closePair, openPair } from "./place"
import { profiled, type Spans } from "./layers"
import type { Measured } from "./types"

const SKU = "COF16"
const WARM_UPS = 3
/** So few lines take so little CPU that whatever else the process does shows: more rounds are cheap. */
const SHORT = 10
const SHORT_TIMES = 3
/** What a request begins after its answer has ended by then. */
const PAUSE_MS = 100

/** A cart with many lines, made by rows: adding them one by one would take Medusa minutes. */
interface LongCart {
  shopper: Shopper
  cart_id: string
}

/**
 * Evaluations of a changed basket of so many lines, over reads of the same cart. The engine's own
 * time is in the wall time, so only the CPU says something.
 */
export async function measureBasketSize(
  world: World,
  effort: number,
  lines: number,
): Promise<Measured> {
  const rounds = lines <= SHORT ? SHORT_TIMES * effort : effort
  const pair = openPair(world)
  const { meter, databaseUrl } = world.plugin
  const rest = { pause_ms: PAUSE_MS }
  try {
    const cart = await openLongCart(world, pair.a.arrive(), lines)
    await pair.a.join(cart.shopper)
    const samples: { evaluate: Cost; read: Cost }[] = []
    for (let round = 0; round < rounds + WARM_UPS; round++) {
      // By row as well: Medusa's own answer to a change would take longer than all else.
      await runSql(databaseUrl, changeOneLine(cart.cart_id, 1 + (round % 2)))
      const evaluated = () => costOf(meter, () => cart.shopper.evaluate(), rest)
      const early = round % 2 === 0 ? await evaluated() : undefined
      const read = await costOf(meter, () => cart.shopper.read(), rest)
      const evaluate = early ?? (await evaluated())
      const metering = await costOfMetering(meter, rest)
      samples.push({
        evaluate: withoutMetering(evaluate, metering),
        read: withoutMetering(read, metering),
      })
    }
    const layers = await profiled(`basket-of-${lines}`, { a: meter, b: meter }, async () => {
      const spans: Spans = { a: [], b: [] }
      for (let turn = 0; turn < rounds; turn++) {
        await runSql(databaseUrl, changeOneLine(cart.cart_id, 1 + (turn % 2)))
        spans.a.push((await spanOf(() => cart.shopper.evaluate())).span)
        await sleep(PAUSE_MS)
        spans.b.push((await spanOf(() => cart.shopper.read())).span)
      }
      return spans
    })
    const rounded = (unit: keyof Cost): Round[] =>
      samples.slice(WARM_UPS).map(({ evaluate, read }) => ({ a: evaluate[unit], b: read[unit] }))
    return { wall: compare(rounded("wall_ms")), cpu: compare(rounded("cpu_ms")), layers }
  } finally {
    await closePair(pair)
  }
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
