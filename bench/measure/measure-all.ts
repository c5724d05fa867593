import path from "node:path"

import type { Progress } from "../../scripts/demo/lib/progress"
import type { GoalName } from "../goals"
import { BENCH_FOLDER } from "../lib/paths"
import type { World } from "../setup/world"
import { measureAddToCart } from "./add-to-cart"
import type { Effort } from "./effort"
import { measureEvaluate } from "./evaluate"
import type { Measured } from "./types"

/** What a run found, by goal. */
export type Results = Record<GoalName, Measured>

/** How to measure. */
export interface Manner {
  effort: Effort
  progress: Progress
  profile: boolean
}

/** Measures everything, one thing after the other. */
export async function measureAll(world: World, manner: Manner): Promise<Results> {
  const { effort, progress } = manner
  const step = async <T>(title: string, name: string, work: () => Promise<T>) =>
    progress.step(title, () => (manner.profile ? profiled(world, name, work) : work()))
  const addToCart = await step("Add to cart", "add-to-cart", () => measureAddToCart(world, effort))
  const plain = await step("Evaluate", "evaluate", () => measureEvaluate(world, effort, false))
  const paying = await step("Evaluate with a payment collection", "evaluate-payment", () =>
    measureEvaluate(world, effort, true),
  )
  await Promise.all([world.plugin.meter.close(), world.bare.meter.close()])
  return {
    addToCart,
    evaluate: plain.changed,
    evaluateWithPayment: paying.changed,
    evaluateUnchanged: plain.unchanged,
  }
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
