import { readdirSync } from "node:fs"
import path from "node:path"

import { ROOT } from "../demo/lib/paths"
import { execute } from "../lib/execute"
import { requireSmall } from "./package-size"
import { OFFICIAL } from "./project"

/** Builds the plugin and packs it as npm would publish it; throws when that is too large. */
export async function pack(into: string): Promise<string> {
  await run("npm", ["run", "build"], ROOT)
  await run("npm", ["pack", "--pack-destination", into], ROOT)
  const tarball = readdirSync(into).find((file) => file.endsWith(".tgz"))
  if (!tarball) {
    throw new Error("npm pack made no tarball.")
  }
  requireSmall(path.join(into, tarball))
  return path.join(into, tarball)
}

const QUIET = ["--no-audit", "--no-fund", "--prefer-offline"]

/** Installs the shop with our plugin, by npm's strict rules about peer dependencies. */
export const installStrictly = (project: string): Promise<void> =>
  run("npm", ["install", ...QUIET], project)

/**
 * Adds the official plugin. It asks for its own patch version of Medusa exactly, which is the one
 * thing to overlook here.
 */
export const installOfficial = (project: string): Promise<void> =>
  run(
    "npm",
    ["install", ...QUIET, "--legacy-peer-deps", `${OFFICIAL.name}@${OFFICIAL.version}`],
    project,
  )

const run = (program: string, args: string[], cwd: string): Promise<void> =>
  execute(program, args, { cwd })
