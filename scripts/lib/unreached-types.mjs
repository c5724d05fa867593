// @ts-check
import fs from "node:fs"
import path from "node:path"

/** Both `from "./…"` and `import("./…")`, which the compiler writes where nobody named a type. */
const RELATIVE = /(?:\bfrom\s*|\bimport\s*\(?\s*)["'](\.{1,2}\/[^"']+)["']/g

/** @typedef {string | { [condition: string]: Target }} Target */

/**
 * The declarations below a folder that nobody can come to who imports the package by one of its
 * names. A `*` stands for one folder: `./*`, by which Medusa itself loads routes and jobs by their
 * file names, is nobody's way to a type.
 *
 * @param {{ root: string, folder: string, targets: Record<string, Target> }} of `targets` are the
 *   `exports` of the package in `root`
 * @returns {string[]} paths
 * @throws Error where a declaration that is reached names one that is not there
 */
export const unreachedTypes = ({ root, folder, targets }) => {
  const all = declarationsIn(path.resolve(root, folder))
  const reached = new Set(Object.values(targets).flatMap((target) => entriesOf(root, target)))
  // A set is walked to what was added on the way.
  for (const file of reached) {
    relativesOf(file).forEach((named) => reached.add(named))
  }
  return all.filter((file) => !reached.has(file))
}

/** @param {string} folder */
const declarationsIn = (folder) =>
  fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".d.ts"))
    .map((name) => path.join(folder, name))

/**
 * @param {string} root
 * @param {Target} target
 * @returns {string[]}
 */
const entriesOf = (root, target) => {
  if (typeof target !== "string") {
    return Object.values(target).flatMap((inner) => entriesOf(root, inner))
  }
  const [before = "", after] = target.replace(/\.m?js$/, ".d.ts").split("*")
  if (after === undefined) {
    return existing(path.resolve(root, before))
  }
  const parent = path.resolve(root, before)
  return after.startsWith("/") && fs.existsSync(parent)
    ? fs.readdirSync(parent).flatMap((name) => existing(path.join(parent, name + after)))
    : []
}

/** @param {string} file */
const existing = (file) => (file.endsWith(".d.ts") && fs.existsSync(file) ? [file] : [])

/**
 * @param {string} file
 * @returns {string[]}
 */
const relativesOf = (file) =>
  [...fs.readFileSync(file, "utf8").matchAll(RELATIVE)].map(([, name = ""]) => {
    const base = path.resolve(path.dirname(file), name.replace(/\.js$/, ""))
    const [found] = [`${base}.d.ts`, path.join(base, "index.d.ts")].flatMap(existing)
    if (!found) {
      throw new Error(`${file} names ${name}, which has no declaration.`)
    }
    return found
  })
