import { readFileSync } from "node:fs"

import { parse } from "yaml"

import { BREAKER_LABELS, LoyaltyMetrics } from "../../src/modules/loyalty/telemetry/metrics"

interface Rules {
  groups: { rules: { alert: string; expr: string; annotations: { runbook: string } }[] }[]
}

interface Dashboard {
  panels: { title: string; targets: { expr: string }[] }[]
}

const read = (file: string) => readFileSync(`deploy/observability/${file}`, "utf8")
const rules = (parse(read("alerts.yaml")) as Rules).groups.flatMap((group) => group.rules)
const panels = (JSON.parse(read("grafana-dashboard.json")) as Dashboard).panels

const NAMES = new LoyaltyMetrics().names()

/** Metrics that a PromQL expression names and that do not exist. */
const unknownIn = (expr: string): string[] =>
  [...expr.matchAll(/\bloyalty_\w+/g)]
    .map(([name]) => name)
    .filter((name) => {
      const base = name.replace(/_(bucket|sum|count)$/, "")
      return !NAMES.includes(name) && !NAMES.includes(base)
    })

const exprOf = (name: string): string => rules.find(({ alert }) => alert === name)?.expr ?? ""

/** What a heading is called in a link on GitHub. */
const anchors = (markdown: string): string[] =>
  [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  )

describe("what Prometheus and Grafana are told to look at", () => {
  it.each(rules)("alert $alert names metrics that exist", ({ expr }) => {
    expect(expr).toMatch(/\bloyalty_/)
    expect(unknownIn(expr)).toEqual([])
  })

  it.each(panels)("panel $title names metrics that exist", ({ targets }) => {
    expect(targets.flatMap(({ expr }) => unknownIn(expr))).toEqual([])
  })

  it("shows every metric in a panel", () => {
    const shown = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)).join("\n")

    expect(NAMES.filter((name) => !shown.includes(name))).toEqual([])
  })

  it.each(rules)("alert $alert leads to a chapter that exists", ({ annotations }) => {
    const [file = "", anchor = ""] = annotations.runbook.split("#")

    expect(anchors(readFileSync(file, "utf8"))).toContain(anchor)
  })

  it("takes an engine for down until its breaker is closed: a probe in between is no recovery", () => {
    const [, operator, state] = /loyalty_engine_breakers\{state(\W+)"(\w+)"\}/.exec(
      exprOf("LoyaltyEngineDown"),
    )!
    const counted = BREAKER_LABELS.filter((label) => (label === state) === (operator === "="))

    expect(counted).toEqual(["half_open", "open"])
  })

  it("takes no breaker for an outage that stays half-open because nobody calls", () => {
    expect(exprOf("LoyaltyEngineDown")).toMatch(
      /\band sum\(increase\(loyalty_engine_calls_total\{outcome=~"unavailable\|timeout\|circuit_open"\}\[5m\]\)\) > 0$/,
    )
  })

  it("misses the drain also where it has never run, of which there is no figure", () => {
    const series = 'loyalty_job_last_run_timestamp_seconds{job="drain-operations"}'

    expect(exprOf("LoyaltyDrainStopped")).toContain(`max(${series}) > 600 or absent(${series})`)
    expect(readFileSync("src/jobs/drain-operations.ts", "utf8")).toContain(
      'job: "drain-operations"',
    )
  })

  it("finds a name that is wrong", () => {
    expect(unknownIn("rate(loyalty_engine_calls[5m])")).toEqual(["loyalty_engine_calls"])
  })
})
