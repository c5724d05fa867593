import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs"
import path from "node:path"

import { runToEnd, startChild, type Child } from "../demo/lib/child"
import { untilHealthy } from "../demo/lib/http"
import { ROOT, STOREFRONT_FOLDER } from "../demo/lib/paths"

const FOLDER = path.join(ROOT, ".cache", "storefront-without")
const NEXT = path.join(ROOT, "node_modules", "next", "dist", "bin", "next")
const READY_LIMIT_MS = 60_000
const STAND_IN = path.join(ROOT, "scripts", "measure-storefront", "without-loyalty.mjs")

// The same settings, with the package and its styles swapped for next to nothing.
const CONFIG = `import shop from "./shop.config.mjs"
export default {
  ...shop,
  webpack: (config) => {
    config.resolve.alias["medusa-loyalty-storefront/styles.css"] = ${JSON.stringify(path.join(FOLDER, "empty.css"))}
    config.resolve.alias["medusa-loyalty-storefront$"] = ${JSON.stringify(STAND_IN)}
    return config
  },
}
`

/** Builds a copy of the shop that has no loyalty in it. */
export async function buildWithoutLoyalty(): Promise<void> {
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
  for (const name of ["src", "package.json", "tsconfig.json"]) {
    cpSync(path.join(STOREFRONT_FOLDER, name), path.join(FOLDER, name), { recursive: true })
  }
  cpSync(path.join(STOREFRONT_FOLDER, "next.config.mjs"), path.join(FOLDER, "shop.config.mjs"))
  writeFileSync(path.join(FOLDER, "next.config.mjs"), CONFIG)
  writeFileSync(path.join(FOLDER, "empty.css"), "")
  await runToEnd(next("without-build", ["build"], process.env))
}

/** Starts the copy with the environment of the shop; answers its address. */
export async function startWithoutLoyalty(
  port: number,
  env: NodeJS.ProcessEnv,
  onStart: (child: Child) => void,
): Promise<string> {
  const child = startChild(
    next("without", ["start", "--hostname", "127.0.0.1", "--port", `${port}`], env),
  )
  onStart(child)
  await untilHealthy(child, `http://127.0.0.1:${port}/cart`, READY_LIMIT_MS)
  return `http://localhost:${port}`
}

const next = (name: string, args: string[], env: NodeJS.ProcessEnv) => ({
  name,
  args: [NEXT, ...args],
  cwd: FOLDER,
  env: { ...env, NODE_ENV: "production" as const, NEXT_TELEMETRY_DISABLED: "1" },
  logFolder: path.join(ROOT, ".cache", "storefront-metrics"),
})
