// @ts-check
import path from "node:path"

import { findDefect } from "./find-defect.cjs"

const ROOT = path.resolve(import.meta.dirname, "..", "..")

/**
 * Vite plugin: plants the defect that `CHAOS_DEFECT` names into what Vitest itself loads.
 * `chaos/app/plant-defect.cjs` does the same for what Medusa requires.
 *
 * @param {string} id
 * @returns {import("vite").Plugin}
 */
export const plantDefect = (id) => {
  const defect = findDefect(id)
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
