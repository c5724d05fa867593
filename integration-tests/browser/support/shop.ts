import { randomBytes } from "node:crypto"
import { createServer } from "node:net"
import path from "node:path"

import { runToEnd, startChild, type Command } from "../../../scripts/demo/lib/child"
import { untilHealthy } from "../../../scripts/demo/lib/http"
import { ROOT } from "../../../scripts/demo/lib/paths"
import { medusaEnvironment } from "../../../scripts/demo/parts/medusa"

/** A Medusa with Admin that serves one test file. */
export interface Shop {
  readonly url: string
  /** Runs a script inside a Medusa of its own, on the same database. */
  execute(script: string): Promise<void>
  stop(): Promise<void>
}

export interface ShopSetup {
  /** A file of this folder that fills the database. */
  seed?: string
  /** For that script, and for the server. */
  env?: Record<string, string>
}

const CLI = path.join("node_modules", "@medusajs", "cli", "cli.js")
const SCRIPTS = path.join("integration-tests", "browser", "support")
// A dot folder: nothing watches it and git ignores it.
const LOG_FOLDER = path.join(ROOT, ".cache", "browser-test")
const READY_LIMIT_MS = 120_000
const KEY_BYTES = 32

/** Starts Medusa on an empty database and fills it, as a process of its own: Admin needs its Vite. */
export async function startShop(databaseUrl: string, setup: ShopSetup = {}): Promise<Shop> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const made = medusaEnvironment({
    databaseUrl,
    redisUrl: undefined,
    secrets: {
      LOYALTY_ENCRYPTION_KEYS: `test:${randomBytes(KEY_BYTES).toString("base64")}`,
      JWT_SECRET: "browser-test",
      COOKIE_SECRET: "browser-test",
    },
    adminOrigins: [url],
    storeOrigins: [url],
  })
  const env = { ...made, ...setup.env }
  await runToEnd(
    command(
      "migrate",
      ["db:migrate", "--execute-safe-links", "--skip-search", "--skip-scripts"],
      env,
    ),
  )
  const execute = (script: string) =>
    runToEnd(command(path.parse(script).name, ["exec", path.join(SCRIPTS, script)], env))
  await execute(setup.seed ?? "seed.ts")
  const medusa = startChild(
    command("medusa", ["start", "--host", "127.0.0.1", "--port", `${port}`], env),
  )
  await untilHealthy(medusa, `${url}/health`, READY_LIMIT_MS).catch(async (error: unknown) => {
    await medusa.stop()
    throw error
  })
  return { url, execute, stop: () => medusa.stop() }
}

const command = (name: string, args: string[], env: NodeJS.ProcessEnv): Command => ({
  name,
  args: [path.join(ROOT, CLI), ...args],
  cwd: ROOT,
  env,
  logFolder: LOG_FOLDER,
})

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once("error", reject)
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address()
      probe.close(() =>
        address && typeof address === "object"
          ? resolve(address.port)
          : reject(new Error("No free port.")),
      )
    })
  })
