// @ts-check
/**
 * Writes the README of the storefront package from its guide. npm shows a README alone: pictures and
 * links to other pages of the repository would lead nowhere there. `npm run check` fails when the
 * file is not what this writes.
 *
 *   node scripts/storefront-readme.mjs
 */
import fs from "node:fs"
import path from "node:path"

const ROOT = path.resolve(import.meta.dirname, "..")
const GUIDE = "docs/storefront.md"
const README = "packages/storefront/README.md"

/** A table of pictures: its rows, and the line between the first and the others. */
const PICTURES = /^\| !\[.*\n\| -.*\n(?:\| !\[.*\n)*\n?/gm
/** A link to another page; those to the web and within the page stay. */
const PAGES = /\[([^\]]+)\]\((?!https?:|#)[^)]*\)/g

const [, ...rest] = fs.readFileSync(path.join(ROOT, GUIDE), "utf8").split("\n")
const text = rest.join("\n").replace(PICTURES, "").replace(PAGES, "$1").trimEnd()
fs.writeFileSync(
  path.join(ROOT, README),
  `# medusa-loyalty-storefront\n\n<!-- Generated from ${GUIDE} by scripts/storefront-readme.mjs. -->\n${text}\n`,
)
