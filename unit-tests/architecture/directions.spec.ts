import { spawnSync } from "node:child_process"
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import os from "node:os"
import path from "node:path"

const ROOT = path.resolve(import.meta.dirname, "..", "..")
const CONFIG = path.join(ROOT, ".dependency-cruiser.cjs")

interface Rules {
  forbidden: { name: string; comment: string }[]
}

interface Report {
  summary: { violations: { rule: { name: string }; from: string }[] }
}

/** One file that breaks one rule: name of the rule, path of the file, what it imports. */
const FAULTS: [rule: string, file: string, imported: string][] = [
  ["domain-is-pure", "src/modules/loyalty/domain/impure.ts", "node:fs"],
  ["domain-borrows-only-types", "src/modules/loyalty/domain/borrows.ts", "../../../types/values"],
  ["only-transport-imports-undici", "src/providers/pdi/service.ts", "undici"],
  ["only-policies-imports-cockatiel", "src/providers/pdi/retry.ts", "cockatiel"],
  ["routes-start-workflows", "src/api/store/route.ts", "../../modules/loyalty/service"],
  ["subscribers-and-jobs-start-workflows", "src/jobs/drain.ts", "../modules/loyalty/service"],
  [
    "workflows-compose-steps",
    "src/workflows/loyalty/workflows/direct.ts",
    "../../../modules/loyalty/service",
  ],
  ["steps-know-no-workflow", "src/workflows/loyalty/steps/circle.ts", "../workflows/other"],
  [
    "steps-reach-the-engine-through-the-module",
    "src/workflows/loyalty/steps/engine.ts",
    "../../../providers/pdi/index",
  ],
  ["module-knows-nothing-above-it", "src/modules/loyalty/up.ts", "../../subscribers/placed"],
  ["module-knows-no-provider", "src/modules/loyalty/engine.ts", "../../providers/pdi/index"],
  ["provider-sees-only-the-port", "src/providers/pdi/rows.ts", "../../modules/loyalty/service"],
  ["admin-runs-in-the-browser", "src/admin/lib/server.ts", "../../modules/loyalty/service"],
  ["server-knows-no-admin", "src/api/admin/route.ts", "../../admin/lib/sdk"],
  ["simulator-stands-alone", "packages/pdi-simulator/src/cheat.ts", "../../../src/types/values"],
  ["plugin-knows-no-package", "src/utils/stub.ts", "../../packages/pdi-simulator/src/index"],
  ["storefront-has-no-backend", "packages/storefront/src/client.ts", "@medusajs/framework/utils"],
  ["example-shop-is-a-shop", "examples/storefront/src/cheat.ts", "../../../src/types/values"],
  ["nobody-needs-the-example", "src/utils/shop.ts", "../../examples/storefront/src/app/page"],
  ["shop-state-knows-no-page", "examples/storefront/src/state/paged.ts", "../app/page"],
  ["no-dev-dependency-in-the-plugin", "src/utils/dev.ts", "fast-check"],
  ["admin-uses-what-the-dashboard-has", "src/admin/lib/chart.ts", "fast-check"],
  ["no-second-copy", "src/utils/schema.ts", "zod"],
  ["no-circle", "src/utils/left.ts", "./right"],
  ["everything-resolves", "src/utils/lost.ts", "./nowhere"],
]

const INNOCENT: Record<string, string> = {
  "src/types/values.ts": "export const value = 1",
  "src/modules/loyalty/service.ts": "export const service = 1",
  "src/workflows/loyalty/workflows/other.ts": "export const other = 1",
  "src/providers/pdi/index.ts": "export const pdi = 1",
  "src/providers/pdi/client/transport.ts": 'import "undici"',
  "src/providers/pdi/client/policies.ts": 'import "cockatiel"',
  "src/subscribers/placed.ts": 'import "../workflows/loyalty/workflows/other"',
  "src/api/store/read.ts":
    'import type { service } from "../../modules/loyalty/service"\nexport type Service = typeof service',
  "src/admin/lib/sdk.ts": 'import "react"',
  "src/utils/right.ts": 'import "./left"',
  "src/modules/loyalty/domain/pure.ts":
    'import "node:crypto"\nimport "libphonenumber-js"\nimport type { value } from "../../../types/values"\nexport type Value = typeof value',
  "packages/pdi-simulator/src/index.ts": "export const simulator = 1",
  "examples/storefront/src/app/page.ts": "export const page = 1",
}

describe("the directions of imports", () => {
  let broken: string
  let report: Report

  beforeAll(() => {
    broken = mkdtempSync(path.join(os.tmpdir(), "directions-"))
    for (const name of ["package.json", "tsconfig.json"]) {
      copyFileSync(path.join(ROOT, name), path.join(broken, name))
    }
    symlinkSync(path.join(ROOT, "node_modules"), path.join(broken, "node_modules"))
    const faults = FAULTS.map(([, file, imported]) => [file, `import "${imported}"`] as const)
    for (const [file, code] of [...Object.entries(INNOCENT), ...faults]) {
      mkdirSync(path.dirname(path.join(broken, file)), { recursive: true })
      writeFileSync(path.join(broken, file), `${code}\n`)
    }
    report = cruise(broken)
  })

  afterAll(() => rmSync(broken, { recursive: true, force: true }))

  it.each(FAULTS)("%s catches %s importing %s", (rule, file) => {
    const found = report.summary.violations.filter((violation) => violation.from === file)

    expect(found.map((violation) => violation.rule.name)).toContain(rule)
  })

  it("leaves what is allowed alone", () => {
    const accused = new Set(report.summary.violations.map((violation) => violation.from))

    expect(Object.keys(INNOCENT).filter((file) => accused.has(file))).toEqual([])
  })

  it("has a fault planted for every rule, and a reason for each", () => {
    const { forbidden } = createRequire(import.meta.url)(CONFIG) as Rules

    expect(FAULTS.map(([rule]) => rule).sort()).toEqual(forbidden.map((rule) => rule.name).sort())
    expect(forbidden.filter((rule) => rule.comment.length < 40)).toEqual([])
  })
})

const cruise = (folder: string): Report => {
  const program = path.join(
    ROOT,
    "node_modules",
    "dependency-cruiser",
    "bin",
    "dependency-cruise.mjs",
  )
  const args = ["--config", CONFIG, "--output-type", "json", "src", "packages", "examples"]
  const result = spawnSync(process.execPath, [program, ...args], { cwd: folder, encoding: "utf8" })
  if (result.stdout === "") {
    throw new Error(`dependency-cruiser failed: ${result.stderr}`)
  }
  return JSON.parse(result.stdout) as Report
}
