import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"

import { examine } from "../../src/doctor/examine"
import type { Environment, Facts, LiveFacts } from "../../src/doctor/facts"
import {
  ourNames,
  readEnvironment,
  readNeighbours,
  type ProjectConfig,
} from "../../src/doctor/gather-project"

const GOOD_KEY = `k1:${Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString("base64")}`

const CONFIG: ProjectConfig = {
  projectConfig: {
    http: { jwtSecret: "a-long-random-secret-1", cookieSecret: "a-long-random-secret-2" },
  },
  plugins: [{ resolve: "medusa-plugin-loyalty", options: { encryption_keys: GOOD_KEY } }],
  modules: {},
}

const LIVE: LiveFacts = {
  completion_guard: { state: "held", detail: null },
  pending_migrations: [],
  foreign_tables: [],
  clock_skew_ms: 12,
  credentials: [{ store_id: "store_1", state: "ok" }],
  engines: [{ store_id: "store_1", ok: true, code: null }],
  unread: [],
}

describe("loyalty doctor", () => {
  let root: string

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), "loyalty-doctor-"))
    writeFileSync(path.join(root, "package.json"), '{ "name": "a-shop" }')
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  const plant = (file: string, code: string): void => {
    const place = path.join(root, file)
    mkdirSync(path.dirname(place), { recursive: true })
    writeFileSync(place, code)
  }

  const plugin = (file: string, code: string): void => {
    plant("node_modules/other-plugin/package.json", '{ "name": "other-plugin" }')
    plant(`node_modules/other-plugin/.medusa/server/src/${file}`, code)
  }

  const examined = (
    config: ProjectConfig = CONFIG,
    { live = {}, env = {} }: { live?: Partial<LiveFacts>; env?: NodeJS.ProcessEnv } = {},
  ) =>
    examine({
      environment: readEnvironment(config, env),
      neighbours: readNeighbours(root, config),
      ours: ourNames(),
      live: { ...LIVE, ...live },
    })

  it("finds nothing in a project that is in order", () => {
    plant("src/modules/blog/index.ts", 'export default Module("blog", { service })')
    plant("src/api/store/loyalty-cards/route.ts", "export const GET = 1")
    plant("src/workflows/x.ts", 'createWorkflow("loyalty-cards-print", () => {})')

    expect(examined()).toEqual([])
  })

  it.each([
    ["keys", "src/modules/points/index.ts", 'export default Module("loyalty_engine", { service })'],
    ["tables", "src/modules/points/models/x.ts", 'model.define("loyalty_engine_session", {})'],
    [
      "tables",
      "src/modules/points/models/y.ts",
      'model.define({ name: "Y", tableName: "loyalty_engine_y" }, {})',
    ],
    ["routes", "src/api/store/loyalty/identify/route.ts", "export const POST = () => {}"],
    ["routes", "src/api/admin/loyalty/sessions/[id]/route.ts", "export const GET = () => {}"],
    ["hooks", "src/workflows/hooks/x.ts", "completeCartWorkflow.hooks.validate(async () => {})"],
    ["workflows", "src/workflows/x.ts", 'createWorkflow("loyalty-place-order", () => {})'],
    [
      "keys",
      "src/modules/a/index.ts",
      'export const A_MODULE = "loyalty_engine"\nexport default Module(A_MODULE, { service })',
    ],
    [
      "tables",
      "src/modules/a/models/z.ts",
      'model.define({ name: "LoyaltyEngineZ" }, { id: model.id() })',
    ],
    [
      "workflows",
      "src/workflows/y.ts",
      'const placeId: string = "loyalty-place-order"\ncreateWorkflow(placeId, () => {})',
    ],
    [
      "workflows",
      "src/workflows/z.ts",
      'const id = "loyalty-place-order"\ncreateStep({ name: id, async: true }, () => {})',
    ],
    ["routes", "src/api/admin/loyalty/sessions/[session_id]/route.ts", "export const GET = 1"],
  ])("finds a conflict of %s in %s", (check, file, code) => {
    plant(file, code)
    const live = { completion_guard: { state: "taken", detail: "held" } }
    const found = examined(CONFIG, check === "hooks" ? { live } : {})

    expect(found.map((finding) => finding.check)).toContain(check)
    expect(JSON.stringify(found)).toContain(file.replace("src/", ""))
    expect(found.every(({ severity }) => severity === "error")).toBe(true)
  })

  it("looks into other plugins, as they are built", () => {
    plugin("modules/x/index.js", 'exports.default = (0, utils_1.Module)("loyalty_engine", {})')
    plugin("workflows/a.js", '(0, workflows_sdk_1.createWorkflow)("loyalty-place-order", () => {})')
    plugin("hooks/b.js", "core_flows_1.completeCartWorkflow.hooks.validate(async () => {})")
    const config = { ...CONFIG, plugins: [...(CONFIG.plugins ?? []), "other-plugin"] }
    const found = examined(config, { live: { completion_guard: { state: "taken", detail: null } } })

    expect(found.map(({ check }) => check)).toEqual(
      expect.arrayContaining(["keys", "workflows", "hooks"]),
    )
    expect(found[0]?.message).toContain("other-plugin")
  })

  it("finds what a constant of another file holds, under another name, and as built", () => {
    plant(
      "src/modules/b/keys.ts",
      'export const KEY = "loyalty_engine"\nexport const T = "loyalty_engine_b"',
    )
    plant(
      "src/modules/b/index.ts",
      'import { KEY as NAME } from "./keys"\nexport default Module(NAME, { service })',
    )
    plant("src/modules/b/models/b.ts", 'import { T } from "../keys"\nmodel.define(T, {})')
    plugin("ids.js", 'exports.stepId = "loyalty-place-order";')
    plugin("steps/c.js", "(0, workflows_sdk_1.createStep)(ids_1.stepId, () => {})")
    const config = { ...CONFIG, plugins: [...(CONFIG.plugins ?? []), "other-plugin"] }

    expect(examined(config).map(({ check, message }) => [check, message])).toEqual([
      ["keys", expect.stringContaining("modules/b/index.ts")],
      ["tables", expect.stringContaining("modules/b/models/b.ts")],
      ["workflows", expect.stringContaining("steps/c.js")],
    ])
  })

  it("takes no name of somebody else for ours", () => {
    plant("src/modules/b/index.ts", 'const KEY = "b"\nexport default Module(KEY, { service })')
    plant("src/modules/c/keys.ts", 'export const KEY = "loyalty_engine"')
    plant("src/workflows/d.ts", 'const id = "print"\ncreateWorkflow(id, () => {})')
    plant("src/api/admin/loyalty/sessions/[id]/print/route.ts", "export const GET = 1")

    expect(examined()).toEqual([])
  })

  it("accepts a shop that holds the hook and calls our check in it", () => {
    plant(
      "src/workflows/hooks/x.ts",
      "completeCartWorkflow.hooks.validate(async (i, c) => assertLoyaltyDiscounts(i, c))",
    )

    expect(
      examined(CONFIG, { live: { completion_guard: { state: "host", detail: null } } }),
    ).toEqual([])
  })

  it.each([
    ["a default secret", { jwtSecret: "supersecret", cookieSecret: "a-long-random-secret-2" }],
    ["a short secret", { jwtSecret: "a-long-random-secret-1", cookieSecret: "short" }],
    ["no secret", { jwtSecret: "a-long-random-secret-1" }],
  ])("finds %s, which matters most in production", (_, http) => {
    const config = { ...CONFIG, projectConfig: { http } }
    const env = { NODE_ENV: "production", LOYALTY_METRICS_TOKEN: "a-token-of-a-scraper" }

    expect(examined(config)).toMatchObject([{ check: "secrets", severity: "warning" }])
    expect(examined(config, { env })).toMatchObject([{ check: "secrets", severity: "error" }])
  })

  it("finds metrics that answer everybody in production", () => {
    expect(examined(CONFIG, { env: { NODE_ENV: "production" } })).toMatchObject([
      { check: "secrets", message: expect.stringContaining("/loyalty/metrics") },
    ])
  })

  it("finds a key that anybody could guess, and does not repeat it", () => {
    const weak = `k9:${Buffer.alloc(32, 7).toString("base64")}`
    const config = {
      ...CONFIG,
      plugins: [{ resolve: "medusa-plugin-loyalty", options: { encryption_keys: weak } }],
    }
    const found = examined(config)

    expect(found).toMatchObject([{ check: "secrets", severity: "error" }])
    expect(JSON.stringify(found)).toContain("k9")
    expect(JSON.stringify(found)).not.toContain(weak.slice(3))
  })

  it("finds what several processes lack", () => {
    const worker = { ...CONFIG, projectConfig: { ...CONFIG.projectConfig, workerMode: "worker" } }
    const found = examined(worker, { env: { LOYALTY_WORKER_PORT: "9001" } })

    expect(found).toHaveLength(4)
    expect(found.every(({ check, severity }) => check === "redis" && severity === "error")).toBe(
      true,
    )
  })

  it("accepts several processes with Redis throughout", () => {
    const redis = { resolve: "@medusajs/medusa/event-bus-redis" }
    const config: ProjectConfig = {
      ...CONFIG,
      projectConfig: { ...CONFIG.projectConfig, workerMode: "worker", redisUrl: "redis://x" },
      modules: {
        event_bus: redis,
        workflows: { resolve: "@medusajs/medusa/workflow-engine-redis" },
        locking: { options: { providers: [{ resolve: "@medusajs/medusa/locking-redis" }] } },
      },
    }

    const env = { LOYALTY_WORKER_PORT: "9001" }
    expect(examined(config, { env })).toEqual([])
    const without = { ...config, modules: { ...config.modules, locking: {} } }
    expect(examined(without, { env })).toMatchObject([
      { check: "redis", message: expect.stringContaining("locking") },
    ])
  })

  describe("a process's mode and ports", () => {
    const inMode = (workerMode: string, options: object = {}): ProjectConfig => ({
      ...CONFIG,
      projectConfig: { ...CONFIG.projectConfig, workerMode },
      plugins: [
        { resolve: "medusa-plugin-loyalty", options: { encryption_keys: GOOD_KEY, ...options } },
      ],
    })
    const ofWorkers = (config: ProjectConfig, env: NodeJS.ProcessEnv = {}) =>
      examined(config, { env }).filter(({ check }) => check === "workers")

    it("finds a worker that nobody can probe or scrape", () => {
      for (const env of [{}, { LOYALTY_WORKER_PORT: "" }]) {
        expect(ofWorkers(inMode("worker"), env)).toMatchObject([
          {
            severity: "warning",
            message: expect.stringContaining("no port for health and metrics"),
            advice: expect.stringContaining("LOYALTY_WORKER_PORT"),
          },
        ])
      }
    })

    it("finds one whose port is Medusa's, given or by default", () => {
      const taken = { message: expect.stringContaining("is Medusa's own") as string }

      expect(ofWorkers(inMode("worker", { worker_port: 9000 }))).toMatchObject([taken])
      const env = { PORT: "9100", LOYALTY_WORKER_PORT: "9100" }
      expect(ofWorkers(inMode("worker"), env)).toMatchObject([taken])
    })

    it("accepts a worker with a port of its own, and a server without one", () => {
      expect(ofWorkers(inMode("worker", { worker_port: 9001 }))).toEqual([])
      expect(ofWorkers(inMode("worker"), { LOYALTY_WORKER_PORT: "9001" })).toEqual([])
      expect(ofWorkers(inMode("server"))).toEqual([])
      expect(ofWorkers(inMode("shared"))).toEqual([])
    })
  })

  it.each<[string, Partial<LiveFacts>, string]>([
    ["migrations", { pending_migrations: ["Migration1"] }, "db:migrate"],
    ["database", { unread: [{ what: "The clock", because: "no" }] }, "database's own log"],
    ["tables", { foreign_tables: ["loyalty_engine_other"] }, "who made it"],
    ["clock", { clock_skew_ms: -30_000 }, "NTP"],
    ["clock", { clock_skew_ms: 90_000 }, "NTP"],
    ["sealing", { credentials: [{ store_id: "store_1", state: "unreadable" }] }, "key"],
    ["sealing", { credentials: [{ store_id: "store_1", state: "old_key" }] }, "Keep the old key"],
    ["engines", { engines: [{ store_id: "store_1", ok: false, code: "timeout" }] }, "connection"],
    ["hooks", { completion_guard: { state: "taken", detail: "x" } }, "assertLoyaltyDiscounts"],
  ])("finds what is wrong with %s while it runs, and says what to do", (check, live, advice) => {
    const found = examined(CONFIG, { live })

    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ check, advice: expect.stringContaining(advice) })
  })

  it("names errors before warnings", () => {
    const found = examined(CONFIG, {
      live: {
        foreign_tables: ["loyalty_engine_other"],
        pending_migrations: ["Migration1"],
      },
    })

    expect(found.map(({ severity }) => severity)).toEqual(["error", "warning"])
  })

  it("knows its own names", () => {
    const { routes, workflow_ids } = ourNames()

    expect(routes).toContain("store/loyalty/identify")
    expect(workflow_ids).toContain("loyalty-place-order")
  })

  it("has facts of every kind in its sample", () => {
    const facts: Pick<Facts, "live"> & { environment: Environment } = {
      live: LIVE,
      environment: readEnvironment(CONFIG, {}),
    }

    expect(facts.environment).toMatchObject({ worker_mode: "shared", guessable_keys: [] })
  })
})
