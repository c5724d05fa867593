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
  stop(): Promise<void>
}

const CLI = path.join("node_modules", "@medusajs", "cli", "cli.js")
const SEED_SCRIPT = path.join("integration-tests", "browser", "support", "seed.ts")
// A dot folder: nothing watches it and git ignores it.
const LOG_FOLDER = path.join(ROOT, ".cache", "browser-test")
const READY_LIMIT_MS = 120_000
const KEY_BYTES = 32

/** Starts Medusa with two more stores on an empty database, as a process of its own: Admin needs its Vite. */
export async function startShop(databaseUrl: string): Promise<Shop> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const env = medusaEnvironment({
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
  await runToEnd(
    command(
      "migrate",
      ["db:migrate", "--execute-safe-links", "--skip-search", "--skip-scripts"],
      env,
    ),
  )
  await runToEnd(command("seed", ["exec", SEED_SCRIPT], env))
  const medusa = startChild(
    command("medusa", ["start", "--host", "127.0.0.1", "--port", `${port}`], env),
  )
  await untilHealthy(medusa, `${url}/health`, READY_LIMIT_MS).catch(async (error: unknown) => {
    await medusa.stop()
    throw error
  })
  return { url, stop: () => medusa.stop() }
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
