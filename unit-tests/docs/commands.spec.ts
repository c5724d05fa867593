import { existsSync, readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import { spawnSync } from "node:child_process"

import { format } from "prettier"

/** Every guide, and what the packages say of themselves. */
const PAGES = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync("docs")
    .filter((name) => name.endsWith(".md"))
    .map((name) => path.join("docs", name)),
]

interface Block {
  page: string
  language: string
  code: string
}

const blocks = PAGES.flatMap((page): Block[] =>
  [...readFileSync(page, "utf8").matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
    ([, language = "", code = ""]) => ({ page, language, code }),
  ),
)

const of = (...languages: string[]) => blocks.filter(({ language }) => languages.includes(language))

/** Commands of a shell block, with lines that continue put together, and without comments. */
const commandsIn = (code: string): string[] =>
  code
    .replace(/\\\n/g, " ")
    .split("\n")
    .map((line) => line.replace(/(^|\s)#.*$/, "").trim())
    .filter(Boolean)

const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as {
  scripts: Record<string, string>
}

/** What is wrong with a command that names something of this repository, or nothing. */
const faultOf = (command: string): string | undefined => {
  const script = /^npm run (?:-s |--silent )?([\w:-]+)/.exec(command)?.[1]
  if (script !== undefined && !(script in scripts)) {
    return `There is no npm script "${script}"`
  }
  const file = /^(?:npx tsx|node|bash) ((?:scripts|deploy|bench|\.ci)\/\S+)/.exec(command)?.[1]
  if (file !== undefined && !existsSync(file)) {
    return `There is no file ${file}`
  }
  return undefined
}

describe("the concepts", () => {
  const sections = readFileSync("docs/concepts.md", "utf8").split(/^## /m).slice(1)

  it.each(sections.map((text) => [text.split("\n", 1)[0], text]))(
    "%s has one diagram",
    (_, text = "") => {
      expect(text.match(/^```mermaid$/gm)).toHaveLength(1)
    },
  )
})

describe("the guides", () => {
  it("have commands to check", () => {
    expect(of("sh", "bash").length).toBeGreaterThan(10)
  })

  it.each(of("sh", "bash"))("$page: a shell can read what it says", ({ code }) => {
    const { status, stderr } = spawnSync("bash", ["-n"], { input: code, encoding: "utf8" })

    expect({ status, stderr }).toEqual({ status: 0, stderr: "" })
  })

  it("name only scripts and files that exist", () => {
    const faults = of("sh", "bash").flatMap(({ page, code }) =>
      commandsIn(code)
        .flatMap((command) => faultOf(command) ?? [])
        .map((fault) => `${page}: ${fault}`),
    )

    expect(faults).toEqual([])
  })

  it("would be found out", () => {
    expect(faultOf("npm run tset")).toContain("tset")
    expect(faultOf("npx tsx scripts/no.ts")).toContain("scripts/no.ts")
    expect(faultOf("npm run check -- types")).toBeUndefined()
  })

  it.each(of("json"))("$page: JSON is JSON, but for what it leaves out", ({ code }) => {
    const values = code.replace(/,?\s*…(?=\s*[\]}])/g, "").split(/\n(?=[{[])/)

    expect(() => values.map((value) => JSON.parse(value) as unknown)).not.toThrow()
  })

  it.each(of("ts", "tsx", "js"))("$page: code can be parsed", async ({ code, language }) => {
    const text = /^\s*(plugins|modules|\[|\{)/.test(code.replace(/^\/\/.*\n/gm, ""))
      ? `({ ${code} })`
      : code

    await expect(
      format(text, { parser: language === "js" ? "babel" : "typescript" }),
    ).resolves.toBeTruthy()
  })

  it("link only to files that exist", () => {
    const broken = PAGES.flatMap((page) =>
      [...readFileSync(page, "utf8").matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
        .map(([, target = ""]) => path.join(path.dirname(page), target))
        .filter((target) => !existsSync(target))
        .map((target) => `${page} → ${target}`),
    )

    expect(broken).toEqual([])
  })
})
