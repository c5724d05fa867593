import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"

/** A fenced block of a page; `first` is its first line that is no comment. */
export interface Block {
  /** `page: first`, by which lists of this folder and of the HTTP spec name it. */
  name: string
  page: string
  language: string
  code: string
}

const below = (folder: string): string[] =>
  readdirSync(folder).map((name) => path.join(folder, name, "README.md"))

/** Every guide, and what the packages and examples say of themselves. */
export const PAGES = [
  "README.md",
  "CONTRIBUTING.md",
  "ARCHITECTURE.md",
  ...readdirSync("docs")
    .filter((name) => name.endsWith(".md"))
    .map((name) => path.join("docs", name)),
  ...below("packages"),
  ...below("examples"),
]

/** Whoever writes a page in other words than its neighbours must not hide a block from the tests. */
const FENCE = /^( *)```(\w+)[^\n]*\n([\s\S]*?)^\1```$/gm

const firstLine = (code: string): string =>
  code
    .split("\n")
    .map((line) => line.trim())
    .find((line) => line !== "" && !/^(#|\/\/)/.test(line)) ?? ""

const blocksOf = (page: string): Block[] =>
  [...readFileSync(page, "utf8").matchAll(FENCE)].map(([, , language = "", code = ""]) => ({
    name: `${page}: ${firstLine(code)}`,
    page,
    language,
    code,
  }))

export const blocks: Block[] = PAGES.flatMap(blocksOf)

export const inLanguages = (...languages: string[]): Block[] =>
  blocks.filter(({ language }) => languages.includes(language))

export const blockNamed = (name: string): Block => {
  const [found, ...others] = blocks.filter((block) => block.name === name)
  if (!found || others.length > 0) {
    throw new Error(`${others.length > 0 ? "Several blocks are" : "No block is"} named "${name}"`)
  }
  return found
}

/**
 * Commands of a shell block, without comments: lines that continue are put together, and what
 * stands in a here-document or between quotes belongs to the command that opened it.
 */
export const commandsIn = (code: string): string[] => {
  const commands: string[] = []
  let open = ""
  for (const line of code.replace(/\\\n/g, " ").split("\n")) {
    const text = open === "" ? line.replace(/(^|\s)#.*$/, "").trim() : line
    open = open === "" ? text : `${open}\n${text}`
    const end = /<<(\w+)$/m.exec(open)?.[1]
    const isOpen =
      end === undefined ? (open.match(/'/g)?.length ?? 0) % 2 === 1 : !open.endsWith(`\n${end}`)
    if (!isOpen) {
      commands.push(open.replace(/ {2,}/g, " "))
      open = ""
    }
  }
  return [...commands, open].filter(Boolean)
}
