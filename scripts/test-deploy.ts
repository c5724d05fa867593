/**
 * Runs what lies in deploy/ without a Docker engine: the steps of the Dockerfile in empty folders,
 * then the services of the compose files with their own commands and environment on this machine,
 * and buys there. What was sold is then lost, restored from a backup, and sold again.
 *
 *   npm run test:deploy                      in a folder of its own, removed at the end
 *   npm run test:deploy -- --folder FOLDER   keeps it, and uses images that an earlier run made
 *
 * Postgres and Redis are programs of this machine instead of their images, and names of services
 * become this machine's name.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { parseArgs } from "node:util"

import { describeError } from "./demo/lib/errors"
import { Progress } from "./demo/lib/progress"
import { Shutdown } from "./demo/lib/shutdown"
import { runWalkthrough } from "./demo/walkthrough/run"
import { backupAndRollback } from "./test-deploy/backup"
import { readCompose } from "./test-deploy/compose"
import { buildImages } from "./test-deploy/image"
import { startServices, type Deployed } from "./test-deploy/services"

const SECRETS = {
  POSTGRES_PASSWORD: "of-this-run-only",
  JWT_SECRET: "a-jwt-secret-of-this-run-only",
  COOKIE_SECRET: "a-cookie-secret-of-this-run-only",
  LOYALTY_ENCRYPTION_KEYS: `k1:${Buffer.from("0123456789abcdef0123456789abcdef").toString("base64")}`,
  LOYALTY_METRICS_TOKEN: "a-metrics-token-of-this-run",
  STORE_CORS: "http://localhost:8000",
  ADMIN_CORS: "http://localhost:9000",
}

async function testDeploy(shutdown: Shutdown): Promise<void> {
  const { folder: kept } = parseArgs({ options: { folder: { type: "string" } } }).values
  const folder = kept ?? mkdtempSync(path.join(os.tmpdir(), "loyalty-deploy-"))
  mkdirSync(folder, { recursive: true })
  if (kept === undefined) {
    shutdown.whenStopped(() => rmSync(folder, { recursive: true, force: true }))
  }
  const progress = new Progress()
  const compose = readCompose(SECRETS)
  const args = compose.services["server"]?.build?.args ?? {}
  const images = await buildImages(path.join(folder, "images"), args, (title, work) =>
    progress.step(title, work),
  )
  const shop = await startServices({
    compose,
    images,
    folder,
    progress,
    shutdown,
    secrets: SECRETS,
  })
  await walkThrough("Walkthrough: a purchase, and points that the worker books", shop, progress)
  await backupAndRollback(shop, { folder, progress })
  await walkThrough("Walkthrough: the restored shop sells as before", shop, progress)
  console.log(
    `\nThe Dockerfile builds, what compose starts sells, and a lost shop comes back ` +
      `(${progress.elapsed}).`,
  )
}

async function walkThrough(title: string, { demo }: Deployed, progress: Progress): Promise<void> {
  const lines: string[] = []
  try {
    await progress.step(
      title,
      () => runWalkthrough({ demo, log: (line) => lines.push(line) }),
      ({ checks }) => `${checks} figures`,
    )
  } catch (error) {
    console.error(lines.join("\n"))
    throw error
  }
}

const shutdown = new Shutdown()
shutdown.listen()
testDeploy(shutdown).then(
  () => shutdown.stop(0),
  async (error: unknown) => {
    if (!shutdown.isStopping) {
      console.error(`\n${describeError(error)}`)
      await shutdown.stop(1)
    }
  },
)
