import { spawnSync } from "node:child_process"
import os from "node:os"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

import { startRedis } from "../../integration-tests/redis/support/redis-server"
import { logTail, runToEnd, startChild, type Child, type Command } from "../demo/lib/child"
import { DemoDatabase } from "../demo/lib/database"
import type { Demo } from "../demo/lib/demo-file"
import { DemoError } from "../demo/lib/errors"
import { untilHealthy } from "../demo/lib/http"
import { anyFreePort } from "../demo/lib/ports"
import type { Progress } from "../demo/lib/progress"
import type { Shutdown } from "../demo/lib/shutdown"
import { describeDemo } from "../demo/parts/describe"
import { startPostgres } from "../lib/postgres"
import { machinePostgres } from "../lib/postgres/programs"
import type { Compose, Service } from "./compose"
import { commandOf } from "./dockerfile"
import { cleanEnvironment, inside, type Image } from "./image"
import { runLine } from "./run-line"

const HEALTHY_LIMIT_MS = 240_000
const POLL_MS = 1_000
const EXEC = path.join(__dirname, "exec.cjs")
/** As the demo's containers make it. */
const ADMIN = { email: "admin@fastlane.example", password: "loyalty-demo" }
const PARTS = ["migrate", "server", "worker", "simulator", "seed", "storefront"] as const
/** The ranges that are given to containers. */
const PRIVATE = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/
type Part = (typeof PARTS)[number]

interface Run {
  compose: Compose
  images: Map<string, Image>
  folder: string
  progress: Progress
  shutdown: Shutdown
  secrets: { POSTGRES_PASSWORD: string }
}

/** Where the parts are on this machine instead of in a network of their own. */
interface Places {
  ports: Record<"server" | "server_worker" | "worker" | "simulator" | "storefront", number>
  /** Each text of the compose files that names a place, and what it is here. */
  here: [string, string][]
  database: string
}

/** What runs, and how one looks after it. */
export interface Deployed {
  demo: Demo
  database: string
  /** Stops what serves and what works, as before a restore. */
  stopShop(): Promise<void>
  /** Starts these parts again, in the order of their dependencies. */
  start(parts: readonly Part[]): Promise<void>
  /** Runs a line of the guides in the server's container: its folder and its environment. */
  runInServer(line: string): Promise<void>
}

/** Starts every service in the order of its dependencies, and waits for each as Compose would. */
export async function startServices(run: Run): Promise<Deployed> {
  const { compose, progress } = run
  const unknown = Object.keys(compose.services).filter(
    (name) => ![...PARTS, "postgres", "redis"].includes(name),
  )
  if (unknown.length > 0) {
    throw new DemoError(`The test runs no service ${unknown.join(", ")}: teach it`)
  }
  const places = await prepare(run)
  const running = new Map<Part, Child>()
  const start = async (parts: readonly Part[]): Promise<void> => {
    for (const part of ordered(compose).filter((each) => parts.includes(each))) {
      await progress.step(`compose: ${part}`, async () => {
        const child = await bringUp(run, places, part)
        if (child) {
          running.set(part, child)
        }
      })
    }
  }
  await start(PARTS)
  return {
    demo: await describe(places),
    database: places.database,
    start,
    stopShop: async () => {
      await Promise.all([running.get("server")?.stop(), running.get("worker")?.stop()])
    },
    runInServer: (line) => {
      const { cwd, env } = commandFor(run, places, "server")
      return runLine(line, { cwd, env })
    },
  }
}

async function prepare({ folder, progress, shutdown, secrets }: Run): Promise<Places> {
  const postgres = await progress.step("Postgres of this machine", () =>
    startPostgres({
      dataDir: path.join(folder, "postgres"),
      durable: false,
      // With the client programs of its own version, for the backup.
      programs: machinePostgres(),
    }),
  )
  shutdown.addLast("Postgres", () => postgres.stop())
  const redis_port = await anyFreePort()
  const redis = await progress.step("Redis of this machine", () =>
    startRedis(path.join(folder, "redis"), redis_port),
  )
  shutdown.addLast("Redis", () => redis.stop())
  const database = postgres.databaseUrl("deployed_shop")
  await new DemoDatabase(database).create()
  const ports = {
    server: await anyFreePort(),
    // Each container has port 9000 for itself; here two share one machine.
    server_worker: await anyFreePort(),
    worker: await anyFreePort(),
    simulator: await anyFreePort(),
    storefront: await anyFreePort(),
  }
  const name = ownAddress()
  return {
    ports,
    database,
    here: [
      [`postgres://medusa:${secrets.POSTGRES_PASSWORD}@postgres:5432/medusa`, database],
      ["redis://redis:6379", redis.url],
      ["http://server:9000", `http://${name}:${ports.server}`],
      ["http://simulator:9100", `http://${name}:${ports.simulator}`],
      ["http://localhost:9000", `http://localhost:${ports.server}`],
      ["http://localhost:8000", `http://localhost:${ports.storefront}`],
      ["--port 9100", `--port ${ports.simulator}`],
      ["/var/lib/simulator", path.join(folder, "simulator")],
    ],
  }
}

/**
 * A private address of this machine: what a container's name leads to. To the loopback, which is
 * all that some machines have, plain HTTP would be allowed anyway; a unit test looks at that too.
 */
function ownAddress(): string {
  const found = Object.values(os.networkInterfaces())
    .flat()
    .find((each) => each?.family === "IPv4" && PRIVATE.test(each.address))
  return found?.address ?? "127.0.0.1"
}

/** Parts with those that they wait for before them. */
function ordered({ services }: Compose): Part[] {
  const done: string[] = []
  const visit = (name: string): void => {
    if (!done.includes(name)) {
      Object.keys(services[name]?.depends_on ?? {}).forEach(visit)
      done.push(name)
    }
  }
  Object.keys(services).forEach(visit)
  return PARTS.filter((part) => services[part]).sort((a, b) => done.indexOf(a) - done.indexOf(b))
}

/** Starts a part and waits until it is healthy, or has done its work: null then. */
async function bringUp(run: Run, places: Places, part: Part): Promise<Child | null> {
  const { compose, shutdown } = run
  const service = compose.services[part]!
  const command = commandFor(run, places, part)
  const is_waited_for = Object.values(compose.services).some(
    ({ depends_on }) => depends_on?.[part]?.condition === "service_completed_successfully",
  )
  if (is_waited_for) {
    await runToEnd(command, (child) => shutdown.add(child))
    return null
  }
  const child = startChild(command)
  shutdown.add(child)
  const check = service.healthcheck?.test?.slice(1) ?? imageCheck(run, service)
  if (part === "storefront" || !check) {
    await untilHealthy(child, `http://localhost:${places.ports.storefront}/cart`, HEALTHY_LIMIT_MS)
    return child
  }
  await untilCheckPasses(child, check.map(localized(places)), command)
  return child
}

/** What the image's HEALTHCHECK runs; the first stage has none. */
function imageCheck({ images }: Run, service: Service): string[] | undefined {
  const image = images.get(service.build?.target ?? "")
  return image?.stage.name === "run" ? commandOf(image.stage, "HEALTHCHECK") : undefined
}

function commandFor(run: Run, places: Places, part: Part): Command {
  const { compose, images, folder } = run
  const service = compose.services[part]!
  const image = images.get(service.build?.target ?? "")
  if (!image) {
    throw new DemoError(`${part} is made of no stage of the Dockerfile`)
  }
  const given = service.command ?? commandOf(image.stage, "CMD")
  const env = Object.entries({ ...image.env, ...service.environment }).map(([name, value]) => [
    name,
    localized(places)(value),
  ])
  return {
    name: part,
    args: [EXEC, ...given.map(localized(places))],
    cwd: inside(image, service.working_dir ?? image.workdir),
    env: {
      ...cleanEnvironment(),
      ...(Object.fromEntries(env) as Record<string, string>),
      ...ownPorts(places, part),
    },
    logFolder: path.join(folder, "logs"),
  }
}

function ownPorts({ ports }: Places, part: Part): Record<string, string> {
  const own: Partial<Record<Part, Record<string, string>>> = {
    server: { PORT: String(ports.server) },
    worker: { PORT: String(ports.server_worker), LOYALTY_WORKER_PORT: String(ports.worker) },
    storefront: { SHOP_PORT: String(ports.storefront) },
  }
  return own[part] ?? {}
}

const localized =
  ({ here, ports }: Places) =>
  (text: string): string =>
    here
      .reduce((value, [there, place]) => value.replaceAll(there, place), text)
      .replaceAll("127.0.0.1:9100", `127.0.0.1:${ports.simulator}`)

async function untilCheckPasses(child: Child, check: string[], command: Command): Promise<void> {
  const [program = "", ...args] = check
  for (const end = Date.now() + HEALTHY_LIMIT_MS; Date.now() < end; await sleep(POLL_MS)) {
    if (!child.isRunning) {
      throw new DemoError(`${child.name} ended before it was healthy.\n${logTail(child.logFile)}`)
    }
    const { status } = spawnSync(program, args, { cwd: command.cwd, env: command.env })
    if (status === 0) {
      return
    }
  }
  throw new DemoError(`${child.name} is unhealthy: ${check.join(" ")}\n${logTail(child.logFile)}`)
}

async function describe({ ports, database }: Places): Promise<Demo> {
  const seeded = await new DemoDatabase(database).seedReport()
  if (!seeded) {
    throw new DemoError("The seed left no report.")
  }
  const storefront_url = `http://localhost:${ports.storefront}`
  const [first] = seeded.stores
  const page = await (await fetch(storefront_url)).text()
  const name = first?.name.replace(/^Fastlane #\d+ /, "") ?? "?"
  if (!page.includes(name)) {
    throw new DemoError(`The storefront does not show the store ${name}.`)
  }
  return describeDemo({
    backend_url: `http://localhost:${ports.server}`,
    simulator_url: `http://localhost:${ports.simulator}`,
    storefront_url,
    admin: ADMIN,
    seeded,
  })
}
