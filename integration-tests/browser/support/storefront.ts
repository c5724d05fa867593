import { randomBytes } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"

import { startSimulator, type Simulator } from "../../../packages/pdi-simulator/src/index"
import type { Child } from "../../../scripts/demo/lib/child"
import { DemoDatabase } from "../../../scripts/demo/lib/database"
import { requestJson } from "../../../scripts/demo/lib/http"
import { ROOT } from "../../../scripts/demo/lib/paths"
import { anyFreePort } from "../../../scripts/demo/lib/ports"
import { configureLoyalty, signIn } from "../../../scripts/demo/parts/loyalty-config"
import { medusaEnvironment, migrate, startMedusa } from "../../../scripts/demo/parts/medusa"
import { seed } from "../../../scripts/demo/parts/seed"
import { buildShop, startShop } from "../../../scripts/demo/parts/storefront"
import type { SeedReport } from "../../../scripts/demo/seed/report"
import { createDatabase, type Database } from "./database"

const HOST = "127.0.0.1"
const ADMIN = { email: "clerk@fastlane.example", password: "loyalty-demo" }
const SEED_SCRIPT = path.join("scripts", "demo", "seed", "index.ts")
const LOG_FOLDER = path.join(ROOT, ".cache", "storefront-test")
const KEY_BYTES = 32

/** The demo's parts, started for one test file on ports and a database of their own. */
export interface Storefront {
  /** The Next.js shop, as a browser opens it. */
  readonly url: string
  readonly backend_url: string
  /** A second address that Medusa lets browsers call from. */
  readonly page_port: number
  readonly seeded: SeedReport
  readonly engine: Engine
  readonly database: Database
  /** A request to Admin's API as a clerk. */
  clerk<T>(method: "GET" | "POST", route: string, body?: unknown): Promise<T>
  stop(): Promise<void>
}

/** The engine, which can be killed and come back with its books. */
export class Engine {
  private constructor(
    private simulator: Simulator,
    private readonly folder: string,
  ) {}

  static async start(): Promise<Engine> {
    const folder = mkdtempSync(path.join(os.tmpdir(), "storefront-engine-"))
    return new Engine(await startSimulator({ dataDir: folder }), folder)
  }

  get url(): string {
    return this.simulator.url
  }

  get books() {
    return this.simulator.books()
  }

  get faults(): Pick<Simulator, "addFault" | "clearFaults"> {
    return this.simulator
  }

  kill(): Promise<void> {
    return this.simulator.close()
  }

  async revive(): Promise<void> {
    const { port } = this.simulator
    this.simulator = await startSimulator({ port, dataDir: this.folder })
  }

  async stop(): Promise<void> {
    await this.simulator.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/**
 * Starts a database, the engine, Medusa and the built shop.
 *
 * @param origins further addresses that browsers may call Medusa from
 */
export async function startStorefront(origins: string[] = []): Promise<Storefront> {
  const endings: (() => Promise<unknown>)[] = []
  const onStart = (child: Child) => endings.push(() => child.stop())
  const stop = async () => {
    for (const end of endings.splice(0).reverse()) {
      await end()
    }
  }
  try {
    return { ...(await start({ endings, onStart, origins })), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

interface Start {
  endings: (() => Promise<unknown>)[]
  onStart: (child: Child) => void
  origins: string[]
}

async function start({ endings, onStart, origins }: Start) {
  const database = await createDatabase()
  endings.push(() => database.drop())
  const engine = await Engine.start()
  endings.push(() => engine.stop())
  const [port, shop_port, page_port] = [
    await anyFreePort(),
    await anyFreePort(),
    await anyFreePort(),
  ]
  const backend_url = `http://${HOST}:${port}`
  const env = medusaEnvironment({
    databaseUrl: database.url,
    redisUrl: undefined,
    secrets: {
      LOYALTY_ENCRYPTION_KEYS: `test:${randomBytes(KEY_BYTES).toString("base64")}`,
      JWT_SECRET: "browser-test",
      COOKIE_SECRET: "browser-test",
    },
    adminOrigins: [backend_url],
    storeOrigins: [shop_port, page_port]
      .map((local) => `http://localhost:${local}`)
      .concat(origins),
  })
  const project = { folder: ROOT, env, logFolder: LOG_FOLDER }
  await migrate(project, onStart)
  const seeded = await seed(
    { project, database: new DemoDatabase(database.url), admin: ADMIN, script: SEED_SCRIPT },
    onStart,
  )
  await startMedusa(project, { host: HOST, port }, onStart)
  const { stores } = seeded
  const place = { backend_url, stores, admin: ADMIN, simulator_url: engine.url }
  await configureLoyalty({ ...place, previousSimulatorUrl: undefined })
  await buildShop(onStart)
  const url = await startShop(
    { host: HOST, port: shop_port, backend_url, stores, logFolder: LOG_FOLDER },
    onStart,
  )
  return { url, backend_url, page_port, seeded, engine, database, clerk: clerkOf(backend_url) }
}

/** Signs in once, when somebody asks for something. */
function clerkOf(backend_url: string): Storefront["clerk"] {
  let token: Promise<string | undefined> | undefined
  return async <T>(method: "GET" | "POST", route: string, body?: unknown) => {
    token ??= signIn({ backend_url, admin: ADMIN })
    const headers = { authorization: `Bearer ${await token}` }
    return requestJson<T>(`${backend_url}${route}`, {
      method,
      headers,
      ...(body !== undefined && { body }),
    })
  }
}
