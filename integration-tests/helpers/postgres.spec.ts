import { spawn } from "node:child_process"
import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs"
import path from "node:path"

import { removeAbandoned, startPostgres } from "../../scripts/lib/postgres"
import { readPostmaster } from "../../scripts/lib/postgres/postmaster"
import { waitFor } from "./wait-for"

describe("startPostgres", () => {
  const root = path.resolve(".cache", "postgres")
  let folder: string
  let dataDir: string
  let databaseUrl: string | undefined

  beforeEach(() => {
    databaseUrl = process.env.DATABASE_URL
    delete process.env.DATABASE_URL
    folder = mkdtempSync(path.join(root, "spec-"))
    chmodSync(folder, 0o755)
    dataDir = path.join(folder, "data")
  })

  afterEach(async () => {
    process.env.DATABASE_URL = databaseUrl
    if (databaseUrl === undefined) {
      delete process.env.DATABASE_URL
    }
    await removeAbandoned(dataDir)
    rmSync(folder, { recursive: true, force: true })
  })

  it("keeps durable data, and its server ends with stop", async () => {
    const first = await startPostgres({ dataDir, durable: true })
    const running = readPostmaster(dataDir)
    await first.stop()

    expect(running?.port).toBe(first.port)
    expect(first.databaseUrl("shop")).toBe(`postgres://postgres@localhost:${first.port}/shop`)
    expect(readPostmaster(dataDir)).toBeUndefined()
    expect(existsSync(path.join(dataDir, "PG_VERSION"))).toBe(true)
  })

  it("throws test data away", async () => {
    const server = await startPostgres({ dataDir, durable: false })
    await server.stop()

    expect(existsSync(dataDir)).toBe(false)
  })

  it("shares the server of a process that runs, and adopts that of one that was killed", async () => {
    const owner = startElsewhere(dataDir)
    const running = await waitFor(() => existsSync(`${dataDir}.owner`) && readPostmaster(dataDir), {
      timeout_ms: 20_000,
    })

    const shared = await startPostgres({ dataDir, durable: true })
    await shared.stop()
    expect(readPostmaster(dataDir)?.pid).toBe(running.pid)

    owner.kill("SIGKILL")
    await waitFor(() => owner.signalCode !== null)
    const adopted = await startPostgres({ dataDir, durable: true })
    expect(adopted.port).toBe(running.port)
    await adopted.stop()
    expect(readPostmaster(dataDir)).toBeUndefined()
  })

  it("finds another place for data where the Postgres user cannot go", async () => {
    chmodSync(folder, 0o700)
    const first = await startPostgres({ dataDir, durable: true })
    const second = await startPostgres({ dataDir, durable: true })
    await second.stop()
    await first.stop()

    expect(second.port).toBe(first.port)
    expect(existsSync(dataDir)).toBe(process.getuid?.() !== 0)
    expect(await removeAbandoned(dataDir)).toBe(true)
  })

  it("says why it cannot start", async () => {
    const taken = await startPostgres({ dataDir, durable: false })
    const other = path.join(folder, "other")

    await expect(
      startPostgres({ dataDir: other, durable: false, port: taken.port }),
    ).rejects.toThrow(/Postgres did not start[^]*Address already in use/)

    await taken.stop()
  })

  it("uses the server of DATABASE_URL, and refuses what is no URL", async () => {
    process.env.DATABASE_URL = "postgres://shop:se%20cret@db.example:6543/main"
    const server = await startPostgres({ dataDir, durable: false })

    expect(server).toMatchObject({
      host: "db.example",
      port: 6543,
      user: "shop",
      password: "se cret",
    })
    expect(server.databaseUrl("other")).toBe("postgres://shop:se%20cret@db.example:6543/other")

    process.env.DATABASE_URL = "db.example"
    await expect(startPostgres({ dataDir, durable: false })).rejects.toThrow("is not a URL")
  })
})

const startElsewhere = (dataDir: string): ReturnType<typeof spawn> => {
  const library = path.resolve("scripts", "lib", "postgres.ts")
  const code = `
    const { startPostgres } = require(${JSON.stringify(library)})
    startPostgres({ dataDir: ${JSON.stringify(dataDir)}, durable: true })
    setInterval(() => {}, 1000)
  `
  return spawn(process.execPath, ["--import", "tsx", "-e", code], { stdio: "inherit" })
}
