import { spawn } from "node:child_process"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import path from "node:path"

import { buildStorefrontPackage, STOREFRONT_SOURCES } from "../../lib/storefront-package.mjs"
import { runToEnd, startChild, type Child, type Command } from "../lib/child"
import { contentHash } from "../lib/content-hash"
import type { DemoStore } from "../lib/demo-file"
import { DemoError } from "../lib/errors"
import { untilHealthy } from "../lib/http"
import { withFolderLock } from "../lib/folder-lock"
import { ROOT, STOREFRONT_FOLDER } from "../lib/paths"
import { SITES } from "../seed/chain"

const READY_LIMIT_MS = 60_000
const NEXT = path.join("node_modules", "next", "dist", "bin", "next")
const BUILD_FOLDER = path.join(STOREFRONT_FOLDER, ".next")
/** What the build was made of; written last, so that half a build has none. */
const BUILD_MARK = path.join(BUILD_FOLDER, "made-of")

type OnStart = (child: Child) => void

/** Where a shop listens, and which Medusa it shows. */
export interface ShopPlace {
  host: string
  port: number
  backend_url: string
  stores: DemoStore[]
  /** The demo's folder when absent. */
  logFolder?: string
}

/** Whether the build at hand was made of what lies in the repository now. */
export function isShopBuilt(): boolean {
  return existsSync(BUILD_MARK) && readFileSync(BUILD_MARK, "utf8") === shopContent()
}

/**
 * Builds the shop unless that is done. Addresses and keys are no part of the build, so the demo
 * and the tests of every Medusa share one. Two who want it at the same time wait for each other.
 */
export async function buildShop(onStart: OnStart = () => undefined): Promise<void> {
  await withFolderLock(`${BUILD_FOLDER}.lock`, async () => {
    if (isShopBuilt()) {
      return
    }
    const content = shopContent()
    // The shop imports the package as any shop does: compiled.
    const fault = await buildStorefrontPackage()
    if (fault !== undefined) {
      throw new DemoError(`packages/storefront does not compile.\n${fault}`)
    }
    await runToEnd(next("storefront-build", ["build"], process.env), onStart)
    writeFileSync(BUILD_MARK, content)
  })
}

/** Starts the built shop, and resolves when a browser can open the address that it answers. */
export async function startShop(place: ShopPlace, onStart: OnStart): Promise<string> {
  const { host, port } = place
  const child = startChild({ ...serving(place), logFolder: place.logFolder })
  onStart(child)
  const reachable = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host
  await untilHealthy(child, `http://${reachable}:${port}/cart`, READY_LIMIT_MS)
  return `http://localhost:${port}`
}

/** What the shop reads when it starts: where Medusa is, and which stores there are. */
export function shopEnvironment({
  backend_url,
  stores,
}: Pick<ShopPlace, "backend_url" | "stores">): NodeJS.ProcessEnv {
  return {
    ...process.env,
    MEDUSA_URL: backend_url,
    SHOP_STORES: JSON.stringify(stores.map(shopStore)),
  }
}

/** Serves the built shop as this program's own work: its output is ours, and so is its end. */
export function serveShop(place: ShopPlace): Promise<number> {
  const { args, cwd, env } = serving(place)
  const child = spawn(process.execPath, args, { cwd, env, stdio: "inherit" })
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => child.kill(signal))
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject)
    child.once("exit", (code) => resolve(code ?? 0))
  })
}

const serving = (place: ShopPlace): Command =>
  next(
    "storefront",
    ["start", "--hostname", place.host, "--port", `${place.port}`],
    shopEnvironment(place),
  )

const next = (name: string, args: string[], env: NodeJS.ProcessEnv): Command => ({
  name,
  args: [path.join(ROOT, NEXT), ...args],
  cwd: STOREFRONT_FOLDER,
  env: { ...env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
})

const shopContent = (): string =>
  contentHash([
    path.join(STOREFRONT_FOLDER, "src"),
    path.join(STOREFRONT_FOLDER, "next.config.mjs"),
    path.join(STOREFRONT_FOLDER, "package.json"),
    path.join(ROOT, "node_modules", "next", "package.json"),
    ...STOREFRONT_SOURCES,
  ])

// The store API has no address of a store, so the chain's own list adds it.
function shopStore({ name, site_id, publishable_key }: DemoStore) {
  const site = SITES.find((candidate) => candidate.site_id === site_id)
  return {
    site_id,
    name: name.replace(/^Fastlane #\d+ /, ""),
    street: site?.street ?? "",
    city: site?.city ?? "",
    postal_code: site?.postal_code ?? "",
    province: site?.province ?? "",
    publishable_key,
  }
}
