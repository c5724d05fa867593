// @ts-check
import { readFileSync } from "node:fs"
import path from "node:path"

const ROOT = path.resolve(import.meta.dirname, "..", "..")

/** @typedef {{ id: string, file: string, text: string, instead: string }} Defect */

/**
 * Vite plugin: plants the defect that `CHAOS_DEFECT` names into what Vitest itself loads.
 * `chaos/app/plant-defect.cjs` does the same for what Medusa requires.
 *
 * @param {string} id
 * @returns {import("vite").Plugin}
 */
export const plantDefect = (id) => {
  const file = path.join(ROOT, "chaos", "defects", "defects.json")
  /** @type {Defect[]} */
  const defects = JSON.parse(readFileSync(file, "utf8"))
  const defect = defects.find((candidate) => candidate.id === id)
  if (!defect) {
    throw new Error(`There is no planted defect ${id}.`)
  }
  const target = path.join(ROOT, defect.file)
  return {
    name: "plant-defect",
    enforce: "pre",
    transform: (code, name) =>
      name.split("?")[0] === target
        ? { code: code.replace(defect.text, () => defect.instead), map: null }
        : undefined,
  }
}
