import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"

const JOBS = path.resolve("src", "jobs")
const files = readdirSync(JOBS).filter((name) => name.endsWith(".ts"))
const sourceOf = (file: string) => readFileSync(path.join(JOBS, file), "utf8")
const scheduleOf = (file: string) => /schedule: "([^"]+)"/.exec(sourceOf(file))?.[1] ?? ""

describe("the schedule of a job", () => {
  // A timer beyond 24.8 days overflows in the in-memory engine and fires without end.
  it.each(files)("comes round every day or sooner: %s", (file) => {
    const [minute, hour, ...days] = scheduleOf(file).split(" ")
    expect(minute).toMatch(/^[0-9*/,]+$/)
    expect(hour).toMatch(/^[0-9*/,]+$/)
    expect(days).toEqual(["*", "*", "*"])
  })

  it("is what the page for operators says", () => {
    const page = readFileSync(path.resolve("docs", "operations.md"), "utf8")
    const said = new Map(
      [...page.matchAll(/^\| `([a-z-]+)` +\| ([^|]+?) +\|/gm)].map(
        ([, ...row]) => row as [string, string],
      ),
    )
    const WHEN: Record<string, RegExp> = {
      "every minute": /^\* \* /,
      "every 15 minutes": /^(\*\/15|7,22,37,52) \* /,
      "at boot, and every 15 minutes": /^(\*\/15|7,22,37,52) \* /,
      "every 30 minutes": /^11,41 \* /,
      hourly: /^\d+ \* /,
      "01:00 UTC": /^0 1 /,
      "02:00 UTC": /^0 2 /,
    }
    for (const file of files) {
      const when = said.get(file.replace(/\.ts$/, "")) ?? "not on the page"
      expect(`${file} ${when}: ${scheduleOf(file)}`).toMatch(
        new RegExp(`: ${(WHEN[when] ?? /never/).source.replace("^", "")}`),
      )
    }
  })

  it.each(files)("is of a job that runs under a lease and never throws: %s", (file) => {
    expect(sourceOf(file)).toContain("await runJob(container, {")
  })

  it("is of a job that is named after its file", () => {
    const names = files.map((file) => /name: "(loyalty-[a-z-]+)"/.exec(sourceOf(file))?.[1])
    expect(names).toEqual(files.map((file) => `loyalty-${file.replace(/\.ts$/, "")}`))
  })
})
