import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"
import { compileFunction } from "node:vm"

import ts from "typescript"

import { inLanguages } from "./support/blocks"

const PAGE = "docs/providers.md"
/** Where the page's files would stand; they are in memory only. */
const FOLDER = path.resolve("unit-tests", "docs", "example")
const PROVIDER = path.join(FOLDER, "house-points.ts")
const SPEC = path.join(FOLDER, "house-points.spec.ts")

/** The page's blocks by the file that their first line names. */
const FILES: ReadonlyMap<string, string> = new Map(
  inLanguages("ts")
    .filter(({ page }) => page === PAGE)
    .map(({ code }) => [path.join(FOLDER, /^\/\/ (?:\S+\/)?(\S+)$/m.exec(code)?.[1] ?? ""), code]),
)

/** What the package's `exports` name, and the sources that those files are built from. */
const sourcesOfPackage = (): Record<string, string[]> => {
  const { name, exports } = JSON.parse(readFileSync("package.json", "utf8")) as {
    name: string
    exports: Record<string, unknown>
  }
  return Object.fromEntries(
    Object.entries(exports).flatMap(([entry, target]) => {
      const source = /^\.\/\.medusa\/server\/(src\/.*)\.js$/.exec(String(target))?.[1]
      return source ? [[entry.replace(".", name), [path.resolve(`${source}.ts`)]]] : []
    }),
  )
}

const { options } = ts.getParsedCommandLineOfConfigFile(
  "tsconfig.json",
  { noEmit: true, paths: sourcesOfPackage() },
  { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (fault) => expect(fault).toBeUndefined() },
)!

const hostOf = (files: ReadonlyMap<string, string>): ts.CompilerHost => {
  const host = ts.createCompilerHost(options)
  return {
    ...host,
    directoryExists: (folder) => folder === FOLDER || ts.sys.directoryExists(folder),
    fileExists: (file) => files.has(file) || host.fileExists(file),
    readFile: (file) => files.get(file) ?? host.readFile(file),
    getSourceFile: (file, how) => {
      const code = files.get(file)
      return code === undefined
        ? host.getSourceFile(file, how)
        : ts.createSourceFile(file, code, how)
    },
  }
}

/** What the compiler, as strict as it is with the plugin itself, finds wrong with the two files. */
const faultsOf = (files: ReadonlyMap<string, string>): string[] => {
  const program = ts.createProgram([PROVIDER, SPEC], options, hostOf(files))
  return [PROVIDER, SPEC]
    .map((file) => program.getSourceFile(file))
    .flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ])
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "))
}

/** The rules that the page's spec declared here. */
const rules: string[] = []
const runner = {
  describe,
  it: (name: string, run: () => Promise<void>): void => {
    rules.push(name)
    it(name, run)
  },
}

const host = hostOf(FILES)
const native = createRequire(path.join(FOLDER, "index.js"))
const loaded = new Map<string, { exports: object }>()

/** Runs a file of the page, with the package's sources behind what it imports. */
const load = (file: string): object => {
  const module = loaded.get(file) ?? { exports: {} }
  if (!loaded.has(file)) {
    loaded.set(file, module)
    const { outputText } = ts.transpileModule(FILES.get(file) ?? "", { compilerOptions: options })
    const run = compileFunction(outputText, ["module", "exports", "require"], { filename: file })
    run(module, module.exports, (name: string) => imported(name, file))
  }
  return module.exports
}

const imported = (name: string, from: string): unknown => {
  if (name === "vitest") {
    return runner
  }
  const { resolvedModule } = ts.resolveModuleName(name, from, options, host)
  const file = resolvedModule?.resolvedFileName ?? ""
  if (FILES.has(file)) {
    return load(file)
  }
  return native(resolvedModule?.isExternalLibraryImport === false ? file : name) as unknown
}

describe("the example of a provider", { timeout: 180_000 }, () => {
  it("has the right types, and would be found out with wrong ones", () => {
    expect(faultsOf(FILES)).toEqual([])

    const wrong = (FILES.get(PROVIDER) ?? "").replace("receipt_id: `hp-", "receipt: `hp-")
    expect(faultsOf(new Map([...FILES, [PROVIDER, wrong]]))).toEqual([
      expect.stringContaining("'receipt' does not exist"),
    ])
  })

  it("is registered by its name", () => {
    const { HousePoints, default: registered } = load(PROVIDER) as {
      HousePoints: { identifier: string }
      default: { services: unknown[] }
    }

    expect(registered.services).toEqual([HousePoints])
    expect(HousePoints.identifier).toBe("house-points")
    expect(FILES.get(path.join(FOLDER, "medusa-config.ts"))).toContain('id: "house-points"')
  })

  it("is held to every rule of the contract suite", () => {
    expect(rules).toContain("goes on offering an optional reward that was accepted")
    expect(rules.length).toBeGreaterThan(15)
  })
})

load(SPEC)
