/**
 * Medusa with the plugin, as the benchmark runs it where it has to reach into the process: beside
 * its routes it takes orders that no route takes. Its jobs do not run by themselves.
 */
import { createServer, type IncomingMessage } from "node:http"
import { createRequire } from "node:module"
import path from "node:path"

import type { MedusaContainer } from "@medusajs/framework/types"
import { startApp } from "@medusajs/test-utils"

import type * as AskFlow from "../../src/workflows/loyalty/flows/ask-engine"
import type * as DrainFlow from "../../src/workflows/loyalty/flows/drain-operations"
import type * as EvaluateFlow from "../../src/workflows/loyalty/flows/evaluate-session"
import type * as ServiceFinder from "../../src/workflows/loyalty/utils/loyalty"
import type * as CartReader from "../../src/workflows/loyalty/utils/read-cart"
import type * as EngineRecorder from "../../src/workflows/loyalty/utils/recorded-engine"
import { INSTALLED, PLUGIN_FOLDER } from "../lib/paths"
import type {
  DrainAnswer,
  EvaluateModuleOrder,
  EvaluateOrder,
  InsideOrder,
  MemoryAnswer,
  TimedAnswer,
} from "./orders"

const LOYALTY = path.join(INSTALLED, ".medusa", "server", "src", "workflows", "loyalty")
const FLOWS = path.join(LOYALTY, "flows")
const UTILS = path.join(LOYALTY, "utils")
const CAUSE = { reason: "benchmark", actor: "system", correlation_id: "bench" }

// Medusa loads its files with require; only the same way finds the same instance of them.
const load: (file: string) => unknown = createRequire(__filename)

const evaluateFlow = () => load(path.join(FLOWS, "evaluate-session")) as typeof EvaluateFlow
const drainFlow = () => load(path.join(FLOWS, "drain-operations")) as typeof DrainFlow

async function timed(work: () => Promise<unknown>): Promise<TimedAnswer> {
  const cpuBefore = process.cpuUsage()
  const begin = performance.now()
  await work()
  const wall_ms = performance.now() - begin
  const { user, system } = process.cpuUsage(cpuBefore)
  return { wall_ms, cpu_ms: (user + system) / 1_000 }
}

/** Asks the engine although nothing changed, so that every time costs the same. */
async function evaluate(container: MedusaContainer, order: EvaluateOrder): Promise<void> {
  const { session_id, cart_id, times } = order
  for (let time = 0; time < times; time++) {
    const input = { session_id, cart_id, cause: CAUSE, force: true }
    const { availability } = await evaluateFlow().evaluateSession(container, input)
    if (availability !== "ok") {
      throw new Error(`An evaluation ended ${availability}.`)
    }
  }
}

/** All carts at once, each one evaluation after the other. */
async function evaluateModule(
  container: MedusaContainer,
  { places, times }: EvaluateModuleOrder,
): Promise<void> {
  const { askEngine } = load(path.join(FLOWS, "ask-engine")) as typeof AskFlow
  const { readCart } = load(path.join(UTILS, "read-cart")) as typeof CartReader
  const { CallRecords } = load(path.join(UTILS, "recorded-engine")) as typeof EngineRecorder
  const { loyaltyService } = load(path.join(UTILS, "loyalty")) as typeof ServiceFinder
  const service = loyaltyService(container)
  const evaluateOne = async (place: EvaluateModuleOrder["places"][number]): Promise<void> => {
    const cart = await readCart(container, place.cart_id)
    for (let time = 0; time < times / places.length; time++) {
      const whole = await service.wholeSession(place.session_id)
      if (!cart || !whole) {
        throw new Error("A cart or its session is gone.")
      }
      const { session, rewards } = whole
      const records = new CallRecords(container)
      const now = await service.databaseClock()
      const question = { session, rewards, cart, cause: CAUSE, background: false, records, now }
      const answer = await askEngine(container, question)
      const stored =
        answer.kind === "granted" &&
        (await records.storedBy((calls) =>
          service.storeEvaluation({ ...answer.evaluation, calls }),
        ))
      if (!stored) {
        throw new Error(`An evaluation was ${answer.kind} and not stored.`)
      }
    }
  }
  await Promise.all(places.map(evaluateOne))
}

async function drain(container: MedusaContainer, limit: number): Promise<DrainAnswer> {
  let done = 0
  const cost = await timed(async () => {
    done = (await drainFlow().drainOperations(container, { limit })).done
  })
  return { ...cost, done }
}

function memory(): MemoryAnswer {
  // Twice, because what the first round finalizes only the second frees.
  globalThis.gc?.()
  globalThis.gc?.()
  return { heap_bytes: process.memoryUsage().heapUsed }
}

function obey(container: MedusaContainer, order: InsideOrder): Promise<unknown> {
  switch (order.kind) {
    case "evaluate":
      return timed(() => evaluate(container, order))
    case "evaluate-module":
      return timed(() => evaluateModule(container, order))
    case "drain":
      return drain(container, order.limit)
    case "memory":
      return Promise.resolve(memory())
  }
}

async function bodyOf(request: IncomingMessage): Promise<InsideOrder> {
  const chunks: Buffer[] = []
  for await (const chunk of request) {
    chunks.push(chunk as Buffer)
  }
  return JSON.parse(Buffer.concat(chunks).toString("utf8")) as InsideOrder
}

async function main(): Promise<void> {
  const { container } = await startApp({ cwd: PLUGIN_FOLDER })
  const server = createServer((request, response) => {
    bodyOf(request)
      .then((order) => obey(container, order))
      .then(
        (answer) => response.end(JSON.stringify(answer)),
        (error: unknown) => response.writeHead(500).end(JSON.stringify(String(error))),
      )
  })
  server.requestTimeout = 0
  server.listen(Number(process.env.BENCH_CONTROL_PORT), "127.0.0.1")
}

main().catch((error: unknown) => {
  console.error(error)
  process.exit(1)
})
