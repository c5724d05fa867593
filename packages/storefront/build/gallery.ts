/**
 * Writes the gallery: every component in every state, as one HTML file that opens from disk.
 */
import fs from "node:fs"
import path from "node:path"

import { build } from "esbuild"

const ROOT = path.resolve(import.meta.dirname, "..")
const PLACE = path.join(ROOT, "dist", "gallery", "index.html")

/** Builds the gallery and answers where it is. */
export const buildGallery = async (): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [path.join(ROOT, "gallery", "main.tsx")],
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
    define: { "process.env.NODE_ENV": '"production"' },
  })
  const read = (...names: string[]) => fs.readFileSync(path.join(ROOT, ...names), "utf8")
  const script = outputFiles[0]?.text.replaceAll("</script", "<\\/script") ?? ""
  const page = [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    "<title>medusa-loyalty-storefront: gallery</title>",
    `<style>${read("styles.css")}</style><style>${read("gallery", "gallery.css")}</style></head>`,
    `<body><div id="gallery"></div><script>${script}</script></body></html>\n`,
  ].join("\n")
  fs.mkdirSync(path.dirname(PLACE), { recursive: true })
  fs.writeFileSync(PLACE, page)
  return PLACE
}

if (process.argv[1] === import.meta.filename) {
  console.log(await buildGallery())
}
