import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import path from "node:path"

import { ROOT } from "../../scripts/demo/lib/paths"
import { BARE_FOLDER } from "../lib/paths"

/**
 * Writes a Medusa app that differs from the one in this repository by the plugin alone: the same
 * packages and settings, but no loyalty module, routes, middlewares, subscribers, jobs and links.
 */
export function writeBareApp(): string {
  mkdirSync(BARE_FOLDER, { recursive: true })
  const modules = path.join(BARE_FOLDER, "node_modules")
  if (!existsSync(modules)) {
    symlinkSync(path.join(ROOT, "node_modules"), modules, "junction")
  }
  // Medusa's command line wants to see that the folder is a project of its own.
  const dependencies = { "@medusajs/medusa": "*" }
  const about = { name: "bare-shop", version: "0.0.1", private: true, dependencies }
  writeFileSync(path.join(BARE_FOLDER, "package.json"), `${JSON.stringify(about, undefined, 2)}\n`)
  writeFileSync(path.join(BARE_FOLDER, "medusa-config.js"), CONFIG)
  return BARE_FOLDER
}

// The settings of medusa-config.ts without its modules.
const CONFIG = `const { defineConfig } = require("@medusajs/framework/utils")

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
})
`
