// @ts-check
/**
 * Everything that can be said about the code without running it (`npm run check`), quick steps
 * first.
 *
 *   npm run check                    all steps
 *   npm run check -- types lint      the steps whose names contain one of these words
 *   npm run check -- --bail          stop at the first step that fails
 */
import { spawn } from "node:child_process"
import fs from "node:fs"
import path from "node:path"

import { generators } from "./lib/generators.mjs"
import { changedBy } from "./lib/generated-files.mjs"
import { buildStorefrontPackage } from "./lib/storefront-package.mjs"

const ROOT = path.resolve(import.meta.dirname, "..")
const CACHE = path.join(ROOT, ".cache")

/**
 * @typedef {{
 *   name: string, run: () => Promise<string | undefined>, fix?: string, isGround?: boolean,
 * }} Step
 *   `run` answers what is wrong, or nothing. What other steps stand on runs whatever is chosen.
 */

/**
 * Runs a program, by its path or of node_modules/.bin; answers its output when it fails.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {string} [cwd]
 * @returns {Promise<string | undefined>}
 */
const fails = (program, args, cwd = ROOT) =>
  new Promise((resolve) => {
    const file = path.resolve(ROOT, "node_modules", ".bin", program)
    const child = spawn(file, args, { cwd, shell: process.platform === "win32" })
    let output = ""
    child.stdout.on("data", (chunk) => (output += chunk))
    child.stderr.on("data", (chunk) => (output += chunk))
    child.once("error", () => resolve(`${program} is not installed. Run "npm ci" first.`))
    child.once("close", (code) => {
      resolve(code === 0 ? undefined : output.trim() || `${program} ended with code ${code}.`)
    })
  })

const packages = ["packages", "examples"].flatMap((folder) =>
  fs.existsSync(path.join(ROOT, folder))
    ? fs.readdirSync(path.join(ROOT, folder)).map((name) => `${folder}/${name}`)
    : [],
)

/** @param {string[]} names */
const present = (names) => names.filter((name) => fs.existsSync(path.join(ROOT, name)))

const typeProjects = () =>
  present([
    "tsconfig.json",
    "src/admin/tsconfig.json",
    "tsconfig.tools.json",
    ...packages.flatMap((name) => [`${name}/tsconfig.json`, `${name}/tests/tsconfig.json`]),
  ])

/** @param {string} project */
const typeCheck = (project) => {
  const info = path.join(CACHE, "tsc", `${project.replaceAll("/", "-")}.tsbuildinfo`)
  return fails("tsc", ["-p", project, "--noEmit", "--incremental", "--tsBuildInfoFile", info])
}

// No cache: a rule that asks for types can change its mind about a file that did not change.
const lint = () => fails("eslint", ["--max-warnings", "0", "."])

const format = () => {
  const cache = ["--cache", "--cache-location", path.join(CACHE, "prettier.json")]
  return fails("prettier", ["--check", "--log-level", "warn", ...cache, "."])
}

const directions = () => {
  const folders = present(["src", ...packages.map((name) => `${name}/src`)])
  const config = ["--config", ".dependency-cruiser.cjs", "--output-type", "err-long"]
  return fails("depcruise", [...config, ...folders])
}

/** What a shopper's browser downloads: the limits are in the package's .size-limit.json. */
const storefrontSize = async () => {
  const folder = path.join(ROOT, "packages", "storefront")
  return (
    (await fails("tsx", [path.join(folder, "build", "elements.ts")])) ??
    (await fails("size-limit", [], folder))
  )
}

const LOCK_FILE = "scripts/lib/lock-file.mjs"

/** @type {Step[]} */
const STEPS = [
  {
    name: "lock file",
    run: () => fails(process.execPath, [LOCK_FILE]),
    fix: `node ${LOCK_FILE} --fix`,
  },
  { name: "format", run: format, fix: "npm run format" },
  // The shop imports the package as published: types, lint and directions need what it exports.
  { name: "build of packages/storefront", run: buildStorefrontPackage, isGround: true },
  { name: "import directions", run: directions },
  { name: "dead code", run: () => fails("knip", ["--no-progress", "--no-config-hints"]) },
  ...typeProjects().map((project) => ({
    name: `types of ${project}`,
    run: () => typeCheck(project),
  })),
  { name: "lint", run: lint, fix: "npx eslint --fix ." },
  { name: "size of packages/storefront", run: storefrontSize },
  ...generators.map((generator) => ({
    name: `generated: ${generator.name}`,
    run: () => changedBy(generator, ROOT),
    fix: generator.command.join(" "),
  })),
]

const main = async () => {
  const words = process.argv.slice(2).filter((word) => !word.startsWith("--"))
  const bail = process.argv.includes("--bail")
  const steps = STEPS.filter(
    ({ name, isGround }) => isGround || words.length === 0 || words.some((w) => name.includes(w)),
  )
  if (steps.every(({ isGround }) => isGround)) {
    throw new Error(`No step has such a name. Steps: ${STEPS.map(({ name }) => name).join(", ")}.`)
  }
  fs.mkdirSync(path.join(CACHE, "tsc"), { recursive: true })
  let failed = 0
  for (const { name, run, fix } of steps) {
    const start = Date.now()
    const fault = await run()
    const seconds = ((Date.now() - start) / 1000).toFixed(1).padStart(5)
    console.log(`${fault === undefined ? "ok  " : "FAIL"} ${seconds} s  ${name}`)
    if (fault !== undefined) {
      failed += 1
      console.log(`\n${fault}\n${fix ? `\nTo put it right: ${fix}\n` : ""}`)
    }
    if (failed > 0 && bail) {
      break
    }
  }
  console.log(
    failed === 0 ? "\nEverything is in order." : `\n${failed} of ${steps.length} steps failed.`,
  )
  process.exitCode = failed === 0 ? 0 : 1
}

await main()
