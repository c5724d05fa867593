import { execFile, spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { promisify } from "node:util"
import vm from "node:vm"

import { format } from "prettier"
import { transpileModule } from "typescript"
import { parseAllDocuments } from "yaml"

import { startSimulator, type Simulator } from "../../packages/pdi-simulator/src/index"
import { parseEncryptionKeys } from "../../src/modules/loyalty/utils/encryption-keys"
import { parseOptions } from "../../src/modules/loyalty/utils/options"
import { parseOptions as parsePdiOptions } from "../../src/providers/pdi/options"
import { blockNamed, blocks, commandsIn, inLanguages as of, PAGES } from "./support/blocks"
import { RUN_AGAINST_A_SHOP } from "./support/run-against-a-shop"
import { NOT_RUN, RUN_AT } from "./support/where-run"

const scriptsOf = (folder: string): Record<string, string> => {
  const text = readFileSync(path.join(folder, "package.json"), "utf8")
  return (JSON.parse(text) as { scripts: Record<string, string> }).scripts
}

/** Whose npm scripts a command runs: of the workspace it names, else of its page's folder. */
const scriptsFor = (command: string, page: string): Record<string, string> => {
  const workspace = / (?:-w|--workspace) (\S+)/.exec(command)?.[1]
  if (workspace !== undefined) {
    return scriptsOf(path.join("node_modules", workspace))
  }
  const folder = path.dirname(page)
  return scriptsOf(existsSync(path.join(folder, "package.json")) ? folder : ".")
}

/** What is wrong with a command that names something of this repository, or nothing. */
const faultOf = (command: string, page = "README.md"): string | undefined => {
  const script = /^npm run (?:-s |--silent )?([\w:-]+)/.exec(command)?.[1]
  if (script !== undefined && !(script in scriptsFor(command, page))) {
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
        .flatMap((command) => faultOf(command, page) ?? [])
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

const SIMULATOR = "packages/pdi-simulator/README.md"

/** Blocks that this file runs. */
const RUN = {
  environment: "docs/deployment.md: cat > deploy/.env <<END",
  identify: `${SIMULATOR}: TOKEN=$(curl -s -u demo-client:demo-secret -d grant_type=client_credentials \\`,
  faults: `${SIMULATOR}: curl -s http://127.0.0.1:9400/_sim/faults -H 'Content-Type: application/json' \\`,
}

const commandsOfShell = of("sh", "bash")
  .filter(({ name }) => !Object.values(RUN_AGAINST_A_SHOP).includes(name))
  .filter(({ name }) => name !== RUN.identify && name !== RUN.faults)
  .flatMap(({ code }) => commandsIn(code))
  .filter((command) => !command.startsWith("cat > deploy/.env"))

describe("where the commands run", () => {
  it("is said of each, and of none that the docs do not have", () => {
    expect([...Object.keys(RUN_AT), ...Object.keys(NOT_RUN)].sort()).toEqual(
      [...new Set(commandsOfShell)].sort(),
    )
  })

  it.each(Object.entries(RUN_AT))("%s runs where it is said", (_, { file, says }) => {
    expect(readFileSync(file, "utf8")).toContain(says)
  })
})

describe("commands that run here", () => {
  const exec = promisify(execFile)
  const bash = async (text: string, cwd?: string): Promise<string> =>
    (await exec("bash", ["-euo", "pipefail", "-c", text], { cwd })).stdout
  let folder: string
  let simulator: Simulator

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "loyalty-docs-"))
    simulator = await startSimulator()
  })
  afterAll(async () => {
    await simulator.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it("makes a key that the plugin takes, another each time", async () => {
    const commands = of("sh").flatMap(({ code }) =>
      commandsIn(code).filter((command) => command.startsWith("node -e")),
    )
    expect(commands).toHaveLength(2)
    const keys = await Promise.all(commands.map((command) => bash(command)))

    expect(keys.map((key) => parseEncryptionKeys(key.trim())[0]?.id)).toEqual(["k1", "k1"])
    expect(keys[0]).not.toBe(keys[1])
  })

  it("writes an environment that the plugin and the compose file take", async () => {
    const [write = ""] = commandsIn(blockNamed(RUN.environment).code)
    mkdirSync(path.join(folder, "deploy"))
    await bash(write, folder)
    const lines = readFileSync(path.join(folder, "deploy", ".env"), "utf8")
      .trim()
      .split("\n")
    const env = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)))

    expect(parseOptions({}, env as NodeJS.ProcessEnv).encryption_keys).toHaveLength(1)
    const compose = readFileSync(path.join("deploy", "compose.yaml"), "utf8")
    const required = [...compose.matchAll(/\$\{(\w+):\?/g)].map(([, name = ""]) => name)
    expect(Object.keys(env as object).sort()).toEqual([...new Set(required)].sort())
  })

  it("asks the simulator for a token and a member, and plants a fault", async () => {
    const at = (name: string) =>
      blockNamed(name).code.replaceAll("http://127.0.0.1:9400", simulator.url)

    expect(JSON.parse(await bash(at(RUN.identify)))).toMatchObject({ loyaltyIdValid: true })
    expect(await bash(at(RUN.faults))).toContain('"finalize"')
  })
})

describe("registrations of the plugin", () => {
  const registrations = of("ts").filter(({ code }) => /^\s*plugins: \[/m.test(code))

  it.each(registrations)("$page: the plugin starts with them", ({ code }) => {
    const text = code.includes("module.exports")
      ? code
      : `module.exports = ({ ${code.replace(/^\/\/.*\n/gm, "")} })`
    const { outputText } = transpileModule(text, {})
    const module = { exports: {} as { plugins: { options: Record<string, unknown> }[] } }
    vm.runInNewContext(outputText, { module, defineConfig: (config: unknown) => config })
    const key = `k1:${Buffer.alloc(32, 7).toString("base64")}`
    const options = JSON.parse(JSON.stringify(module.exports.plugins[0]?.options)) as object

    const { providers } = parseOptions({ ...options, encryption_keys: key })
    expect(providers.length).toBeGreaterThan(0)
    const pdi = providers.find(({ id }) => id === "pdi")
    expect(pdi?.resolve).toBe("medusa-plugin-loyalty/providers/pdi")
    const env = { PDI_API_URL: "https://loyalty.example.com" }
    expect(parsePdiOptions(pdi?.options, env).api_url).toMatch(/^https:/)
  })

  it("are in three guides", () => {
    expect(registrations.map(({ page }) => page).sort()).toEqual(
      ["README.md", "docs/getting-started.md", "docs/providers.md"].sort(),
    )
  })
})

/** What docker and kubectl commands name that does not exist. */
const unknownNames = (command: string): string[] => {
  const files = [...command.matchAll(/--file(?:name)? (\S+)/g)].map(([, file = ""]) => file)
  const documents = files
    .concat("deploy/kubernetes/server.yaml", "deploy/kubernetes/migrate.yaml")
    .filter((file) => file.endsWith(".yaml") && existsSync(file))
    .flatMap((file) => parseAllDocuments(readFileSync(file, "utf8")))
    .map((document) => document.toJS() as { kind?: string; metadata?: { name: string } })
  const known = documents.map(({ kind, metadata }) => {
    return `${kind?.toLowerCase() ?? ""}/${metadata?.name ?? ""}`
  })
  const objects = [...command.matchAll(/ ((?:job|deployment)\/\S+)/g)].map(([, name = ""]) => name)
  return [
    ...files.filter((file) => !existsSync(file)),
    ...objects.filter((name) => !known.includes(name)),
  ]
}

describe("docker and kubectl", () => {
  const commands = commandsOfShell.filter((command) => /^(docker|kubectl) /.test(command))

  it.each(commands)("%s names what exists", (command) => {
    expect(unknownNames(command)).toEqual([])
  })

  it("would be found out", () => {
    expect(commands.length).toBeGreaterThan(5)
    expect(unknownNames("docker compose --file deploy/no.yaml up")).toEqual(["deploy/no.yaml"])
    expect(unknownNames("kubectl wait job/loyalty-shop-no")).toEqual(["job/loyalty-shop-no"])
  })

  it("start all services, or none that the compose file does not have", () => {
    const named = blocks
      .flatMap(({ code }) => commandsIn(code))
      .flatMap((command) => /^docker compose .* (?:up|config)(.*)$/.exec(command)?.[1] ?? [])
      .flatMap((rest) => rest.split(" ").filter((word) => word && !word.startsWith("--")))
    expect(named).toEqual([])
  })
})
