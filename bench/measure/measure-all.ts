import path from "node:path"

import { describeError } from "../../scripts/demo/lib/errors"
import type { Progress } from "../../scripts/demo/lib/progress"
import { BENCH_FOLDER } from "../lib/paths"
import type { World } from "../setup/world"
import type { Effort } from "./effort"
import { MEASUREMENTS, type Measurement } from "./measurements"
import type { Results } from "./types"

/** How to measure. */
export interface Manner {
  effort: Effort
  progress: Progress
  profile: boolean
  /** The names of measurements; all that the effort has time for when empty. */
  only: readonly string[]
  /** Takes each finding at once, so that a run that is stopped has not measured in vain. */
  keep: (found: Results) => Promise<unknown>
}

/** What a run will measure, one thing after the other. */
export function chosen({ effort, only }: Pick<Manner, "effort" | "only">): Measurement[] {
  return MEASUREMENTS.filter(({ name, longOnly }) =>
    only.length > 0 ? only.includes(name) : !(longOnly && effort.isQuick),
  )
}

/** What a run found, and what it could not measure: one fault does not cost the other figures. */
export interface Outcome {
  results: Results
  faults: string[]
}

export async function measureAll(world: World, manner: Manner): Promise<Outcome> {
  const { effort, progress, profile } = manner
  const outcome: Outcome = { results: {}, faults: [] }
  for (const { name, title, measure } of chosen(manner)) {
    const work = () => measure(world, effort)
    try {
      const run = () => (profile ? profiled(world, name, work) : work())
      const found = await progress.step(title, run)
      Object.assign(outcome.results, found)
      await manner.keep(found)
    } catch (error) {
      outcome.faults.push(`${title}: ${describeError(error)}`)
    }
  }
  await Promise.all([world.plugin.meter.close(), world.bare.meter.close()])
  return outcome
}

async function profiled<T>(world: World, name: string, work: () => Promise<T>): Promise<T> {
  const sides = [
    { meter: world.plugin.meter, file: `${name}-plugin.cpuprofile` },
    { meter: world.bare.meter, file: `${name}-bare.cpuprofile` },
  ]
  await Promise.all(sides.map(({ meter }) => meter.startProfile()))
  try {
    return await work()
  } finally {
    await Promise.all(
      sides.map(({ meter, file }) => meter.stopProfile(path.join(BENCH_FOLDER, file))),
    )
  }
}
