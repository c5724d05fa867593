import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Books } from "../src/index.js"
import { Ledger } from "../src/books/ledger.js"
import { completeMember } from "../src/books/state.js"
import { plainFinalize, sampleFinalize } from "./support/baskets.js"
import { Client, start } from "./support/client.js"
import { runToEnd, startProcess, stop } from "./support/process.js"

vi.setConfig({ testTimeout: 30_000 })

let dataDir: string

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "pdi-simulator-"))
})

afterEach(() => {
  rmSync(dataDir, { recursive: true, force: true })
})

describe("the journal", () => {
  it("brings all books back, and their idempotency with them", async () => {
    const first = await start({ dataDir })
    const client = await Client.connect(first)
    const session = await client.identify()
    const body = sampleFinalize(session)
    await client.finalize(body)
    first.spend("CUST-12346", 40)
    first.upsertMember({ memberId: "CUST-1", phones: ["+14155550199"], points: 5 })
    first.setPromotions([])
    const before = first.books()
    await first.close()

    const second = await start({ dataDir })
    expect(second.books()).toEqual(before)
    const replay = await (await Client.connect(second)).finalize(body)
    expect(replay.json).toMatchObject({ duplicate: true, newBalance: 4519 })
    expect(second.books().commitsByTransaction).toEqual({ order_01H: 1 })
  })

  it("loses no answered commit when the process is killed under load", async () => {
    const running = await startProcess(["--data-dir", dataDir, "--quiet"])
    const client = new Client(running.url)
    await client.authorize()
    const answered: string[] = []
    const calls = Array.from({ length: 60 }, async (_, index) => {
      const order = `order_${index}`
      const session = await client.identify()
      if ((await client.finalize(plainFinalize(session, order))).status === 200) {
        answered.push(order)
      }
    })
    const load = Promise.allSettled(calls)
    await vi.waitFor(() => expect(answered.length).toBeGreaterThan(5), { interval: 1 })
    await stop(running.child, "SIGKILL")
    await load

    const books = (await start({ dataDir })).books()
    for (const order of answered) expect(books.commitsByTransaction[order]).toBe(1)
    const earned = books.transactions.reduce((sum, { earnedPoints }) => sum + earnedPoints, 0)
    expect(books.members[0]?.points).toBe(5000 + earned)
  })

  it("cuts off a torn last line and writes on from there", async () => {
    const first = await start({ dataDir })
    first.spend("CUST-12345", 100)
    await first.close()
    const journal = join(dataDir, "journal.jsonl")
    const whole = readFileSync(journal, "utf8")
    appendFileSync(journal, '{"type":"spent","memberId":"CUST-12345","poi')
    const second = await start({ dataDir })
    expect(readFileSync(journal, "utf8")).toBe(whole)
    second.spend("CUST-12345", 1)
    await second.close()
    expect((await start({ dataDir })).books().members[0]?.points).toBe(4899)
  })

  it("forgets the books, not the faults, on reset", async () => {
    const simulator = await start({ dataDir })
    const client = await Client.connect(simulator)
    await client.finalize(plainFinalize(await client.identify(), "order_a"))
    simulator.setPromotions([])
    simulator.addFault({ kind: "hang", endpoint: "cancel" })
    const fresh = (await start()).books()
    simulator.reset()
    expect(simulator.books()).toEqual(fresh)
    expect(simulator.faults()).toHaveLength(1)
    await simulator.close()
    expect((await start({ dataDir })).books()).toEqual(fresh)
  })
})

describe("the ledger's own promise", () => {
  it("refuses to book a second finalize of one order, whoever asks", () => {
    const ledger = new Ledger({ members: [completeMember({ memberId: "M" })], promotions: [] })
    ledger.open(null)
    const commit = {
      kind: "finalize" as const,
      transactionId: "order_a",
      sessionId: "s",
      memberId: "M",
      idempotencyKey: "k",
      bodyHash: "",
      earnedPoints: 1,
      redeemedPoints: 0,
      finalAmount: 1,
      receiptId: "R",
      newBalance: 1,
      committedAt: "2026-03-16T00:00:00Z",
      appliedRewards: [],
      reversalId: null,
      reply: {},
      punches: {},
      uses: {},
    }
    ledger.record({ type: "committed", commit })
    expect(() => ledger.record({ type: "committed", commit })).toThrow(/second finalize/)
    expect(ledger.memberById("M")?.points).toBe(1)
  })
})

describe("the command", () => {
  it("closes cleanly on SIGTERM and continues on the next start", async () => {
    const first = await startProcess(["--data-dir", dataDir])
    const client = new Client(first.url)
    await client.authorize()
    await client.finalize(plainFinalize(await client.identify(), "order_a"))
    expect(await stop(first.child, "SIGTERM")).toBe(0)
    expect(first.output()).toMatch(/finalize 200/)
    expect(first.output()).not.toContain("5550100100")

    const second = await startProcess(["--data-dir", dataDir, "--quiet"])
    const books = (await (await fetch(`${second.url}/_sim/books`)).json()) as Books
    expect(books.commitsByTransaction).toEqual({ order_a: 1 })
    expect(await stop(second.child, "SIGINT")).toBe(0)
  })

  it("says plainly that the port is taken, and leaves the books of the other alone", async () => {
    const simulator = await start({ dataDir })
    const before = readFileSync(join(dataDir, "journal.jsonl"), "utf8")
    const args = ["--port", String(simulator.port), "--data-dir", dataDir]
    const { code, output } = await runToEnd(args)
    expect([code, output]).toEqual([
      1,
      `Port ${simulator.port} is already in use. Choose another one with --port.\n`,
    ])
    expect(readFileSync(join(dataDir, "journal.jsonl"), "utf8")).toBe(before)
  })

  it.each([
    [["--help"], 0, "Usage: pdi-simulator"],
    [["--port", "many"], 1, "--port must be a whole number"],
    [["--port", "70000"], 1, "at most 65535"],
    [["--client", "nosecret"], 1, "<id>:<secret>"],
    [["--what"], 1, "Unknown option"],
    [["--members", "/nowhere.json"], 1, "/nowhere.json"],
  ])("%j exits with %i", async (args, code, text) => {
    const ended = await runToEnd(args)
    expect(ended.code).toBe(code)
    expect(ended.output).toContain(text)
  })
})
