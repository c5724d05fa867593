import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"

import { LOYALTY_MODULE } from "../modules/loyalty/keys"
import { parseEncryptionKeys } from "../modules/loyalty/utils/encryption-keys"
import type { Environment, Neighbour, OurNames } from "./facts"

/** The parts of Medusa's configuration that the doctor reads. */
export interface ProjectConfig {
  projectConfig?: {
    redisUrl?: string
    workerMode?: string
    http?: { jwtSecret?: unknown; cookieSecret?: unknown }
  }
  plugins?: (string | { resolve: string; options?: Record<string, unknown> })[]
  modules?: Record<string, unknown>
}

const SELF = "medusa-plugin-loyalty"
const FILE_BYTES_MAX = 200_000
const FILES_MAX = 5_000
/** Medusa's own, where PORT names none. */
const MEDUSA_PORT = "9000"

/** The shop's code and its plugins' built code, without ours. */
export function readNeighbours(root: string, config: ProjectConfig): Neighbour[] {
  const require = createRequire(path.join(root, "package.json"))
  const plugins = (config.plugins ?? [])
    .map((plugin) => (typeof plugin === "string" ? plugin : plugin.resolve))
    .filter((name) => name !== SELF)
    .map((name) => ({ owner: name, folder: pluginFolder(root, name, require) }))
  const own = isSelf(root) ? [] : [{ owner: "this project", folder: path.join(root, "src") }]
  return [...own, ...plugins].map(({ owner, folder }) => ({ owner, files: readSources(folder) }))
}

function isSelf(root: string): boolean {
  const manifest = path.join(root, "package.json")
  return existsSync(manifest) && readFileSync(manifest, "utf8").includes(`"name": "${SELF}"`)
}

function pluginFolder(root: string, name: string, require: NodeJS.Require): string {
  if (name.startsWith(".")) {
    return path.resolve(root, name)
  }
  try {
    const manifest = require.resolve(`${name}/package.json`)
    return path.join(path.dirname(manifest), ".medusa", "server", "src")
  } catch {
    // Not installed: Medusa itself says so at boot, and there is nothing of it to read.
    return path.join(root, "node_modules", name, ".medusa", "server", "src")
  }
}

function readSources(folder: string): Neighbour["files"] {
  if (!existsSync(folder)) {
    return []
  }
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => name.split(path.sep).join("/"))
    .filter((name) => /\.[jt]s$/.test(name) && !/\.d\.ts$|^admin\/|(^|\/)node_modules\//.test(name))
    .slice(0, FILES_MAX)
    .map((name) => ({ path: name, file: path.join(folder, name) }))
    .filter(({ file }) => statSync(file).size <= FILE_BYTES_MAX)
    .map(({ path: name, file }) => ({ path: name, code: readFileSync(file, "utf8") }))
}

/** Secrets are compared here and do not leave as more than what the checks ask. */
export function readEnvironment(
  config: ProjectConfig,
  env: NodeJS.ProcessEnv = process.env,
): Environment {
  const { projectConfig = {} } = config
  const options = ourOptions(config)
  return {
    is_production: env.NODE_ENV === "production",
    worker_mode: projectConfig.workerMode ?? env.MEDUSA_WORKER_MODE ?? "shared",
    has_redis: Boolean(projectConfig.redisUrl),
    event_bus: resolvedName(config.modules?.["event_bus"]),
    workflow_engine: resolvedName(config.modules?.["workflows"]),
    locking: providersOf(config.modules?.["locking"]),
    jwt_secret: textOf(projectConfig.http?.jwtSecret),
    cookie_secret: textOf(projectConfig.http?.cookieSecret),
    has_metrics_token: Boolean(options["metrics_token"] ?? env.LOYALTY_METRICS_TOKEN),
    worker_port: portOf(options["worker_port"] ?? env.LOYALTY_WORKER_PORT),
    medusa_port: env.PORT || MEDUSA_PORT,
    guessable_keys: guessableKeys(options["encryption_keys"] ?? env.LOYALTY_ENCRYPTION_KEYS),
  }
}

function ourOptions(config: ProjectConfig): Record<string, unknown> {
  const asPlugin = config.plugins?.find(
    (plugin) => typeof plugin !== "string" && plugin.resolve === SELF,
  )
  const asModule = config.modules?.[LOYALTY_MODULE] as { options?: unknown } | undefined
  const options = typeof asPlugin === "object" ? asPlugin.options : asModule?.options
  return (options ?? {}) as Record<string, unknown>
}

function guessableKeys(raw: unknown): string[] {
  try {
    return parseEncryptionKeys(raw)
      .filter(({ key }) => key.every((byte) => byte === key[0]))
      .map(({ id }) => id)
  } catch {
    // Missing or malformed keys stop the boot with a sentence of their own.
    return []
  }
}

function portOf(given: unknown): string | null {
  return typeof given === "number" || typeof given === "string" ? String(given) || null : null
}

function resolvedName(declaration: unknown): string | null {
  const { resolve } = (declaration ?? {}) as { resolve?: unknown }
  return textOf(resolve ?? declaration) ?? null
}

function providersOf(declaration: unknown): string[] {
  const { options } = (declaration ?? {}) as { options?: { providers?: { resolve?: unknown }[] } }
  return (options?.providers ?? []).flatMap(({ resolve }) => textOf(resolve) ?? [])
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined
}

/** Our own names, read from what we are made of. */
export function ourNames(): OurNames {
  const root = path.join(__dirname, "..")
  const routes = readdirSync(path.join(root, "api"), { recursive: true, encoding: "utf8" })
    .filter((name) => /(^|[\\/])route\.[jt]s$/.test(name))
    .map((name) => path.dirname(name).split(path.sep).join("/"))
  const ids = readSources(path.join(root, "workflows")).flatMap(({ code }) =>
    [...code.matchAll(/["'](loyalty-[a-z-]+)["']/g)].map(([, id = ""]) => id),
  )
  return {
    module_key: LOYALTY_MODULE,
    table_prefix: `${LOYALTY_MODULE}_`,
    routes,
    workflow_ids: [...new Set(ids)],
  }
}
