import { writeFileSync } from "node:fs"
import path from "node:path"

import { LAYERS, layersOf, type CpuProfile, type Layer, type Span } from "../lib/cpu-profile"
import type { Meter } from "../lib/meter"
import { BENCH_FOLDER } from "../lib/paths"

/** When the two things that a ratio compares were done. */
export interface Spans {
  a: Span[]
  b: Span[]
}

/** As parts of all that B computes. */
interface Shares {
  a: number
  b: number
}

/** What each layer computes, and how long nothing is computed. */
export interface LayerShares {
  layers: Record<Layer, Shares>
  waiting: Shares
}

/**
 * Profiles two things that are done in turns, and says where their time goes. The profiles stay in
 * `.cache/bench`, for whoever wants to look at them in a viewer.
 */
export async function profiled(
  name: string,
  meters: { a: Meter; b: Meter },
  play: () => Promise<Spans>,
): Promise<LayerShares> {
  const both = [...new Set([meters.a, meters.b])]
  await Promise.all(both.map((meter) => meter.startProfile()))
  let spans: Spans | undefined
  const profiles = new Map<Meter, CpuProfile>()
  try {
    spans = await play()
  } finally {
    for (const meter of both) {
      profiles.set(meter, await meter.stopProfile())
    }
  }
  for (const [meter, profile] of profiles) {
    const file = `${name}-${meter === meters.a ? "a" : "b"}.cpuprofile`
    writeFileSync(path.join(BENCH_FOLDER, file), JSON.stringify({ ...profile, spans }))
  }
  return shares(spanned(profiles.get(meters.a), spans.a), spanned(profiles.get(meters.b), spans.b))
}

/** The same of two profiles that were taken from their beginning to their end. */
export function profiledWhole(
  name: string,
  profiles: { a: CpuProfile; b: CpuProfile },
): LayerShares {
  const of = (side: "a" | "b"): Spanned => {
    const profile = profiles[side]
    writeFileSync(path.join(BENCH_FOLDER, `${name}-${side}.cpuprofile`), JSON.stringify(profile))
    const whole = profile.timeDeltas.reduce((sum, delta) => sum + delta, 0)
    return spanned(profile, [{ from_us: profile.startTime, to_us: profile.startTime + whole }])
  }
  return shares(of("a"), of("b"))
}

/** Milliseconds of one time. */
interface Spanned {
  layers: Record<Layer, number>
  computing: number
  waiting: number
}

function spanned(profile: CpuProfile | undefined, spans: readonly Span[]): Spanned {
  if (!profile || spans.length === 0) {
    throw new Error("There is nothing to profile.")
  }
  const sums = layersOf(profile, spans)
  const layers = mapped((layer) => sums[layer] / spans.length)
  const computing = Object.values(layers).reduce((sum, ms) => sum + ms, 0)
  const all = spans.reduce((sum, { from_us, to_us }) => sum + (to_us - from_us) / 1_000, 0)
  return { layers, computing, waiting: Math.max(0, all / spans.length - computing) }
}

function shares(a: Spanned, b: Spanned): LayerShares {
  const part = (read: (side: Spanned) => number): Shares => ({
    a: read(a) / b.computing,
    b: read(b) / b.computing,
  })
  return {
    layers: mapped((layer) => part(({ layers }) => layers[layer])),
    waiting: part(({ waiting }) => waiting),
  }
}

function mapped<T>(of: (layer: Layer) => T): Record<Layer, T> {
  const layers = Object.keys(LAYERS) as Layer[]
  return Object.fromEntries(layers.map((layer) => [layer, of(layer)])) as Record<Layer, T>
}
