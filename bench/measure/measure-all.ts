import { describeError } from "../../scripts/demo/lib/errors"
import type { Progress } from "../../scripts/demo/lib/progress"
import type { World } from "../setup/world"
import type { Effort } from "./effort"
import { MEASUREMENTS, type Measurement } from "./measurements"
import type { Results } from "./types"

/** How to measure. */
export interface Manner {
  effort: Effort
  progress: Progress
  /** The names of measurements; all that the effort has time for when empty. */
  only: readonly string[]
  /** Whether to measure once more what came out so, and to go by that. */
  isDoubtful: (found: Results) => boolean
  /** Takes each finding at once, so that a run that is stopped has not measured in vain. */
  keep: (found: Results) => Promise<unknown>
}

/** What a run will measure, one thing after the other. */
export function chosen({ effort, only }: Pick<Manner, "effort" | "only">): Measurement[] {
  return MEASUREMENTS.filter(({ name, longOnly }) =>
    only.length > 0 ? only.includes(name) : !(longOnly && effort.isQuick),
  )
}

/** How long a measurement took, once more included. */
export interface Took {
  title: string
  s: number
}

/** What a run found, and what it could not measure: one fault does not cost the other figures. */
export interface Outcome {
  results: Results
  faults: string[]
  took: Took[]
}

const MS_PER_SECOND = 1_000

export async function measureAll(world: World, manner: Manner): Promise<Outcome> {
  const { effort, progress } = manner
  const outcome: Outcome = { results: {}, faults: [], took: [] }
  for (const { title, measure } of chosen(manner)) {
    const begin = performance.now()
    try {
      let found = await progress.step(title, () => measure(world, effort))
      if (manner.isDoubtful(found)) {
        found = await progress.step(`${title}, once more`, () => measure(world, effort))
      }
      Object.assign(outcome.results, found)
      await manner.keep(found)
    } catch (error) {
      outcome.faults.push(`${title}: ${describeError(error)}`)
    }
    outcome.took.push({ title, s: Math.round((performance.now() - begin) / MS_PER_SECOND) })
  }
  await Promise.all([world.plugin.meter.close(), world.bare.meter.close()])
  return outcome
}
