import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import path from "node:path"

import { contentHash } from "../../scripts/demo/lib/content-hash"
import { ROOT } from "../../scripts/demo/lib/paths"
import { buildAndPack } from "../lib/packed"
import { BARE_FOLDER, INSTALLED, PLUGIN, PLUGIN_FOLDER } from "../lib/paths"

/** What decides about the packed plugin, beside the packages it is built with. */
const SOURCES = ["src", "package.json", "package-lock.json", "tsconfig.json"]

/** Writes a Medusa app without the plugin. */
export function writeBareApp(): string {
  mkdirSync(BARE_FOLDER, { recursive: true })
  const modules = path.join(BARE_FOLDER, "node_modules")
  if (!existsSync(modules)) {
    symlinkSync(path.join(ROOT, "node_modules"), modules, "junction")
  }
  writeProject(BARE_FOLDER, "bare-shop", "")
  return BARE_FOLDER
}

/**
 * Writes an app that differs from the bare one by the plugin alone. The plugin is what `npm install`
 * of the packed package makes of it, compiled: the app of this repository runs its sources, which a
 * server that starts has to compile first.
 */
export async function writePluginApp(): Promise<string> {
  const stamp = path.join(PLUGIN_FOLDER, "built-from")
  const sources = contentHash(SOURCES.map((source) => path.join(ROOT, source)))
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== sources) {
    rmSync(PLUGIN_FOLDER, { recursive: true, force: true })
    const { files } = await buildAndPack()
    for (const { path: file } of files) {
      cpSync(path.join(ROOT, file), path.join(INSTALLED, file))
    }
    linkPackages(path.join(PLUGIN_FOLDER, "node_modules"))
    writeFileSync(stamp, sources)
  }
  writeProject(PLUGIN_FOLDER, "loyal-shop", PLUGIN_OPTIONS)
  return PLUGIN_FOLDER
}

/** The same packages for both apps: nothing of them is there twice. */
function linkPackages(modules: string): void {
  const from = path.join(ROOT, "node_modules")
  for (const name of readdirSync(from)) {
    if (name !== PLUGIN) {
      symlinkSync(path.join(from, name), path.join(modules, name), "junction")
    }
  }
}

function writeProject(folder: string, name: string, plugins: string): void {
  // Medusa's command line wants to see that the folder is a project of its own.
  const dependencies = { "@medusajs/medusa": "*" }
  const about = { name, version: "0.0.1", private: true, dependencies }
  writeFileSync(path.join(folder, "package.json"), `${JSON.stringify(about, undefined, 2)}\n`)
  writeFileSync(path.join(folder, "medusa-config.js"), config(plugins))
}

// The settings of medusa-config.ts.
const config = (
  plugins: string,
): string => `const { defineConfig } = require("@medusajs/framework/utils")

module.exports = defineConfig({
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    databaseDriverOptions: { connection: { ssl: false } },
    http: {
      storeCors: process.env.STORE_CORS,
      adminCors: process.env.ADMIN_CORS,
      authCors: process.env.AUTH_CORS,
      jwtSecret: process.env.JWT_SECRET,
      cookieSecret: process.env.COOKIE_SECRET,
    },
  },
  admin: { disable: true },
  plugins: [${plugins}],
})
`

const PLUGIN_OPTIONS = `
    {
      resolve: "${PLUGIN}",
      options: {
        providers: [
          {
            resolve: "${PLUGIN}/providers/pdi",
            id: "pdi",
            // The engine is a simulator beside the shop.
            options: { allow_private_addresses: true },
          },
        ],
      },
    },
  `
