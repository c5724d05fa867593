import { spawn, spawnSync, type ChildProcess } from "node:child_process"
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { createConnection } from "node:net"
import path from "node:path"

import { waitFor } from "../../helpers/wait-for"

/** A Redis of the test's own. */
export interface RedisServer {
  url: string
  /** Everything that was ever written to it. */
  written(): string
  /** SIGKILL: every connection to it breaks at once. */
  crash(): Promise<void>
  /** Starts the crashed one again, on its port and with what it had written. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/**
 * Starts the machine's `redis-server` with a folder of its own, and keeps every write on disk as
 * plain text.
 *
 * @throws Error that says what to install where there is none.
 */
export async function startRedis(folder: string, port: number): Promise<RedisServer> {
  if (spawnSync("redis-server", ["--version"]).error) {
    throw new Error(
      "These tests need a redis-server on the PATH. Install one: `apt-get install redis-server` " +
        "on Debian and Ubuntu, `brew install redis` on macOS.",
    )
  }
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const settings = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder]
  // No rewrite and no compression: the file keeps what was deleted long ago, readable.
  const keeping = ["--save", "", "--appendonly", "yes", "--auto-aof-rewrite-percentage", "0"]
  const launch = async (): Promise<ChildProcess> => {
    const server = spawn("redis-server", [...settings, ...keeping], { stdio: "ignore" })
    await waitFor(() => canConnect(port), { timeout_ms: 20_000 })
    return server
  }
  let child = await launch()
  return {
    url: `redis://127.0.0.1:${port}`,
    written: () => readAll(path.join(folder, "appendonlydir")),
    crash: () => ended(child, "SIGKILL"),
    restart: async () => {
      child = await launch()
    },
    stop: async () => {
      await ended(child, "SIGTERM")
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const canConnect = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection({ port, host: "127.0.0.1" })
    const answer = (connected: boolean) => () => {
      socket.destroy()
      resolve(connected)
    }
    socket.once("connect", answer(true)).once("error", answer(false))
  })

const readAll = (folder: string): string =>
  readdirSync(folder)
    .map((name) => readFileSync(path.join(folder, name), "latin1"))
    .join("\n")

const ended = (child: ChildProcess, signal: NodeJS.Signals): Promise<void> =>
  new Promise((resolve) => {
    child.once("exit", () => resolve())
    if (child.exitCode !== null || child.signalCode !== null || !child.kill(signal)) {
      resolve()
    }
  })
