import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"

const JOBS = path.resolve("src", "jobs")
const files = readdirSync(JOBS).filter((name) => name.endsWith(".ts"))
const sourceOf = (file: string) => readFileSync(path.join(JOBS, file), "utf8")
const scheduleOf = (file: string) => /schedule: "([^"]+)"/.exec(sourceOf(file))?.[1] ?? ""

const inWords = (schedule: string): string => {
  const [minute = "", hour = ""] = schedule.split(" ")
  if (hour !== "*") {
    return `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`
  }
  if (minute === "*") {
    return "every minute"
  }
  const times = minute.startsWith("*/") ? 60 / Number(minute.slice(2)) : minute.split(",").length
  return times === 1 ? "hourly" : `every ${60 / times} minutes`
}

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
    const rows = [...page.matchAll(/^\| `([a-z-]+)` +\| ([^|]+?) +\|/gm)]
    const said = new Map(rows.map(([, job = "", when = ""]) => [job, when]))
    for (const file of files) {
      const job = file.replace(/\.ts$/, "")
      // A sweep at boot is no schedule.
      expect(said.get(job)?.replace("at boot, and ", "")).toBe(inWords(scheduleOf(file)))
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
