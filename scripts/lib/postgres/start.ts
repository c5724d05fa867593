import { spawn, spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { createServer } from "node:net"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

import { findPostgresBinaries, type PostgresBinaries } from "./binaries"
import { externalServer, localServer, type PostgresServer } from "./server"
import { isAlive, readPostmaster, stopPostmaster, type Postmaster } from "./postmaster"
import { canTraverse, sharedFolder, unprivilegedUser, type RunAs } from "./run-as"

const START_TIMEOUT_MS = 30_000
const POLL_MS = 10
const PORT_TRIES = 3
const LOG_LINES_SHOWN = 15

/** How to start a server. */
export interface PostgresOptions {
  /** Folder of the data, made when missing. It must not be watched: use a dot folder. */
  readonly dataDir: string
  /** Port to listen on; a free one when absent. */
  readonly port?: number
  /**
   * True: the data survives crashes and the next start. False: faster, the folder is emptied on
   * start and removed on stop.
   */
  readonly durable: boolean
  /** Folder of the programs; those that npm installed when absent. */
  readonly programs?: string
  /** Where the server writes; beside the data folder when absent. */
  readonly logFile?: string
}

interface Setup {
  readonly binaries: PostgresBinaries
  readonly runAs: RunAs | undefined
  readonly dataDir: string
  readonly logFile: string
  readonly ownerFile: string
  readonly durable: boolean
}

/**
 * Starts the Postgres that npm installed, or uses the server that `DATABASE_URL` names.
 *
 * A server left behind by a run that was killed is adopted (durable) or stopped (not durable). A
 * server whose owner still runs is shared: stopping it is then the owner's business.
 */
export const startPostgres = async (options: PostgresOptions): Promise<PostgresServer> => {
  if (process.env.DATABASE_URL) {
    return externalServer(process.env.DATABASE_URL)
  }
  const setup = prepare(options)
  const running = readPostmaster(setup.dataDir)
  if (running && hasLiveOwner(setup.ownerFile)) {
    return localServer({ port: running.port, stop: () => Promise.resolve() })
  }
  if (running && options.durable && (options.port ?? running.port) === running.port) {
    return own(setup, await untilReady(setup))
  }
  if (running) {
    await stopPostmaster(running.pid)
  }
  initialise(setup)
  return own(setup, await launch(setup, options.port))
}

/** Stops the server of a data folder if its owner is gone, and removes the folder. */
export const removeAbandoned = async (dataDir: string): Promise<boolean> => {
  if (hasLiveOwner(ownerFileOf(dataDir))) {
    return false
  }
  const place = usableFolder(dataDir, unprivilegedUser())
  const running = readPostmaster(place)
  if (running) {
    await stopPostmaster(running.pid)
  }
  for (const leftover of [place, ownerFileOf(dataDir), logFileOf(dataDir)]) {
    rmSync(leftover, { recursive: true, force: true })
  }
  return true
}

const prepare = ({ dataDir, logFile, durable, programs }: PostgresOptions): Setup => {
  const runAs = unprivilegedUser()
  mkdirSync(path.dirname(path.resolve(logFile ?? dataDir)), { recursive: true })
  return {
    binaries: programs === undefined ? findPostgresBinaries(runAs) : postgresIn(programs),
    runAs,
    dataDir: usableFolder(dataDir, runAs),
    logFile: logFile ?? logFileOf(dataDir),
    ownerFile: ownerFileOf(dataDir),
    durable,
  }
}

const postgresIn = (folder: string): PostgresBinaries => ({
  initdb: path.join(folder, "initdb"),
  postgres: path.join(folder, "postgres"),
})

/** The folder itself, or a stand-in elsewhere when the Postgres user cannot get there. */
const usableFolder = (dataDir: string, runAs: RunAs | undefined): string => {
  const wanted = path.resolve(dataDir)
  mkdirSync(path.dirname(wanted), { recursive: true })
  if (canTraverse(path.dirname(wanted), runAs)) {
    return wanted
  }
  const name = createHash("sha256").update(wanted).digest("hex").slice(0, 16)
  return path.join(sharedFolder(), `data-${name}`)
}

// Both stay beside the folder that was asked for, where they are looked for.
const ownerFileOf = (dataDir: string): string => `${path.resolve(dataDir)}.owner`
const logFileOf = (dataDir: string): string => `${path.resolve(dataDir)}.log`

const initialise = ({ binaries, runAs, dataDir, durable }: Setup): void => {
  if (!durable) {
    rmSync(dataDir, { recursive: true, force: true })
  } else if (existsSync(path.join(dataDir, "PG_VERSION"))) {
    return
  }
  mkdirSync(dataDir, { recursive: true })
  chmodSync(dataDir, 0o700)
  if (runAs) {
    chownSync(dataDir, runAs.uid, runAs.gid)
  }
  const flags = ["-D", dataDir, "-U", "postgres", "--locale=C", "-E", "UTF8", "-A", "trust"]
  const result = spawnSync(binaries.initdb, durable ? flags : [...flags, "--no-sync"], {
    ...runAs,
    cwd: path.dirname(dataDir),
    encoding: "utf8",
  })
  if (result.status !== 0) {
    // initdb leaves nothing behind when it fails, unless it was killed: start clean next time.
    rmSync(dataDir, { recursive: true, force: true })
    throw new Error(
      `Postgres could not make its data folder ${dataDir}: ` +
        (result.error?.message ?? `${result.stdout}${result.stderr}`.trim()),
    )
  }
}

const launch = async (setup: Setup, port: number | undefined): Promise<Postmaster> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await launchOnce(setup, port ?? (await freePort()))
    } catch (error) {
      // Somebody may take a free port between our look and the start: try another one.
      if (port !== undefined || attempt === PORT_TRIES) {
        throw error
      }
    }
  }
}

const launchOnce = async (setup: Setup, port: number): Promise<Postmaster> => {
  const settings = setup.durable ? DURABLE : [...DURABLE, ...FAST_AND_LOSSY]
  const flags = ["-D", setup.dataDir, "-h", "127.0.0.1", "-p", String(port), "-k", ""]
  const log = openSync(setup.logFile, "w")
  const child = spawn(setup.binaries.postgres, [...flags, ...settings.flatMap((s) => ["-c", s])], {
    ...setup.runAs,
    cwd: path.dirname(setup.dataDir),
    // A process group of its own: Ctrl-C reaches us first, and we stop Postgres last.
    detached: true,
    stdio: ["ignore", log, log],
  })
  closeSync(log)
  child.unref()
  let failure: string | undefined
  child.once("error", (error) => (failure = error.message))
  child.once("exit", (code) => (failure ??= `it ended with code ${code}`))
  return untilReady(setup, () => failure)
}

const untilReady = async (
  { dataDir, logFile }: Setup,
  failure: () => string | undefined = () => undefined,
): Promise<Postmaster> => {
  for (const deadline = Date.now() + START_TIMEOUT_MS; Date.now() < deadline;) {
    const reason = failure()
    if (reason) {
      throw new Error(`Postgres did not start: ${reason}.\n${tail(logFile)}`)
    }
    const running = readPostmaster(dataDir)
    if (running?.ready) {
      return running
    }
    await sleep(POLL_MS)
  }
  throw new Error(`Postgres was not ready after ${START_TIMEOUT_MS} ms.\n${tail(logFile)}`)
}

const own = (setup: Setup, { pid, port }: Postmaster): PostgresServer => {
  const { dataDir, durable, ownerFile } = setup
  writeFileSync(ownerFile, String(process.pid))
  // Covers process.exit() and uncaught errors; a killed parent is covered by the next start.
  const atExit = (): void => {
    try {
      process.kill(pid, "SIGINT")
    } catch {
      return
    }
  }
  process.once("exit", atExit)
  const stop = async (): Promise<void> => {
    process.off("exit", atExit)
    await stopPostmaster(pid)
    rmSync(ownerFile, { force: true })
    if (!durable) {
      rmSync(dataDir, { recursive: true, force: true })
      rmSync(setup.logFile, { force: true })
    }
  }
  return localServer({ port, stop })
}

const hasLiveOwner = (ownerFile: string): boolean => {
  const pid = existsSync(ownerFile) ? Number(readFileSync(ownerFile, "utf8")) : 0
  // Zero and negative ids mean process groups to the operating system.
  return Number.isInteger(pid) && pid > 0 && isAlive(pid)
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once("error", reject)
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address()
      const port = typeof address === "object" && address ? address.port : 0
      probe.close(() => resolve(port))
    })
  })

const tail = (logFile: string): string =>
  existsSync(logFile)
    ? readFileSync(logFile, "utf8").trim().split("\n").slice(-LOG_LINES_SHOWN).join("\n")
    : ""

const DURABLE = ["max_connections=200", "timezone=UTC", "log_timezone=UTC"]

// A crash of the machine loses test data, and nobody minds. Autovacuum would hold databases open
// while the runner copies and drops them.
const FAST_AND_LOSSY = [
  "fsync=off",
  "synchronous_commit=off",
  "full_page_writes=off",
  "wal_level=minimal",
  "max_wal_senders=0",
  "autovacuum=off",
]
