import { existsSync, readFileSync } from "node:fs"

import { DEFECTS, printOf, type Defect } from "../../chaos/defects/defects"
import { INVARIANTS } from "../../chaos/invariants/invariants"
import {
  faultsOfDefects,
  faultsOfMap,
  faultsOfRow,
  noticedOn,
  verdictsOf,
  type RanTest,
} from "../../chaos/map/check"
import { EDGE_CASES } from "../../chaos/map/edge-cases"
import { FAULTS } from "../../chaos/map/faults"
import { redis, type TestProof } from "../../chaos/map/proof"
import { SCENARIOS } from "../../chaos/scenarios"

const ROWS = [...FAULTS, ...EDGE_CASES]
const TESTS = ROWS.flatMap(({ proofs }) => proofs).filter(
  (proof): proof is TestProof => "test" in proof,
)
const verdict = () => "held" as const
const noticed = () => true
const ranBy = () => null
const allRan = (): RanTest[] =>
  TESTS.map(({ spec, test }) => ({ spec, name: `a > ${test}`, passed: true, assertions: 1 }))

const countTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1)

describe("the map of faults to tests", () => {
  it("has every row once: 48 faults, 25 edge cases", () => {
    expect(FAULTS.map(({ row }) => row)).toEqual(countTo(48))
    expect(EDGE_CASES.map(({ row }) => row)).toEqual(countTo(25))
  })

  it.each(TESTS)("names a test that exists: $spec, $test", ({ spec, test }) => {
    expect(existsSync(spec)).toBe(true)
    // A title from a table is written with placeholders; its constant part is what the map names.
    expect(readFileSync(spec, "utf8")).toContain(test)
  })

  it("names each scenario, and no other", () => {
    const named = ROWS.flatMap(({ proofs }) =>
      proofs.flatMap((proof) => ("scenario" in proof ? [proof.scenario] : [])),
    )

    expect([...new Set(named)].sort()).toEqual(SCENARIOS.map(({ name }) => name).sort())
  })

  it("agrees with the scenarios about which fault they throw", () => {
    for (const { name, faults } of SCENARIOS) {
      const rows = FAULTS.filter(({ proofs }) =>
        proofs.some((proof) => "scenario" in proof && proof.scenario === name),
      )
      expect([name, rows.map(({ row }) => row)]).toEqual([name, [...faults]])
    }
  })

  it("finds nothing wrong when everything ran and held", () => {
    expect(faultsOfMap({ tests: allRan(), ranBy, verdict, noticed })).toEqual([])
  })

  it("misses a test that did not run, did not pass, or asserted nothing, and a scenario", () => {
    const [gone, broken, silent, ...rest] = allRan()
    const tests = [{ ...broken!, passed: false }, { ...silent!, assertions: 0 }, ...rest]

    const faults = faultsOfMap({
      tests,
      ranBy,
      noticed,
      verdict: (injected) => (injected.startsWith("9 s on") ? "broken" : "not run"),
    })

    expect(faults.some((fault) => fault.includes(`ran no “${gone!.name.slice(4)}”`))).toBe(true)
    expect(faults.some((fault) => fault.includes("did not pass"))).toBe(true)
    expect(faults.some((fault) => fault.includes("asserted nothing"))).toBe(true)
    expect(
      faults.some((fault) => fault.includes("nine seconds for an evaluation” did not hold")),
    ).toBe(true)
  })

  it("misses a scenario that never ran", () => {
    const faults = faultsOfMap({ tests: allRan(), ranBy, noticed, verdict: () => "not run" })

    expect(faults.filter((fault) => fault.includes("has not run")).length).toBeGreaterThan(40)
  })

  it.each([
    [{}, 1],
    [{ open: "Not shown." }, 1],
    [{ elsewhere: "in a drawer" }, 1],
    [{ open: "Nobody did it.", elsewhere: "npm run test:redis" }, 0],
  ])("asks of a row without a proof why, and where it is shown: %o", (words, wrong) => {
    const row = { row: 1, what: "rain", proofs: [], ...words }

    expect(faultsOfRow("fault 1", row, { tests: [], ranBy, verdict, noticed })).toHaveLength(wrong)
  })

  it("goes by what another script ran last, and asks for the test itself where it never ran", () => {
    const proof = redis("redis-stops", "answers a cart with loyalty as one without")
    const told = (test: string, reported: RanTest[] | null) =>
      faultsOfRow(
        "fault 25",
        { row: 25, what: "rain", proofs: [{ ...proof, test }] },
        { tests: [], ranBy: () => reported, verdict, noticed },
      )
    const ran = { spec: proof.spec, name: `when: ${proof.test}`, passed: true, assertions: 1 }

    expect(told(proof.test, null)).toEqual([])
    expect(told("snows", null)[0]).toContain("npm run test:redis runs, has no “snows”")
    expect(told(proof.test, [ran])).toEqual([])
    expect(told(proof.test, [])[0]).toContain("by the last npm run test:redis")
    expect(told(proof.test, [{ ...ran, passed: false }])[0]).toContain("did not pass")
    expect(told(proof.test, [{ ...ran, assertions: 0 }])[0]).toContain("asserted nothing")
  })

  it("misses a row whose proofs nobody saw fail", () => {
    const row = { row: 1, what: "rain", proofs: [{ scenario: "it rains" }] }
    const leak: Defect = {
      id: "leak",
      why: "the roof is open",
      invariant: "I1",
      file: "roof.ts",
      text: "closed",
      instead: "open",
      caught_by: { scenario: "it rains" },
    }
    const elsewhere: Defect = { ...leak, caught_by: { scenario: "it snows" } }
    const says = (planted: readonly Defect[], was_noticed = true) =>
      faultsOfDefects("fault 1", row, { planted, ran: { noticed: () => was_noticed } })

    expect(says([leak])).toEqual([])
    expect(says([])[0]).toContain("no planted defect")
    expect(says([elsewhere])[0]).toContain("what the row does not name")
    expect(says([leak], false)[0]).toContain("npm run test:chaos -- --defects leak")
    const page = `| I1 | 1 | | the roof is open | it rains | yes (${printOf(leak)}) |`
    expect(noticedOn(page)(leak)).toBe(true)
    expect(noticedOn(page)({ ...leak, instead: "ajar" })).toBe(false)
    expect(noticedOn(page.replace("yes", "**no**"))(leak)).toBe(false)
  })

  it("reads the page of results line by line", () => {
    const verdict = verdictsOf(
      [
        "| 1 |   | it rains | I1 | all | 1 |",
        "| 2 |  | it snows | I1 | **not I1** | 1 |",
        "| 3 |  | it hails |  | not run yet |  |",
      ].join("\n"),
    )

    expect(["it rains", "it snows", "it hails", "it is dry"].map(verdict)).toEqual([
      "held",
      "broken",
      "not run",
      "broken",
    ])
  })
})

describe("the planted defects", () => {
  it("break every invariant at least once", () => {
    const broken = new Set(DEFECTS.flatMap(({ invariant }) => invariant ?? []))

    expect([...broken].sort()).toEqual(Object.keys(INVARIANTS).sort())
  })

  it.each(DEFECTS)("$id fits its file and changes it", ({ file, text, instead }) => {
    expect(readFileSync(file, "utf8").split(text)).toHaveLength(2)
    expect(instead).not.toBe(text)
  })

  it.each(DEFECTS)("$id is caught by something that exists", ({ caught_by }) => {
    if ("scenario" in caught_by) {
      expect(SCENARIOS.map(({ name }) => name)).toContain(caught_by.scenario)
    } else {
      expect(readFileSync(caught_by.spec, "utf8")).toContain(caught_by.test)
    }
  })
})
