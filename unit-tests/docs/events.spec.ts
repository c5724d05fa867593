import { readdirSync, readFileSync } from "node:fs"

import { LOYALTY_EVENTS } from "../../src/types/events"
import { sourceFiles } from "../architecture/source-files"

describe("docs/events", () => {
  it("has a schema for every event, and for nothing else", () => {
    const files = readdirSync("docs/events").map((name) => name.replace(/\.json$/, ""))

    expect(files.sort()).toEqual([...Object.values(LOYALTY_EVENTS)].sort())
  })

  it("says of every event when it comes, and names the fields that are always there", () => {
    for (const name of Object.values(LOYALTY_EVENTS)) {
      const schema = JSON.parse(readFileSync(`docs/events/${name}.json`, "utf8")) as {
        description: string
        required: string[]
      }
      expect([name, schema.description]).toEqual([name, expect.stringMatching(/\.$/)])
      expect(schema.required.length).toBeGreaterThan(0)
    }
  })

  it("is not walked around: one place emits events from workflows", () => {
    const emitters = sourceFiles("src")
      .filter(({ code }) => code.includes("emitEventStep("))
      .map(({ path }) => path)

    expect(emitters).toEqual(["src/workflows/loyalty/utils/announce.ts"])
  })
})
