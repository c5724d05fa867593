/**
 * Bundles the custom elements for pages without React or a bundler: Preact stands in for React, and
 * the phone rules and the dictionaries are files of their own that load when needed.
 */
import path from "node:path"

import { build } from "esbuild"

const ROOT = path.resolve(import.meta.dirname, "..")

export const WITHOUT_REACT = { react: "preact/compat" }

export const elementsBuild = {
  entryPoints: { elements: path.join(ROOT, "src", "elements", "index.ts") },
  outdir: path.join(ROOT, "dist", "browser"),
  chunkNames: "parts/[name]-[hash]",
  alias: WITHOUT_REACT,
  bundle: true,
  splitting: true,
  minify: true,
  format: "esm" as const,
  target: "es2021",
  charset: "utf8" as const,
  legalComments: "none" as const,
  logLevel: "warning" as const,
}

/** Writes `dist/browser/elements.js` and what it loads. */
export const buildElements = () => build(elementsBuild)

if (process.argv[1] === import.meta.filename) {
  await buildElements()
}
