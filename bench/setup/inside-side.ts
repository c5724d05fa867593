import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

import { Agent, request } from "undici"

import { startChild, type Child } from "../../scripts/demo/lib/child"
import { untilHealthy } from "../../scripts/demo/lib/http"
import { ROOT } from "../../scripts/demo/lib/paths"
import { anyFreePort } from "../../scripts/demo/lib/ports"
import type {
  DrainAnswer,
  EvaluateModuleOrder,
  EvaluateOrder,
  InsideOrder,
  MemoryAnswer,
  TimedAnswer,
} from "../inside/orders"
import { Meter, metered } from "../lib/meter"
import { BENCH_FOLDER, PLUGIN_FOLDER } from "../lib/paths"
import type { Side, World } from "./world"

const APP = path.join(ROOT, "bench", "inside", "app.ts")
const BOOT_LIMIT_MS = 240_000
const CONTROL_TRIES = 50
const CONTROL_PAUSE_MS = 100

/** A Medusa with the plugin that takes orders beside its routes. */
export class InsideSide {
  // An order may take minutes.
  private readonly patient = new Agent({ headersTimeout: 0, bodyTimeout: 0 })

  private constructor(
    readonly side: Side,
    private readonly child: Child,
    private readonly controlUrl: string,
  ) {}

  /** Starts one on a database of its own or another's; the caller stops it. */
  static async start(world: World, name: string, database: string): Promise<InsideSide> {
    const databaseUrl = world.urlOf(database)
    const [port, meterPort, controlPort] = [
      await anyFreePort(),
      await anyFreePort(),
      await anyFreePort(),
    ]
    const env = metered(world.environment(databaseUrl), meterPort)
    const child = startChild({
      name: `inside-${name}`,
      args: ["--expose-gc", "--require", "ts-node/register", APP],
      cwd: PLUGIN_FOLDER,
      env: {
        ...env,
        // Of this file; the plugin is compiled already.
        TS_NODE_PROJECT: path.join(ROOT, "tsconfig.json"),
        PORT: String(port),
        BENCH_CONTROL_PORT: String(controlPort),
      },
      logFolder: path.join(BENCH_FOLDER, "logs"),
    })
    world.watch(child)
    const url = `http://127.0.0.1:${port}`
    await untilHealthy(child, `${url}/health`, BOOT_LIMIT_MS)
    const side = { url, database, databaseUrl, meter: new Meter(meterPort) }
    const inside = new InsideSide(side, child, `http://127.0.0.1:${controlPort}`)
    await inside.untilListening()
    return inside
  }

  evaluate(order: Omit<EvaluateOrder, "kind">): Promise<TimedAnswer> {
    return this.ask<TimedAnswer>({ kind: "evaluate", ...order })
  }

  evaluateModule(order: Omit<EvaluateModuleOrder, "kind">): Promise<TimedAnswer> {
    return this.ask<TimedAnswer>({ kind: "evaluate-module", ...order })
  }

  drain(limit: number): Promise<DrainAnswer> {
    return this.ask<DrainAnswer>({ kind: "drain", limit })
  }

  memory(): Promise<MemoryAnswer> {
    return this.ask<MemoryAnswer>({ kind: "memory" })
  }

  async stop(): Promise<void> {
    await Promise.all([this.side.meter.close(), this.patient.close()])
    await this.child.stop()
  }

  private async untilListening(): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        await this.memory()
        return
      } catch (error) {
        if (attempt >= CONTROL_TRIES) {
          throw error
        }
        await sleep(CONTROL_PAUSE_MS)
      }
    }
  }

  private async ask<T>(order: InsideOrder): Promise<T> {
    const reply = await request(this.controlUrl, {
      method: "POST",
      body: JSON.stringify(order),
      dispatcher: this.patient,
    })
    const text = await reply.body.text()
    if (reply.statusCode !== 200) {
      throw new Error(`The order ${order.kind} failed: ${text}`)
    }
    return JSON.parse(text) as T
  }
}
