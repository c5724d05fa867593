import { createServer } from "node:net"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"

import type { Child } from "../../scripts/demo/lib/child"
import { claimFolder } from "../../scripts/demo/lib/instance"
import { ROOT } from "../../scripts/demo/lib/paths"
import { Shutdown } from "../../scripts/demo/lib/shutdown"
import { watchPort } from "../../scripts/demo/lib/watch"
import { changeFor } from "../../scripts/demo/parts/loyalty-config"
import { SIMULATOR_CLIENT, simulatorGoneNotice } from "../../scripts/demo/parts/simulator"

describe("a store's loyalty settings at the next start", () => {
  const store = {
    store_id: "store_1",
    name: "One",
    site_id: "0001",
    sales_channel_id: "sc_1",
    publishable_key: "pk_1",
  }
  const before = "http://127.0.0.1:9400"
  const now = "http://127.0.0.1:9500"
  const target = { simulator_url: now, previousSimulatorUrl: before }

  it("move with the simulator, and carry the credentials", () => {
    const settings = { api_url: before, age_gate: false }
    expect(changeFor(store, { settings }, target)).toEqual({
      settings: { api_url: now, age_gate: false },
      credentials: SIMULATOR_CLIENT,
    })
  })

  it.each([
    ["a person's own engine", { api_url: "https://engine.example" }],
    ["the simulator of now", { api_url: now }],
    ["no address", {}],
  ])("stay with %s", (_what, settings) => {
    expect(changeFor(store, { settings }, target)).toBeUndefined()
    const first = { ...target, previousSimulatorUrl: undefined }
    expect(changeFor(store, { settings }, first)).toBeUndefined()
  })
})

describe("the claim on the demo's folder", () => {
  let folder: string
  const mark = () => path.join(folder, "running.json")
  const nowhere = "http://127.0.0.1:1"

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "demo-claim-"))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it.each(["", '{"pid":12', "null", "[]", '{"pid":0,"backend_url":"x"}'])(
    "is free when its mark is %j",
    async (text) => {
      writeFileSync(mark(), text)
      expect(await claimFolder(folder, nowhere)).toBe("none")
      expect(JSON.parse(readFileSync(mark(), "utf8"))).toEqual({
        pid: process.pid,
        backend_url: nowhere,
      })
    },
  )

  it("is held by a demo that lives, though it does not answer yet", async () => {
    writeFileSync(mark(), JSON.stringify({ pid: process.ppid, backend_url: nowhere }))
    await expect(claimFolder(folder, nowhere)).rejects.toThrow(/is starting or stopping already/)
  })

  it("is free after a demo that was killed", async () => {
    writeFileSync(mark(), JSON.stringify({ pid: 2 ** 31 - 1, backend_url: nowhere }))
    expect(await claimFolder(folder, nowhere)).toBe("killed")
  })
})

describe("a program that ends while the demo runs", () => {
  const place = { port: 9500, dataDir: path.join(ROOT, ".demo", "simulator") }
  const ended = (code: number | null): Child => ({
    name: "medusa",
    logFile: path.join(tmpdir(), "no-such.log"),
    isRunning: false,
    pid: undefined,
    ended: Promise.resolve(code),
    stop: () => Promise.resolve(),
  })

  function watch(child: Child, notice?: string) {
    const shutdown = new Shutdown()
    const stop = vi.spyOn(shutdown, "stop").mockResolvedValue()
    const said = vi.spyOn(console, "error").mockReturnValue()
    shutdown.add(child, notice)
    return { shutdown, stop, said }
  }

  afterEach(() => vi.restoreAllMocks())

  it.each([null, 0, 1])("leaves the shop up when it is the simulator (code %j)", async (code) => {
    const { shutdown, stop, said } = watch(ended(code), simulatorGoneNotice(place))
    await Promise.resolve()
    expect(said).not.toHaveBeenCalled()
    shutdown.serve()
    expect(said).toHaveBeenCalledExactlyOnceWith(
      "\nThe engine simulator is gone. The shop goes on without loyalty.\n" +
        "Start it again, from the folder of the repository:\n" +
        "  node packages/pdi-simulator/bin/pdi-simulator.mjs --port 9500 --data-dir .demo/simulator",
    )
    expect(stop).not.toHaveBeenCalled()
  })

  it.each([null, 0, 1])("ends the demo when it is another (code %j)", async (code) => {
    const { shutdown, stop, said } = watch(ended(code))
    shutdown.serve()
    await Promise.resolve()
    expect(said).toHaveBeenCalledExactlyOnceWith(expect.stringMatching("medusa ended unexpectedly"))
    expect(stop).toHaveBeenCalledExactlyOnceWith(1)
  })

  it("is noticed by its port when it is no child, such as Postgres", async () => {
    const server = createServer((socket) => socket.on("error", () => undefined))
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const address = server.address()
    const port = typeof address === "object" && address ? address.port : 0
    const gone = new Promise<void>((resolve) => watchPort(port, resolve, 20))
    server.close()
    await gone
  })
})
