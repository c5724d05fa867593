import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { createServer, type AddressInfo } from "node:net"
import path from "node:path"

import { Client } from "@medusajs/framework/pg"

import { DemoDatabase } from "../../../scripts/demo/lib/database"
import { requestJson } from "../../../scripts/demo/lib/http"
import type { Child } from "../../../scripts/demo/lib/child"
import {
  medusaEnvironment,
  migrate,
  startMedusa,
  thisProject,
  type MedusaProject,
} from "../../../scripts/demo/parts/medusa"
import { seed } from "../../../scripts/demo/parts/seed"
import { startPostgres } from "../../../scripts/lib/postgres"
import type { HttpClient, HttpOptions, HttpReply } from "../../helpers/shopper"
import type { Shop } from "../../helpers/shop"
import { startRedis, type RedisServer } from "./redis-server"

const FOLDER = path.resolve(".cache", "several-processes")
const LOGS = path.join(FOLDER, "logs")
const PLANT = path.resolve("chaos", "app", "plant-defect.cjs")
const SEED_SCRIPT = path.join("scripts", "demo", "seed", "index.ts")
export const ADMIN = { email: "admin@example.com", password: "supersecret" }

/** One Medusa process. */
export interface Instance {
  url: string
  child: Child
}

/** Several Medusa processes on one Postgres and one Redis, and the chain they sell for. */
export interface Cluster {
  shop: Shop
  sql<T>(statement: string, params?: unknown[]): Promise<T[]>
  redis: RedisServer
  /** Starts another process; `mode` as Medusa means it. */
  start(name: string, mode: "server" | "worker", env?: Record<string, string>): Promise<Instance>
  /** Everything that the processes logged. */
  logs(): string
  stop(): Promise<void>
}

/** Brings up Postgres and Redis, and fills the database. */
export async function startCluster(env: Record<string, string>): Promise<Cluster> {
  rmSync(LOGS, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
  const redis = await startRedis(path.join(FOLDER, "redis"), await freePort())
  const postgres = await startPostgres({ dataDir: path.join(FOLDER, "postgres"), durable: false })
  const children: Child[] = []
  const stop = async (): Promise<void> => {
    await Promise.all(children.map((child) => child.stop()))
    await redis.stop()
    await postgres.stop()
  }
  try {
    const databaseUrl = postgres.databaseUrl("several_processes")
    const database = new DemoDatabase(databaseUrl)
    await database.create()
    const project = projectOf(databaseUrl, redis.url, env)
    const keep = (child: Child) => void children.push(child)
    await migrate(project, keep)
    const report = await seed({ project, database, admin: ADMIN, script: SEED_SCRIPT }, keep)
    return {
      shop: { ...report, sites: report.stores },
      sql: (statement, params) => query(databaseUrl, statement, params),
      redis,
      logs: () => readAll(LOGS),
      stop,
      start: async (name, mode, more = {}) => {
        const port = await freePort()
        const own = { ...project.env, MEDUSA_WORKER_MODE: mode, ...more }
        const place = { ...project, env: own, logFolder: path.join(LOGS, name) }
        await startMedusa(place, { host: "127.0.0.1", port }, keep)
        return { url: `http://127.0.0.1:${port}`, child: children.at(-1)! }
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

const projectOf = (
  databaseUrl: string,
  redisUrl: string,
  env: Record<string, string>,
): MedusaProject => ({
  ...thisProject({
    ...medusaEnvironment({
      databaseUrl,
      redisUrl,
      secrets: env,
      adminOrigins: [],
      storeOrigins: [],
    }),
    MEDUSA_DISABLE_ADMIN: "true",
    LOG_LEVEL: "debug",
    // Plants a defect where CHAOS_DEFECT names one, in each of these processes.
    NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ""} --require "${PLANT}"`.trim(),
  }),
  logFolder: LOGS,
})

const readAll = (folder: string): string =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".log"))
    .map((name) => readFileSync(path.join(folder, name), "utf8"))
    .join("\n")

const query = async <T>(url: string, statement: string, params: unknown[] = []): Promise<T[]> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<T & object>(statement, params)).rows
  } finally {
    await client.end()
  }
}

/** A port of this machine that nobody listens on. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once("error", reject)
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })

/** The client that helpers expect, for a process over HTTP. */
export function clientOf(instance: Instance): HttpClient {
  const send = async (
    method: string,
    url: string,
    { body, headers }: { body?: unknown; headers?: Record<string, string> | undefined },
  ): Promise<HttpReply> => {
    const reply = await fetch(`${instance.url}${url}`, {
      method,
      headers: { "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await reply.text()
    const answered: Record<string, unknown> = {}
    reply.headers.forEach((value, name) => (answered[name] = value))
    return {
      status: reply.status,
      data: text === "" ? null : (JSON.parse(text) as unknown),
      headers: answered,
      config: { method, url },
    }
  }
  return {
    get: (url, options?: HttpOptions) => send("GET", url, { headers: options?.headers }),
    delete: (url, options?: HttpOptions) => send("DELETE", url, { headers: options?.headers }),
    post: (url, body, options?: HttpOptions) =>
      send("POST", url, { body: body ?? {}, headers: options?.headers }),
  }
}

/** Headers of an admin of this process. */
export async function signedIn(instance: Instance): Promise<{ headers: Record<string, string> }> {
  const { token } = await requestJson<{ token: string }>(`${instance.url}/auth/user/emailpass`, {
    method: "POST",
    body: ADMIN,
  })
  return { headers: { authorization: `Bearer ${token}` } }
}
