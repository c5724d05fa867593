import { setTimeout as sleep } from "node:timers/promises"

import { ORDERS_PER_HOUR } from "../goals"
import type { DrainAnswer, TimedAnswer } from "../inside/orders"
import { querySql, runSql } from "../lib/admin-connection"
import { Engine } from "../lib/engine"
import { handOver } from "../lib/hand-over"
import { OWN_STATEMENT, seqScansOf } from "../lib/plans"
import { Shopper, storeClient } from "../lib/shopper"
import { ENGINE_MS } from "../lib/slow-engine"
import { compare, median, quantile, type Round } from "../lib/stats"
import { turned } from "../lib/turns"
import { InsideSide } from "../setup/inside-side"
import { addFinishedOrders, copyShop } from "../setup/scale-database"
import type { World } from "../setup/world"
import { secondFinalizes } from "./second-finalizes"
import type { Measured, Results } from "./types"

/** The smallest is what the others are compared with. */
export const SIZES = { small: 1_000, middle: 100_000, large: 1_000_000 } as const

type SizeName = keyof typeof SIZES

export interface ScaleEffort {
  rounds: number
  warmUps: number
  evaluations: number
  drained: number
}

/** A shop with so many finished orders in its tables, and a cart that is evaluated. */
interface Shop {
  inside: InsideSide
  place: { cart_id: string; session_id: string }
}

interface Sample {
  evaluate: TimedAnswer
  drain: DrainAnswer
}

const MS_PER_HOUR = 3_600_000
const FIRST_PHONE = 4_155_570_000
const TRIES = 100
const PAUSE_MS = 100
/** What a drain leaves to the background ends in its own size's time. */
const REST_MS = 500

/** Evaluations and steps of the drain with many orders in the tables, over those with few. */
export async function measureScale(world: World, effort: ScaleEffort): Promise<Results> {
  const insides = new Map<SizeName, InsideSide>()
  const orders = (effort.rounds + effort.warmUps) * effort.drained
  try {
    const phones = await enrolCrowd(world, effort.drained)
    for (const name of Object.keys(SIZES) as SizeName[]) {
      insides.set(name, await startShop(world, name))
    }
    await Promise.all([...insides].map(([name, inside]) => fillTables(world, inside, SIZES[name])))
    // Only then, and at the same time: no process has stood idle for longer than another.
    const opened = [...insides].map(async ([name, inside]) => {
      const place = await fillOutbox(world, inside, { orders, phones })
      return [name, { inside, place }] as const
    })
    const shops = new Map<SizeName, Shop>(await Promise.all(opened))
    const samples = await playRounds(shops, effort)
    const slowly = await drainSlowly(world, shops.get("large"), { effort, phones })
    const over = (name: SizeName, what: keyof Sample) => comparison(samples, name, what)
    const scans = await plansOf(world, shops.get("large"))
    return {
      evaluateAmongMany: over("middle", "evaluate"),
      evaluateAmongMost: over("large", "evaluate"),
      drainAmongMany: over("middle", "drain"),
      drainAmongMost: over("large", "drain"),
      drainRate: rateOf(
        (samples.get("large") ?? []).map(({ drain }) => drain),
        effort,
      ),
      drainRateSlow: rateOf(slowly, effort),
      bytesPerOrder: await bytesPerOrder(shops.get("large")),
      secondFinalizes: await secondFinalizesIn(world),
      scans: { figure: { value: scans.length, low: scans.length, high: scans.length } },
    }
  } finally {
    for (const inside of insides.values()) {
      await inside.stop()
      await runSql(world.adminUrl, `drop database ${inside.side.database} with (force)`)
    }
  }
}

/** As many members as are drained at once: the orders of one wait for each other. */
async function enrolCrowd(world: World, count: number): Promise<string[]> {
  const engine = await Engine.connect(world.simulatorUrl)
  try {
    await engine.forget()
    return await engine.enrolCrowd("SCALE", count, FIRST_PHONE)
  } finally {
    await engine.close()
  }
}

interface Backlog {
  /** Whose finalize waits. */
  orders: number
  /** Of the members who take turns in placing them. */
  phones: string[]
}

async function startShop(world: World, name: SizeName): Promise<InsideSide> {
  const database = `bench_${name}`
  await copyShop(world, database)
  return InsideSide.start(world, name, database)
}

async function fillTables(world: World, inside: InsideSide, finished: number): Promise<void> {
  const { databaseUrl } = inside.side
  const client = storeClient(inside.side.url, world.shop)
  try {
    const first = await orderOf({ world, client, inside })
    await handOver(databaseUrl)
    await inside.drain(1)
    await addFinishedOrders(databaseUrl, { like: first, count: finished })
    // Else what was written is synced while something is measured.
    await runSql(databaseUrl, "checkpoint")
  } finally {
    await client.close()
  }
}

/** Answers a cart with a session. */
async function fillOutbox(
  world: World,
  inside: InsideSide,
  { orders, phones }: Backlog,
): Promise<Shop["place"]> {
  const client = storeClient(inside.side.url, world.shop)
  try {
    for (let order = 0; order < orders; order++) {
      await orderOf({ world, client, inside }, phones[order % phones.length])
    }
    await handOver(inside.side.databaseUrl)
    const shopper = new Shopper(client, world.shop)
    await fill(shopper, inside)
    return shopper.keys()
  } finally {
    await client.close()
  }
}

/** Every size in each round, in another order each time, after as many rounds that do not count. */
async function playRounds(
  shops: ReadonlyMap<SizeName, Shop>,
  effort: ScaleEffort,
): Promise<Map<SizeName, Sample[]>> {
  const samples = new Map<SizeName, Sample[]>()
  for (let round = 0; round < effort.rounds + effort.warmUps; round++) {
    for (const [name, shop] of turned([...shops], round)) {
      const sample = await sampleOf(shop, effort)
      if (round >= effort.warmUps) {
        samples.set(name, [...(samples.get(name) ?? []), sample])
      }
      await sleep(REST_MS)
    }
  }
  return samples
}

interface Place {
  world: World
  client: ReturnType<typeof storeClient>
  inside: InsideSide
}

/** An order with a session, whose finalize waits. */
async function orderOf(
  { world, client, inside }: Place,
  phone?: string,
): Promise<{ session_id: string }> {
  const shopper = new Shopper(client, world.shop)
  await fill(shopper, inside, phone)
  await shopper.beginPayment()
  await shopper.complete()
  const { session_id } = shopper.keys()
  const waits = `${OWN_STATEMENT} select id from loyalty_engine_operation where session_id = $1`
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const found = await querySql(inside.side.databaseUrl, waits, [session_id])
    if (found.length > 0) {
      return { session_id }
    }
    await sleep(PAUSE_MS)
  }
  throw new Error("An order never came into the outbox.")
}

async function fill(shopper: Shopper, { side }: InsideSide, phone?: string): Promise<void> {
  await shopper.openCart()
  await shopper.add("COF16", 2)
  await shopper.add("HOTDOG", 1)
  await runSql(side.databaseUrl, "delete from loyalty_engine_rate_limit")
  await shopper.identify(phone)
  await shopper.evaluate()
}

async function sampleOf({ inside, place }: Shop, effort: ScaleEffort): Promise<Sample> {
  const evaluate = await inside.evaluate({ ...place, times: effort.evaluations })
  return { evaluate, drain: await drain(inside, effort) }
}

async function drain(inside: InsideSide, { drained }: ScaleEffort): Promise<DrainAnswer> {
  const answer = await inside.drain(drained)
  if (answer.done !== drained) {
    throw new Error(`Of ${drained} operations ${answer.done} were done.`)
  }
  return answer
}

/** The drain once more, with an engine that takes its time. */
async function drainSlowly(
  world: World,
  shop: Shop | undefined,
  { effort, phones }: { effort: ScaleEffort; phones: string[] },
): Promise<DrainAnswer[]> {
  if (!shop) {
    return []
  }
  const { inside } = shop
  const orders = effort.rounds * effort.drained
  await fillOutbox(world, inside, { orders, phones })
  const engine = await Engine.connect(world.simulatorUrl)
  const answers: DrainAnswer[] = []
  try {
    await engine.finalizeSlowly(ENGINE_MS)
    for (let round = 0; round < effort.rounds; round++) {
      answers.push(await drain(inside, effort))
    }
    return answers
  } finally {
    await engine.rise()
    await engine.close()
  }
}

function comparison(
  samples: ReadonlyMap<SizeName, Sample[]>,
  name: SizeName,
  what: keyof Sample,
): Measured {
  const small = samples.get("small") ?? []
  const rounds = (unit: "wall_ms" | "cpu_ms"): Round[] =>
    (samples.get(name) ?? []).map((sample, round) => ({
      a: sample[what][unit],
      b: small[round]?.[what][unit] ?? Number.NaN,
    }))
  return { wall: compare(rounds("wall_ms")), cpu: compare(rounds("cpu_ms")) }
}

function rateOf(drains: readonly DrainAnswer[], { drained }: ScaleEffort): Measured {
  const rates = drains.map(({ wall_ms }) => (drained / wall_ms) * (MS_PER_HOUR / ORDERS_PER_HOUR))
  const [low, high] = [quantile(rates, 0.25), quantile(rates, 0.75)]
  return { figure: { value: median(rates), low, high } }
}

async function bytesPerOrder(shop: Shop | undefined): Promise<Measured> {
  const [row] = await querySql<{ bytes: string }>(
    shop?.inside.side.databaseUrl ?? "",
    `select sum(pg_total_relation_size(c.oid))::text as bytes from pg_class c
      where c.relkind = 'r' and c.relname like 'loyalty_engine_%'`,
  )
  const value = Number(row?.bytes) / SIZES.large
  return { figure: { value, low: value, high: value } }
}

/** Of the orders that were drained here: what earlier measurements asked, the engine forgot. */
async function secondFinalizesIn(world: World): Promise<Measured> {
  const engine = await Engine.connect(world.simulatorUrl)
  try {
    const sent = await engine.finalizes()
    if (sent.length === 0) {
      throw new Error("The engine recorded no finalize.")
    }
    const wrong = secondFinalizes(sent)
    wrong.forEach((what, order_id) => console.log(`finalized more than once: ${order_id}, ${what}`))
    return { figure: { value: wrong.size, low: wrong.size, high: wrong.size } }
  } finally {
    await engine.close()
  }
}

/** Reads the plan of every statement on our tables that the hot paths send. */
async function plansOf(world: World, shop: Shop | undefined): Promise<string[]> {
  if (!shop) {
    return []
  }
  const { inside, place } = shop
  const { database, databaseUrl } = inside.side
  const client = storeClient(inside.side.url, world.shop)
  await world.statements.on()
  try {
    const request = async (): Promise<void> => {
      await orderOf({ world, client, inside })
      await handOver(inside.side.databaseUrl)
      await inside.drain(1)
      await inside.evaluate({ ...place, times: 1 })
    }
    const sent = await world.statements.during(database, "settled", request)
    const scans = await seqScansOf(databaseUrl, sent)
    scans.forEach((scan) => console.log(`reads a whole table: ${scan}`))
    return scans
  } finally {
    await world.statements.off()
    await client.close()
  }
}
