import { spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"

import { describeShop, switchOn } from "../helpers"

interface Finding {
  check: string
  severity: "error" | "warning"
  message: string
  advice: string
}

const REPOSITORY = process.cwd()
const TS_NODE = path.join(REPOSITORY, "node_modules", "ts-node", "register")
/** A boot of its own, and on a machine that does other things beside it. */
const CLI_MS = 240_000
const SHIFT_MS = 120_000
const NEW_KEY = Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString("base64")
const OLD_KEY = Buffer.alloc(32, 7).toString("base64")

const CONFIG = `import { defineConfig } from "@medusajs/framework/utils"

module.exports = defineConfig({
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    databaseDriverOptions: { connection: { ssl: false } },
    workerMode: process.env.MEDUSA_WORKER_MODE,
    http: {
      storeCors: "http://localhost:8000",
      adminCors: "http://localhost:9000",
      authCors: "http://localhost:9000",
      jwtSecret: process.env.JWT_SECRET,
      cookieSecret: process.env.COOKIE_SECRET,
    },
  },
  admin: { disable: true },
  modules: [
    {
      resolve: ${JSON.stringify(path.join(REPOSITORY, "src", "modules", "loyalty"))},
      options: {
        providers: [
          {
            resolve: ${JSON.stringify(path.join(REPOSITORY, "src", "providers", "pdi"))},
            id: "pdi",
            options: { allow_private_addresses: true },
          },
        ],
      },
    },
  ],
})
`

/** Code of a shop that takes what is ours, as Medusa's conventions have it written. */
const CONFLICTS = {
  "src/modules/points/index.ts":
    'export const POINTS_MODULE = "loyalty_engine"\nexport default Module(POINTS_MODULE, {})\n',
  "src/modules/points/models/row.ts": 'model.define("loyalty_engine_session", {})\n',
  "src/api/admin/loyalty/sessions/[session_id]/route.ts": "export const GET = () => undefined\n",
  "src/workflows/place.ts": `import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"

const placeId = "loyalty-place-order"
export const place = createWorkflow(placeId, () => new WorkflowResponse({ ok: true }))
`,
  "src/workflows/hooks/complete.ts": `import { completeCartWorkflow } from "@medusajs/medusa/core-flows"

completeCartWorkflow.hooks.validate(() => Promise.resolve())
`,
}

const shopFolder = (files: Record<string, string>): string => {
  const root = mkdtempSync(path.join(tmpdir(), "loyalty-doctor-shop-"))
  symlinkSync(path.join(REPOSITORY, "node_modules"), path.join(root, "node_modules"))
  const given = {
    // By this dependency Medusa's command knows a project of its own.
    "package.json": JSON.stringify({ name: "a-shop", dependencies: { "@medusajs/medusa": "*" } }),
    "tsconfig.json": JSON.stringify({
      compilerOptions: {
        target: "ES2021",
        module: "Node16",
        moduleResolution: "Node16",
        esModuleInterop: true,
        emitDecoratorMetadata: true,
        experimentalDecorators: true,
      },
      "ts-node": { swc: true },
    }),
    "medusa-config.ts": CONFIG,
    // The machine's clock, two minutes late.
    "late-clock.cjs": `const now = Date.now\nDate.now = () => now() - ${SHIFT_MS}\n`,
    ...files,
  }
  for (const [name, code] of Object.entries(given)) {
    const file = path.join(root, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, code)
  }
  return root
}

/** The command as a shop runs it, in a process of its own. */
const runCli = (
  root: string,
  args: string[],
  env: Record<string, string | undefined>,
): Promise<{ code: number | null; stdout: string; stderr: string }> =>
  new Promise((resolve, reject) => {
    const cli = path.join(REPOSITORY, "src", "cli", "loyalty.ts")
    const child = spawn(process.execPath, ["--require", TS_NODE, cli, ...args], {
      cwd: root,
      env: { ...process.env, NODE_OPTIONS: "", ...env },
    })
    let stdout = ""
    let stderr = ""
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()))
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()))
    child.on("error", reject)
    child.on("close", (code) => resolve({ code, stdout, stderr }))
  })

describeShop({
  sites: 1,
  testSuite: ({ http, simulator, shop, stage, admin, getContainer }) => {
    const roots: string[] = []

    afterAll(() => roots.forEach((root) => rmSync(root, { recursive: true, force: true })))

    const shopWith = (files: Record<string, string>): string => {
      const root = shopFolder(files)
      roots.push(root)
      return root
    }
    const databaseUrl = async (): Promise<string> => {
      const [row] = await stage.sql<{ name: string }>("SELECT current_database() AS name")
      const { DB_USERNAME, DB_PASSWORD, DB_HOST, DB_PORT } = process.env
      const user = [DB_USERNAME ?? "", DB_PASSWORD ?? ""].map(encodeURIComponent).join(":")
      return `postgres://${user}@${DB_HOST ?? "localhost"}:${DB_PORT ?? "5432"}/${row?.name}`
    }
    const examined = async (): Promise<Finding[]> => {
      const { data, status } = await http.get("/admin/loyalty/doctor", {
        ...admin,
        validateStatus: () => true,
      })
      expect(status).toBe(200)
      return (data as { findings: Finding[] }).findings
    }
    /** Without what the tests' own configuration earns: its secrets and its key. */
    const live = async (): Promise<Finding[]> =>
      (await examined()).filter(({ check }) => check !== "secrets")
    const forgetMigration = async (): Promise<string> => {
      const [gone] = await stage.sql<{ name: string }>(
        `DELETE FROM mikro_orm_migrations WHERE name = (
           SELECT max(name) FROM mikro_orm_migrations WHERE name LIKE 'Migration20261121%')
         RETURNING name`,
      )
      return gone?.name ?? ""
    }

    describe("the doctor's route", () => {
      it("finds the secrets and the key of this test, and nothing else", async () => {
        expect(await live()).toEqual([])
        const secrets = (await examined()).map(({ message }) => message)
        expect(secrets).toContainEqual(expect.stringContaining("http.jwtSecret"))
        expect(secrets).toContainEqual(expect.stringContaining('"k1" can be guessed'))
        expect(JSON.stringify(secrets)).not.toContain(OLD_KEY)
      })

      it("reads from the database what is planted there", async () => {
        await stage.sql("CREATE TABLE loyalty_engine_somebody_else (id text)")
        await stage.sql(
          "UPDATE loyalty_engine_store_credential SET sealed = replace(sealed, 'v1.k1.', 'v1.k9.')",
        )
        expect(await live()).toMatchObject([
          { check: "sealing", severity: "error", advice: expect.stringContaining("the key") },
          { check: "tables", message: expect.stringContaining("loyalty_engine_somebody_else") },
        ])
        await stage.sql("DROP TABLE loyalty_engine_somebody_else")
      })

      it("finds an engine that does not answer", async () => {
        // A saved configuration is probed anew; an answer would be remembered for half a minute.
        await switchOn(getContainer(), { site: shop.sites[0]!, simulator })
        simulator.addFault({
          kind: "status",
          endpoint: "getSessionStatus",
          params: { status: 503 },
        })
        expect(await live()).toMatchObject([
          {
            check: "engines",
            severity: "warning",
            advice: expect.stringContaining("Test the connection"),
          },
        ])
      })

      it("answers while migrations are pending, and says which command to run", async () => {
        const name = await forgetMigration()
        await stage.sql("ALTER TABLE loyalty_engine_store_credential RENAME TO not_there_yet")
        const [first, ...others] = await live()
        await stage.sql("ALTER TABLE not_there_yet RENAME TO loyalty_engine_store_credential")

        expect(first).toMatchObject({
          check: "migrations",
          severity: "error",
          message: `Migrations pending: ${name}`,
          advice: expect.stringContaining("npx medusa db:migrate"),
        })
        expect(others).toContainEqual(
          expect.objectContaining({
            check: "database",
            severity: "warning",
            message: expect.stringContaining("credentials") as string,
          }),
        )
      })
    })

    describe("loyalty doctor", () => {
      it(
        "names every planted conflict and what to do, and ends with 1",
        async () => {
          await forgetMigration()
          await stage.sql(
            `UPDATE loyalty_engine_store_config
                SET settings = jsonb_set(settings, '{api_url}', '"http://127.0.0.1:9"')`,
          )
          const root = shopWith(CONFLICTS)
          const { code, stdout, stderr } = await runCli(root, ["doctor", "--json"], {
            DATABASE_URL: await databaseUrl(),
            NODE_OPTIONS: `--require ${path.join(root, "late-clock.cjs")}`,
            MEDUSA_WORKER_MODE: "worker",
            JWT_SECRET: "supersecret",
            COOKIE_SECRET: "supersecret",
            LOYALTY_ENCRYPTION_KEYS: `k9:${NEW_KEY},k1:${OLD_KEY}`,
          })
          const found = JSON.parse(stdout) as Finding[]
          const said = (check: string) =>
            found
              .filter((finding) => finding.check === check)
              .map(({ message, advice }) => `${message} ${advice}`)
              .join("\n")

          expect({ code, boot: said("boot"), stderr }).toMatchObject({ code: 1, boot: "" })
          for (const [check, ...words] of [
            ["keys", "modules/points/index.ts", "another key"],
            ["tables", "modules/points/models/row.ts", "Rename the table"],
            ["routes", "sessions/[session_id]", "another path"],
            ["workflows", "loyalty-place-order", "another id"],
            ["hooks", "hooks/complete.ts", "assertLoyaltyDiscounts"],
            ["workers", "no port for health and metrics", "LOYALTY_WORKER_PORT"],
            ["redis", 'workerMode "worker"', "Register Medusa's Redis modules"],
            ["secrets", "http.jwtSecret", "at least 16 random characters"],
            ["secrets", '"k1" can be guessed', "Make a new one"],
            ["sealing", "sealed with an old key", "Keep the old key"],
            ["migrations", "Migrations pending", "npx medusa db:migrate"],
            ["clock", "differ by 120 s", "NTP"],
            ["engines", "cannot be used", "Test the connection"],
          ] as const) {
            for (const word of words) {
              expect([check, said(check)]).toEqual([check, expect.stringContaining(word)])
            }
          }
        },
        CLI_MS,
      )

      it(
        "says why a shop does not start, and examines it from outside",
        async () => {
          const root = shopWith({
            "src/modules/points/index.ts": CONFLICTS["src/modules/points/index.ts"],
          })
          const { code, stdout } = await runCli(root, ["doctor"], {
            DATABASE_URL: await databaseUrl(),
            MEDUSA_WORKER_MODE: undefined,
            JWT_SECRET: "a-long-random-secret-1",
            COOKIE_SECRET: "a-long-random-secret-2",
            LOYALTY_ENCRYPTION_KEYS: undefined,
          })

          expect(code).toBe(1)
          expect(stdout).toContain("error (boot): The application does not start: ")
          expect(stdout).toContain("no encryption key is set")
          expect(stdout).toContain("set it as LOYALTY_ENCRYPTION_KEYS")
          expect(stdout).not.toContain("stack")
          expect(stdout).toContain("error (keys): this project registers a module under our key")
          expect(stdout).toContain("Give that module another key")
          expect(stdout).not.toContain("secrets")
        },
        CLI_MS,
      )

      it(
        "says that medusa-config cannot be read, and not what might be missing in it",
        async () => {
          const root = shopWith({
            "medusa-config.ts": 'throw new Error("the brackets do not match")\n',
            "src/modules/points/index.ts": CONFLICTS["src/modules/points/index.ts"],
          })
          const { code, stdout } = await runCli(root, ["doctor"], { MEDUSA_WORKER_MODE: "worker" })

          expect(code).toBe(1)
          expect(stdout).toContain("medusa-config cannot be read: the brackets do not match")
          expect(stdout).toContain("error (keys): this project registers a module under our key")
          expect(stdout).not.toMatch(/\((?:secrets|redis|workers)\)/)
        },
        CLI_MS,
      )

      it("explains itself when it is asked for something else", async () => {
        const { code, stderr } = await runCli(shopWith({}), ["nurse"], {})
        expect(code).toBe(2)
        expect(stderr).toContain("Usage: loyalty doctor [--json]")
      })

      it("says so in a folder that is no Medusa project", async () => {
        const empty = mkdtempSync(path.join(tmpdir(), "loyalty-doctor-empty-"))
        roots.push(empty)
        const { code, stdout, stderr } = await runCli(empty, ["doctor"], {
          TS_NODE_PROJECT: path.join(REPOSITORY, "tsconfig.json"),
        })

        expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
        expect(stderr).toContain(`loyalty: There is no Medusa in ${empty}. Run the doctor in`)
        expect(stderr).not.toContain("Require stack")
      })
    })
  },
})
