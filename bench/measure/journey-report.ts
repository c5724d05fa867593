import type { SideName, Tally } from "../load/journeys/types"
import { STEPS } from "../load/journeys/steps"
import type { MemoryUse } from "../lib/meter"
import { median, quantile } from "../lib/stats"
import type { Decisions } from "./journey-decisions"
import type { Figure, Results } from "./types"

/** What was measured of whole journeys beside the figures that have goals. */
export interface JourneyReport {
  saturation: Saturation[]
  /** Arrivals a minute that were asked for, and what they are of the saturation. */
  wanted_per_minute: number
  shoppers_max: number
  think_mean_s: number
  slices: number
  slice_s: number
  sides: Record<SideName, SideReport>
  /** Orders with a session, and what is wrong with those that are lost. */
  decisions: Decisions
  /** Latency of shared steps since they were due, the plugin's over bare Medusa's. */
  steps: StepReport[]
}

/** Journeys a minute that bare Medusa managed at so many shoppers at once. */
export interface Saturation {
  shoppers: number
  per_minute: number
  /** The same with the plugin, which is not found at every level. */
  plugin_per_minute?: number | undefined
}

export interface SideReport {
  begun: number
  begun_per_minute: number
  turned_away: number
  present_mean: number
  present_most: number
  orders: number
  left: number
  gave_up: number
  /** Failed requests: 5xx or no answer. */
  errors: number
  /** All that went wrong, by kind. */
  faults: { what: string; count: number; is_ours: boolean }[]
  /** Last third of the time over the first. */
  heap: number
  rss: number
  /** CPU of the process over the time of its slices: how near it is to a core of its own. */
  busy: number
}

export interface StepReport {
  step: string
  requests: number
  p50: number
  p95: number
}

/** What a side did in one of its slices, and held after it. */
export interface SliceUse extends MemoryUse {
  cpu_ms: number
  wall_ms: number
}

export type UseBySide = Record<SideName, SliceUse[]>

export interface JourneyFindings {
  setting: Omit<JourneyReport, "sides" | "decisions" | "steps">
  tallies: Record<SideName, Tally>
  use: UseBySide
  decisions: Decisions
}

/** A ratio of percentiles of few requests says nothing. */
const REQUESTS_LEAST = 20

export function journeyResults(findings: JourneyFindings): Results {
  const { tallies, use, decisions, setting } = findings
  const report: JourneyReport = {
    ...setting,
    sides: {
      plugin: sideReport(tallies.plugin, use.plugin),
      bare: sideReport(tallies.bare, use.bare),
    },
    decisions,
    steps: stepReports(tallies),
  }
  const { plugin, bare } = report.sides
  return {
    journeyErrors: { figure: exactly(plugin.errors - bare.errors), journeys: report },
    journeyFaults: { figure: exactly(oursIn(tallies.plugin)) },
    journeyDecisions: { figure: exactly(decisions.lost.length) },
    journeyCapacity: { figure: capacityOf(setting.saturation) },
    journeyMemory: { figure: growth(use.plugin.map(({ heap_bytes }) => heap_bytes)) },
  }
}

/** With the plugin, over bare Medusa with as many shoppers. */
function capacityOf(saturation: readonly Saturation[]): Figure {
  const ratios = saturation.flatMap(({ per_minute, plugin_per_minute }) =>
    plugin_per_minute === undefined ? [] : [plugin_per_minute / per_minute],
  )
  return { value: median(ratios), low: Math.min(...ratios), high: Math.max(...ratios) }
}

function sideReport(tally: Tally, use: readonly SliceUse[]): SideReport {
  const { begun, turned_away, present_mean, present_most, left, gave_up } = tally
  return {
    ...{ begun, turned_away, present_mean, present_most, left, gave_up },
    begun_per_minute: begun / tally.minutes,
    orders: tally.orders.length,
    errors: sum(tally.faults.filter(({ is_error }) => is_error).map(({ count }) => count)),
    faults: tally.faults.map(({ what, count, is_ours }) => ({ what, count, is_ours })),
    heap: growth(use.map(({ heap_bytes }) => heap_bytes)).value,
    rss: growth(use.map(({ rss_bytes }) => rss_bytes)).value,
    busy: sum(use.map(({ cpu_ms }) => cpu_ms)) / sum(use.map(({ wall_ms }) => wall_ms)),
  }
}

function oursIn({ faults }: Tally): number {
  return sum(faults.filter(({ is_ours }) => is_ours).map(({ count }) => count))
}

/** The last third of a side's time over its first, and how far single samples of it are off. */
export function growth(samples: readonly number[]): Figure {
  const third = Math.max(1, Math.floor(samples.length / 3))
  const first = median(samples.slice(0, third))
  const last = samples.slice(-third).map((sample) => sample / first)
  return { value: median(last), low: Math.min(...last), high: Math.max(...last) }
}

function stepReports({ plugin, bare }: Record<SideName, Tally>): StepReport[] {
  const names = new Set(STEPS.filter(({ isLoyalty }) => !isLoyalty).map(({ name }) => name))
  return [...names].flatMap((step) => {
    const [ours, theirs] = [plugin.latencies[step] ?? [], bare.latencies[step] ?? []]
    const requests = Math.min(ours.length, theirs.length)
    const ratio = (share: number) => quantile(ours, share) / quantile(theirs, share)
    return requests < REQUESTS_LEAST ? [] : [{ step, requests, p50: ratio(0.5), p95: ratio(0.95) }]
  })
}

const exactly = (value: number): Figure => ({ value, low: value, high: value })

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
