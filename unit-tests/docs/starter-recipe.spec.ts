import { execFileSync } from "node:child_process"
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"

import ts from "typescript"

const PAGE = "docs/storefront.md"
const FIXTURES = path.join(__dirname, "fixtures", "starter")
const STOREFRONT = path.resolve("packages", "storefront")
const LINES_MAX = 19

/** The patch as the page has it. */
const recipe = (): string =>
  /^```diff\n([\s\S]*?)^```$/m.exec(readFileSync(PAGE, "utf8"))?.[1] ?? ""

const textOf = ({ messageText, file }: ts.Diagnostic) =>
  `${path.basename(file?.fileName ?? "")}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`

/** Writes the package's types where npm would have them, beside its own package.json. */
function installTypes(folder: string): void {
  const config = ts.getParsedCommandLineOfConfigFile(
    path.join(STOREFRONT, "tsconfig.json"),
    { emitDeclarationOnly: true, outDir: path.join(folder, "dist") },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (fault) => expect(fault).toBeUndefined() },
  )
  const program = ts.createProgram(config!.fileNames, config!.options)
  expect(program.emit().diagnostics.map(textOf)).toEqual([])
  cpSync(path.join(STOREFRONT, "package.json"), path.join(folder, "package.json"))
}

/** They are text here, so that nothing else compiles them. */
function copyExcerpts(folder: string): void {
  for (const file of readdirSync(FIXTURES, { recursive: true, encoding: "utf8" })) {
    if (file.endsWith(".txt")) {
      cpSync(path.join(FIXTURES, file), path.join(folder, file.replace(/\.txt$/, "")))
    }
  }
}

/** As the starter's own tsconfig.json has it. */
const COMPILER: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2017,
  lib: ["lib.dom.d.ts", "lib.dom.iterable.d.ts", "lib.esnext.d.ts"],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Node10,
  jsx: ts.JsxEmit.Preserve,
  strict: true,
  skipLibCheck: true,
  noEmit: true,
  esModuleInterop: true,
}

describe("the recipe for Medusa's Next.js starter", { timeout: 120_000 }, () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "starter-recipe-"))
    copyExcerpts(folder)
    execFileSync("git", ["init", "--quiet"], { cwd: folder })
    mkdirSync(path.join(folder, "node_modules"))
    for (const name of ["react", "@types", "@medusajs"]) {
      symlinkSync(path.resolve("node_modules", name), path.join(folder, "node_modules", name))
    }
    installTypes(path.join(folder, "node_modules", "medusa-loyalty-storefront"))
  }, 120_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const faultsOf = (...files: string[]): string[] =>
    ts
      .getPreEmitDiagnostics(
        ts.createProgram(
          [...files, "rest-of-starter.d.ts"].map((file) => path.join(folder, file)),
          {
            ...COMPILER,
            baseUrl: path.join(folder, "src"),
            paths: { "@lib/data/cart": ["lib/data/cart"] },
          },
        ),
      )
      .map(textOf)

  it("adds fewer than twenty lines and no file", () => {
    const added = recipe().match(/^\+(?!\+\+ ).*$/gm) ?? []

    expect(added.length).toBeGreaterThan(0)
    expect(added.length).toBeLessThanOrEqual(LINES_MAX)
    expect(recipe()).not.toContain("/dev/null")
  })

  it("applies as a patch, and its files have the right types with moduleResolution node", () => {
    execFileSync("git", ["apply", "-"], { cwd: folder, input: recipe() })
    const patched = [...recipe().matchAll(/^\+\+\+ b\/(.*)$/gm)].map(([, file = ""]) => file)

    expect(patched).toHaveLength(5)
    // With Stripe, each payment session makes everything inside of it anew.
    expect(readFileSync(path.join(folder, patched[0] ?? ""), "utf8")).toMatch(
      /<CheckoutLoyalty [\s\S]*<PaymentWrapper /,
    )
    expect(faultsOf(...patched)).toEqual([])
  })

  it("finds the types of every entry with moduleResolution node", () => {
    ts.sys.writeFile(
      path.join(folder, "entries.ts"),
      [
        'import { LoyaltyStore } from "medusa-loyalty-storefront/core"',
        'import { loyaltyReducer } from "medusa-loyalty-storefront/redux"',
        'import { LoyaltyProviderElement } from "medusa-loyalty-storefront/elements"',
        'import { ar } from "medusa-loyalty-storefront/i18n/ar"',
        "export const entries = [LoyaltyStore, loyaltyReducer, LoyaltyProviderElement, ar]",
        "export const wrong: number = ar.title",
      ].join("\n"),
    )

    expect(faultsOf("entries.ts")).toEqual([
      "entries.ts: Type 'string' is not assignable to type 'number'.",
    ])
  })
})
