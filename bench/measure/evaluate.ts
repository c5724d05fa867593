import { setTimeout as sleep } from "node:timers/promises"

import { spanOf, type Span } from "../lib/cpu-profile"
import { Engine } from "../lib/engine"
import { Shopper, storeClient } from "../lib/shopper"
import { compare, median, type Comparison, type Round } from "../lib/stats"
import type { Meter } from "../lib/meter"
import type { World } from "../setup/world"
import { costOf, costOfMetering, withoutMetering, type Cost } from "./cost"
import { countStatements } from "./count"
import type { Effort } from "./effort"
import { profiled, type LayerShares, type Spans } from "./layers"
import type { Measured } from "./types"

const BASKET = { COF16: 2, CHIPS: 1, HOTDOG: 1 }
const CHANGING = "HOTDOG"
const READS = 4
const TRIES = 5
/** Lets what a change does after its answer end. */
const AFTER_CHANGE_MS = 60
/** The plugin brings a changed cart up to date in the background after 300 ms of rest. */
const AFTER_EVALUATION_MS = 500

/** An evaluation that asks the engine, and one that does not, each over a read of the cart. */
export interface EvaluationMeasured {
  changed: Measured
  unchanged: Measured
  session: Measured
}

interface Place {
  shopper: Shopper
  engine: Engine
  meter: Meter
}

interface Turn {
  /** Without the engine's own round trip, which costs the server no CPU. */
  changed: Cost
  unchanged: Cost
  session: Cost
  read: Cost
  /** As soon after a change as the evaluation of a changed basket. */
  readChanged: Cost
}

type Evaluated = "changed" | "unchanged" | "session"

/** What each is compared with: a read under the same conditions. */
const READ_BESIDE = { changed: "readChanged", unchanged: "read", session: "read" } as const

/**
 * Evaluations of a cart whose basket changes every time, so that the engine is really asked.
 *
 * @param withPayment whether the cart has a payment collection, whose amount then changes as well
 */
export async function measureEvaluate(
  world: World,
  effort: Effort,
  withPayment: boolean,
): Promise<EvaluationMeasured> {
  const client = storeClient(world.plugin.url, world.shop)
  const engine = await Engine.connect(world.simulatorUrl)
  const shopper = new Shopper(client, world.shop)
  const place = { shopper, engine, meter: world.plugin.meter }
  try {
    await openSession(shopper, withPayment)
    await warmUp(place, effort.warmUpEvaluations)
    const rounds: Turn[][] = []
    for (let round = 0; round < effort.rounds; round++) {
      rounds.push(await playRound(place))
    }
    const layers = effort.profiled > 0 && {
      layers: await profileTurns(place, withPayment, effort.profiled),
    }
    const [unchanged, session] =
      effort.profiled > 0 && !withPayment ? await profileQuick(place, effort) : []
    const statements = await count(world, shopper)
    return {
      changed: { ...compareCosts(rounds, "changed"), statements: statements.changed, ...layers },
      unchanged: {
        ...compareCosts(rounds, "unchanged"),
        statements: statements.unchanged,
        ...unchanged,
      },
      session: { ...compareCosts(rounds, "session"), statements: statements.session, ...session },
    }
  } finally {
    await Promise.all([client.close(), engine.close()])
  }
}

async function openSession(shopper: Shopper, withPayment: boolean): Promise<void> {
  await shopper.openCart()
  for (const [sku, quantity] of Object.entries(BASKET)) {
    await shopper.add(sku, quantity)
  }
  await shopper.identify()
  await shopper.evaluate()
  if (withPayment) {
    await shopper.openPaymentCollection()
  }
}

/**
 * Node compiles what runs often, and reads run more often than evaluations: both are run alike
 * before anything is measured.
 */
async function warmUp({ shopper }: Place, evaluations: number): Promise<void> {
  for (let evaluation = 0; evaluation < evaluations; evaluation++) {
    await shopper.setQuantity(CHANGING, evaluation % 2 === 0 ? 2 : 1)
    await shopper.evaluate()
    await shopper.read()
    await shopper.readSession()
  }
  await sleep(AFTER_EVALUATION_MS)
}

/**
 * Each once up and once down, because a growing basket costs other work than a shrinking one, and
 * each once first.
 */
async function playRound(place: Place): Promise<Turn[]> {
  const evaluated = await evaluateChanged(place, 2)
  await sleep(AFTER_EVALUATION_MS)
  const read = await readChanged(place, 1)
  const first = await playTurn(place, { ...evaluated, read })
  const readFirst = await readChanged(place, 2)
  const evaluatedNext = await evaluateChanged(place, 1)
  await sleep(AFTER_EVALUATION_MS)
  return [first, await playTurn(place, { ...evaluatedNext, read: readFirst })]
}

/** A read where an evaluation would be; what the plugin does in the background is over then. */
async function readChanged({ shopper, meter }: Place, quantity: number): Promise<Cost> {
  await shopper.setQuantity(CHANGING, quantity)
  await sleep(AFTER_CHANGE_MS)
  const cost = await costOf(meter, () => shopper.read())
  await sleep(AFTER_EVALUATION_MS)
  return cost
}

async function playTurn(
  place: Place,
  { cost, question, read }: { cost: Cost; question: unknown; read: Cost },
): Promise<Turn> {
  const { shopper, engine, meter } = place
  const raw: number[] = []
  const reads: Cost[] = []
  const unchanged: Cost[] = []
  const session: Cost[] = []
  const metering: Cost[] = []
  for (let read = 0; read < READS; read++) {
    raw.push(await engine.ask(question))
    reads.push(await costOf(meter, () => shopper.read()))
    unchanged.push(await costOf(meter, () => shopper.evaluate()))
    session.push(await costOf(meter, () => shopper.readSession()))
    metering.push(await costOfMetering(meter))
  }
  const alone = (costs: readonly Cost[]) => withoutMetering(middle(costs), middle(metering))
  return {
    changed: alone([{ ...cost, wall_ms: cost.wall_ms - median(raw) }]),
    unchanged: alone(unchanged),
    session: alone(session),
    read: alone(reads),
    readChanged: alone([read]),
  }
}

async function profileTurns(
  place: Place,
  withPayment: boolean,
  turns: number,
): Promise<LayerShares> {
  const { shopper, meter } = place
  const name = withPayment ? "evaluate-payment" : "evaluate"
  return profiled(name, { a: meter, b: meter }, async () => {
    const spans: Spans = { a: [], b: [] }
    for (let turn = 0; turn < turns; turn++) {
      const [quantity, other] = turn % 2 === 0 ? [2, 1] : [1, 2]
      const evaluated = await evaluateChanged(place, quantity)
      spans.a.push(...evaluated.spans)
      await sleep(AFTER_EVALUATION_MS)
      await shopper.setQuantity(CHANGING, other)
      await sleep(AFTER_CHANGE_MS)
      spans.b.push((await spanOf(() => shopper.read())).span)
      await sleep(AFTER_EVALUATION_MS)
      await shopper.setQuantity(CHANGING, quantity)
      await sleep(AFTER_EVALUATION_MS)
    }
    return spans
  })
}

/** What is quicker than a read of the cart, beside such reads: an unchanged evaluation, the session. */
async function profileQuick(
  { shopper, meter }: Place,
  { profiled: turns }: Effort,
): Promise<{ layers: LayerShares }[]> {
  const quick: [string, () => Promise<unknown>][] = [
    ["evaluate-unchanged", () => shopper.evaluate()],
    ["read-session", () => shopper.readSession()],
  ]
  const found: { layers: LayerShares }[] = []
  for (const [name, act] of quick) {
    const layers = await profiled(name, { a: meter, b: meter }, async () => {
      const spans: Spans = { a: [], b: [] }
      for (let turn = 0; turn < turns * READS; turn++) {
        spans.a.push((await spanOf(act)).span)
        spans.b.push((await spanOf(() => shopper.read())).span)
      }
      return spans
    })
    found.push({ layers })
  }
  return found
}

/**
 * Changes the basket and evaluates it. Where the background was quicker, or asked as well, the
 * evaluation says nothing, and the basket is changed there and back again.
 */
async function evaluateChanged({ shopper, engine, meter }: Place, quantity: number) {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    await shopper.setQuantity(CHANGING, quantity)
    await sleep(AFTER_CHANGE_MS)
    await engine.forget()
    const spans: Span[] = []
    const cost = await costOf(meter, async () => {
      const { span, value } = await spanOf(() => shopper.evaluate())
      spans.push(span)
      return value
    })
    const [question, ...more] = await engine.askedFor()
    if (question !== undefined && more.length === 0) {
      return { cost, question, spans }
    }
    await sleep(AFTER_EVALUATION_MS)
    await shopper.setQuantity(CHANGING, quantity === 1 ? 2 : 1)
    await shopper.evaluate()
    await sleep(AFTER_EVALUATION_MS)
  }
  throw new Error(`In ${TRIES} tries no evaluation asked the engine exactly once.`)
}

function middle(costs: readonly Cost[]): Cost {
  return {
    wall_ms: median(costs.map(({ wall_ms }) => wall_ms)),
    cpu_ms: median(costs.map(({ cpu_ms }) => cpu_ms)),
  }
}

function compareCosts(
  rounds: readonly Turn[][],
  what: Evaluated,
): { wall: Comparison; cpu: Comparison } {
  const comparison = (unit: keyof Cost) =>
    compare(
      rounds.map((turns): Round => ({
        a: median(turns.map((turn) => turn[what][unit])),
        b: median(turns.map((turn) => turn[READ_BESIDE[what]][unit])),
      })),
    )
  return { wall: comparison("wall_ms"), cpu: comparison("cpu_ms") }
}

async function count(world: World, shopper: Shopper) {
  const { statements: log, plugin } = world
  const { database } = plugin
  let quantity = 1
  const change = async () => {
    quantity = quantity === 1 ? 2 : 1
    await shopper.setQuantity(CHANGING, quantity)
  }
  const request = () => shopper.evaluate()
  const changed = await countStatements(log, {
    database,
    until: "answered",
    before: change,
    request,
  })
  await sleep(AFTER_EVALUATION_MS)
  const unchanged = await countStatements(log, { database, until: "answered", request })
  const session = await countStatements(log, {
    database,
    until: "answered",
    request: () => shopper.readSession(),
  })
  const read = await countStatements(log, {
    database,
    until: "answered",
    request: () => shopper.read(),
  })
  return {
    changed: { a: changed.all, b: read.all, ours: changed.ours },
    unchanged: { a: unchanged.all, b: read.all, ours: unchanged.ours },
    session: { a: session.all, b: read.all, ours: session.ours },
  }
}
