import { DEFECTS, printOf } from "../../chaos/defects/defects"
import { noticedOn, verdictsOf } from "../../chaos/map/check"
import { overlay, seenAt, type DefectLine, type Known } from "../../chaos/report/memory"
import { missingOnPage, noticed, pageOf } from "../../chaos/report/page"
import type { Line } from "../../chaos/report/table"
import { SCENARIOS } from "../../chaos/scenarios"

const [scenario, other] = SCENARIOS
const [defect, missed] = DEFECTS

const lineOf = ({ name, injected } = scenario!): Line => ({
  faults: "1",
  edges: "5",
  name,
  injected,
  checked: "I1–I10, I12",
  held: "all",
  commits: "1",
})
const defectLineOf = (which = defect!, caught = true): DefectLine => ({
  id: which.id,
  print: printOf(which),
  caught,
})
const found = { lines: [lineOf()], defects: [defectLineOf()] }
const NOTHING: Known = { lines: [], defects: [] }

/** The line of a page that has this text, without the blanks that align its cells. */
const lineWith = (page: string, text: string): string | undefined =>
  page
    .replace(/ +/g, " ")
    .split("\n")
    .find((line) => line.includes(`| ${text} |`))

describe("the page of results", () => {
  it("says of every scenario and planted defect at which commit it was seen", async () => {
    const page = await pageOf(seenAt("abc1234", found))

    expect(lineWith(page, scenario!.injected)).toMatch(/\| all \| 1 \| abc1234 \|$/)
    expect(lineWith(page, defect!.why)).toContain(`| ${noticed(defect!)} | abc1234 |`)
  })

  it("says that a commit is not known where an older memory has none", async () => {
    const page = await pageOf(found)

    expect(lineWith(page, scenario!.injected)).toMatch(/\| all \| 1 \| – \|$/)
    expect(lineWith(page, defect!.why)).toContain(`| ${noticed(defect!)} | – |`)
    expect(page).toContain("a line with – is from before")
  })

  it("names no commit for what has not run", async () => {
    const page = await pageOf(NOTHING)

    expect(lineWith(page, scenario!.injected)).toMatch(/\| not run yet \| \| \|$/)
    expect(lineWith(page, defect!.why)).toMatch(/\| not run yet \| \|$/)
  })

  it("is read alike with a commit and without: what held, what was noticed", async () => {
    const defects = [defectLineOf(), defectLineOf(missed, false)]
    for (const known of [seenAt("abc1234", { ...found, defects }), { ...found, defects }]) {
      const page = await pageOf(known)

      expect(verdictsOf(page)(scenario!.injected)).toBe("held")
      expect(verdictsOf(page)(other!.injected)).toBe("not run")
      expect(noticedOn(page)(defect!)).toBe(true)
      expect(noticedOn(page)(missed!)).toBe(false)
    }
  })

  it("has the lines of a run at another commit, and misses what ended otherwise", async () => {
    const page = await pageOf(seenAt("abc1234", found))

    expect(missingOnPage([lineOf()], page)).toEqual([])
    const twice = { ...lineOf(), commits: "2" }
    const broken = { ...lineOf(), held: "**not I2**" }
    expect(missingOnPage([twice, lineOf(), broken], page)).toEqual([twice, broken])
  })
})

describe("the memory of runs", () => {
  it("renews the commit of what ran, and keeps that of the rest", () => {
    const before = seenAt("abc1234", { ...found, lines: [lineOf(), lineOf(other)] })
    const known = overlay(before, seenAt("def5678", { lines: [lineOf(other)], defects: [] }))

    expect(known.lines.map(({ name, at }) => [name, at])).toEqual([
      [scenario!.name, "abc1234"],
      [other!.name, "def5678"],
    ])
    expect(known.defects.map(({ id, at }) => [id, at])).toEqual([[defect!.id, "abc1234"]])
  })

  it("invents no commit for what it remembers without one", () => {
    expect(overlay(found, NOTHING)).toEqual(found)
  })

  it("forgets a scenario that is gone and a defect that was changed", () => {
    const lines = [{ ...lineOf(), name: "it rains" }]
    const defects = [{ ...defectLineOf(), print: "00000000" }]

    expect(overlay(seenAt("abc1234", { lines, defects }), NOTHING)).toEqual(NOTHING)
  })
})
