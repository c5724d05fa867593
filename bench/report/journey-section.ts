import type { SideName } from "../load/journeys/types"
import type { JourneyReport, SideReport } from "../measure/journey-report"

/** What came out of whole journeys beside the figures with goals; nothing before they were run. */
export function journeySection(report: JourneyReport | undefined): string[] {
  if (!report) {
    return []
  }
  return [
    "## Whole journeys",
    "",
    ...setting(report),
    "",
    ...sides(report),
    "",
    ...faults(report),
    "",
    ...decisions(report),
    "",
    ...steps(report),
    "",
  ]
}

function setting(report: JourneyReport): string[] {
  const { saturation, wanted_per_minute, shoppers_max, think_mean_s, slices, slice_s } = report
  const bare = saturation.map((level) => `${number(level.per_minute)} with ${level.shoppers}`)
  const ours = saturation.flatMap(({ shoppers, plugin_per_minute }) =>
    plugin_per_minute === undefined ? [] : [`${number(plugin_per_minute)} with ${shoppers}`],
  )
  const beside = ours.length === 0 ? "" : `; with the plugin: ${ours.join(", ")}`
  return [
    `Bare Medusa's saturation, journeys a minute at so many shoppers at once without a rest: ` +
      `${bare.join(", ")}${beside}. Asked for were ${number(wanted_per_minute)} arrivals a minute on ` +
      `either side, at most ${shoppers_max} shoppers at once, ${number(think_mean_s)} s of rest ` +
      `before each step on average, in ${slices} slices of ${number(slice_s)} s of each side.`,
  ]
}

const LINES: [string, (side: SideReport) => string][] = [
  ["shoppers who arrived and were let in", ({ begun }) => `${begun}`],
  ["the same a minute of the side's time", ({ begun_per_minute }) => number(begun_per_minute)],
  ["turned away", ({ turned_away }) => `${turned_away}`],
  ["shoppers at once, on average", ({ present_mean }) => number(present_mean)],
  ["shoppers at once, at most", ({ present_most }) => `${present_most}`],
  ["orders", ({ orders }) => `${orders}`],
  ["left without an order, as planned", ({ left }) => `${left}`],
  ["gave up, because a request went wrong", ({ gave_up }) => `${gave_up}`],
  ["failed requests (5xx or no answer)", ({ errors }) => `${errors}`],
  ["the process's CPU ÷ the time", ({ busy }) => busy.toFixed(2)],
  ["heap, last third ÷ first", ({ heap }) => `${heap.toFixed(2)}×`],
  ["resident memory, last third ÷ first", ({ rss }) => `${rss.toFixed(2)}×`],
]

function sides({ sides: { plugin, bare } }: JourneyReport): string[] {
  return table([
    ["", "With the plugin", "Bare Medusa"],
    ...LINES.map(([title, of]) => [title, of(plugin), of(bare)]),
  ])
}

const SIDES: Record<SideName, string> = { plugin: "with the plugin", bare: "bare Medusa" }

function faults({ sides: both }: JourneyReport): string[] {
  const lines = (Object.keys(SIDES) as SideName[]).flatMap((side) =>
    both[side].faults.map(
      ({ what, count, is_ours }) =>
        `- ${SIDES[side]}, ${what}: ${count}${is_ours ? " (ours)" : ""}`,
    ),
  )
  return lines.length === 0
    ? ["Nothing went wrong on either side."]
    : ["What went wrong:", "", ...lines]
}

/** A list of thousands helps nobody. */
const LOST_SHOWN = 10

function decisions({ decisions: { orders, lost } }: JourneyReport): string[] {
  const said = `${orders} orders had a session; ${lost.length} of them were not decided exactly once`
  return lost.length === 0
    ? [`${said}.`]
    : [`${said}:`, "", ...lost.slice(0, LOST_SHOWN).map((line) => `- ${line}`)]
}

function steps({ steps: measured }: JourneyReport): string[] {
  if (measured.length === 0) {
    return ["There were too few requests of each kind to compare their latency."]
  }
  const head =
    "Latency since a request was due, with the plugin ÷ bare Medusa, over all slices; no goal. " +
    "These are no costs of single requests: what shoppers ask of loyalty is work for the same " +
    "process, bare Medusa is at 70 % of what it can do, and the nearer a process is to its limit, " +
    "the longer its queue. How near either is, the table above says:"
  const lines = table([
    ["Step", "Requests", "Median", "95th of 100"],
    ...measured.map(({ step, requests, p50, p95 }) => [
      step,
      `${requests}`,
      `${p50.toFixed(2)}×`,
      `${p95.toFixed(2)}×`,
    ]),
  ])
  return [head, "", ...lines]
}

function table([head = [], ...body]: readonly string[][]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`
  return [line(head), line(head.map(() => "---")), ...body.map(line)]
}

const number = (value: number): string =>
  value.toLocaleString("en-US", { maximumFractionDigits: 1 })
