import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import path from "node:path"

import { ROOT } from "../demo/lib/paths"

/** The plugin that Medusa itself publishes for gift cards and store credit. */
export const OFFICIAL = { name: "@medusajs/loyalty-plugin", version: "2.21.1" }

/** Our own package, as a shop names it. */
export const OURS = "medusa-plugin-loyalty"

// What a fresh Medusa project has, at the versions that this repository was tested with.
const STARTER = [
  "@medusajs/admin-sdk",
  "@medusajs/cli",
  "@medusajs/dashboard",
  "@medusajs/framework",
  "@medusajs/icons",
  "@medusajs/medusa",
  "@medusajs/ui",
  "@swc/core",
  "@types/node",
  "react",
  "react-dom",
  "react-router-dom",
  "ts-node",
  "typescript",
]

const SEED = path.join("src", "scripts", "seed")

/** The seed script inside the project. */
export const SEED_SCRIPT = path.join(SEED, "index.ts")

/** Writes a shop's own Medusa project: nothing of this repository but the tarball and the seed. */
export function writeProject(folder: string, tarball: string): void {
  mkdirSync(folder, { recursive: true })
  const { devDependencies } = readPackage() as { devDependencies: Record<string, string> }
  const starter = STARTER.map((name) => [name, devDependencies[name] ?? "*"] as const)
  writeJson(path.join(folder, "package.json"), {
    name: "second-shop",
    version: "0.0.1",
    private: true,
    dependencies: { ...Object.fromEntries(starter), [OURS]: `file:${tarball}` },
  })
  writeJson(path.join(folder, "tsconfig.json"), {
    compilerOptions: {
      target: "ES2021",
      module: "Node16",
      moduleResolution: "Node16",
      esModuleInterop: true,
      skipLibCheck: true,
      emitDecoratorMetadata: true,
      experimentalDecorators: true,
    },
    "ts-node": { swc: true },
    include: ["**/*"],
  })
  writeFileSync(path.join(folder, "medusa-config.ts"), CONFIG)
  cpSync(path.join(ROOT, "scripts", "demo", "seed"), path.join(folder, SEED), { recursive: true })
}

const readPackage = (): unknown => JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8"))

const writeJson = (file: string, value: unknown): void =>
  writeFileSync(file, `${JSON.stringify(value, undefined, 2)}\n`)

const CONFIG = `import { defineConfig } from "@medusajs/framework/utils"

module.exports = defineConfig({
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    databaseDriverOptions: { connection: { ssl: false } },
    http: {
      storeCors: process.env.STORE_CORS!,
      adminCors: process.env.ADMIN_CORS!,
      authCors: process.env.AUTH_CORS!,
      jwtSecret: process.env.JWT_SECRET,
      cookieSecret: process.env.COOKIE_SECRET,
    },
  },
  admin: { disable: true },
  plugins: [
    { resolve: "${OFFICIAL.name}", options: {} },
    {
      resolve: "${OURS}",
      options: {
        providers: [
          {
            resolve: "${OURS}/providers/pdi",
            id: "pdi",
            // The engine is a simulator beside the shop.
            options: { allow_private_addresses: true },
          },
        ],
      },
    },
  ],
})
`
