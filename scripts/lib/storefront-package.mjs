// @ts-check
/**
 * The build of packages/storefront, which git does not keep. The example shop imports the package as
 * any shop does, so whatever looks at the shop or builds it needs this first.
 */
import { spawn } from "node:child_process"
import fs from "node:fs"
import path from "node:path"

const ROOT = path.resolve(import.meta.dirname, "..", "..")
const FOLDER = path.join(ROOT, "packages", "storefront")
const ENTRY = path.join(FOLDER, "dist", "index.js")

/** What the build is made of, as paths that exist. */
export const STOREFRONT_SOURCES = ["src", "styles.css", "package.json", "tsconfig.json"].map(
  (name) => path.join(FOLDER, name),
)

/** Whether the build is there and no older than its sources. */
export const isStorefrontPackageBuilt = () => {
  const builtAt = fs.existsSync(ENTRY) ? fs.statSync(ENTRY).mtimeMs : 0
  return STOREFRONT_SOURCES.flatMap(filesIn).every((file) => fs.statSync(file).mtimeMs <= builtAt)
}

/**
 * Compiles the package unless that is done; answers what the compiler has against it, or nothing.
 *
 * @returns {Promise<string | undefined>}
 */
export const buildStorefrontPackage = async () => {
  if (isStorefrontPackageBuilt()) {
    return undefined
  }
  // The compiler writes it after everything that it imports: half a build counts as none.
  fs.rmSync(ENTRY, { force: true })
  return compile()
}

/** @returns {Promise<string | undefined>} */
const compile = () =>
  new Promise((resolve, reject) => {
    const tsc = path.join(ROOT, "node_modules", "typescript", "bin", "tsc")
    const child = spawn(process.execPath, [tsc, "-p", FOLDER], { cwd: ROOT })
    let output = ""
    child.stdout.on("data", (chunk) => (output += chunk))
    child.stderr.on("data", (chunk) => (output += chunk))
    child.once("error", reject)
    child.once("close", (code) => resolve(code === 0 ? undefined : output.trim() || `${code}`))
  })

/**
 * @param {string} place
 * @returns {string[]}
 */
const filesIn = (place) =>
  fs.statSync(place).isFile()
    ? [place]
    : fs
        .readdirSync(place, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name))
