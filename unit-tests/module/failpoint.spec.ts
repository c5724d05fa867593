import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"

import { FAILPOINTS, failpoint } from "../../src/modules/loyalty/utils/failpoint"

const MODULE = path.resolve("src/modules/loyalty/utils/failpoint.ts")
const CODE = `require(${JSON.stringify(MODULE)}).failpoint("finalize.after_reply"); console.log("went on")`

describe("failpoint", () => {
  let folder: string
  let file: string

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "loyalty-failpoint-"))
    file = path.join(folder, "failpoints.json")
  })

  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const run = (armed: Record<string, string>, env: Record<string, string>) => {
    writeFileSync(file, JSON.stringify(armed))
    const { signal, stdout } = spawnSync(
      process.execPath,
      ["--require", "ts-node/register", "-e", CODE],
      { encoding: "utf8", env: { ...process.env, ...env } },
    )
    return { signal, output: stdout.trim() }
  }

  it("kills the process where it is armed, without a word", () => {
    expect(run({ "finalize.after_reply": "kill" }, { LOYALTY_FAILPOINTS: file })).toEqual({
      signal: "SIGKILL",
      output: "",
    })
  })

  it("lets pass what is armed elsewhere", () => {
    expect(run({ "finalize.after_claim": "kill" }, { LOYALTY_FAILPOINTS: file })).toEqual({
      signal: null,
      output: "went on",
    })
  })

  it("does nothing in production, nor without its variable", () => {
    const armed = { "finalize.after_reply": "kill" }
    const passed = { signal: null, output: "went on" }

    expect(run(armed, { LOYALTY_FAILPOINTS: file, NODE_ENV: "production" })).toEqual(passed)
    expect(run(armed, { LOYALTY_FAILPOINTS: "" })).toEqual(passed)
  })

  it("does not read its file in production", () => {
    const env = { LOYALTY_FAILPOINTS: path.join(folder, "missing.json") }

    expect(() => failpoint("place.before_bind", { ...env, NODE_ENV: "production" })).not.toThrow()
    expect(() => failpoint("place.before_bind", env)).toThrow(/missing\.json/)
  })

  it("has a name once", () => {
    expect(new Set(FAILPOINTS).size).toBe(FAILPOINTS.length)
  })
})
