import type { World } from "../setup/world"
import { measureBaskets } from "./basket-size"
import { measureBoot } from "./boot"
import {
  measureAddToCart,
  measureAddWithSession,
  measureUpdateDiscounted,
  measureUpdateLine,
  measureUpdateWithSession,
} from "./cart-changes"
import { measureComplete, measureCompleteDiscounted } from "./complete-cart"
import type { Effort } from "./effort"
import { measureEvaluate } from "./evaluate"
import { measureCompleteInTheDark } from "./in-the-dark"
import { measureIdentify } from "./identify"
import { measureJourneys } from "./journeys"
import { measureMemory } from "./memory"
import { measurePackage } from "./package-size"
import { measureSaturation } from "./saturation"
import { measureScale } from "./scale"
import { measureStorm } from "./storm"
import type { Results } from "./types"

/** One thing that is measured by itself, and may have figures for several goals. */
export interface Measurement {
  /** What `--only` and the files of profiles call it. */
  name: string
  title: string
  /** Takes too long for a quick run. */
  longOnly?: boolean
  measure: (world: World, effort: Effort) => Promise<Results>
}

export const MEASUREMENTS: readonly Measurement[] = [
  {
    name: "add-to-cart",
    title: "Add to cart",
    measure: async (world, { addToCart }) => ({
      addToCart: await measureAddToCart(world, addToCart),
    }),
  },
  {
    name: "update-line",
    title: "Update a line",
    measure: async (world, { changes }) => ({
      updateLine: await measureUpdateLine(world, changes),
    }),
  },
  {
    name: "evaluate",
    title: "Evaluate, and read a session",
    measure: async (world, effort) => {
      const { changed, unchanged, session } = await measureEvaluate(world, effort, false)
      return { evaluate: changed, evaluateUnchanged: unchanged, readSession: session }
    },
  },
  {
    name: "evaluate-payment",
    title: "Evaluate with a payment collection",
    measure: async (world, effort) => ({
      evaluateWithPayment: (await measureEvaluate(world, effort, true)).changed,
    }),
  },
  {
    name: "add-with-session",
    title: "Add to cart with a session",
    measure: async (world, { changesWithSession }) => ({
      addWithSession: await measureAddWithSession(world, changesWithSession),
    }),
  },
  {
    name: "update-with-session",
    title: "Update a line with a session",
    measure: async (world, { changesWithSession }) => ({
      updateWithSession: await measureUpdateWithSession(world, changesWithSession),
    }),
  },
  {
    name: "update-discounted",
    title: "Update a line with a session beside a cart with the same discounts",
    longOnly: true,
    measure: async (world, { changesWithSession }) => ({
      updateDiscounted: await measureUpdateDiscounted(world, changesWithSession),
    }),
  },
  {
    name: "storm",
    title: "A storm of changes",
    measure: async (world, { storms }) => ({ storm: await measureStorm(world, storms) }),
  },
  {
    name: "identify",
    title: "Identify",
    measure: async (world) => ({ identify: await measureIdentify(world) }),
  },
  {
    name: "complete",
    title: "Complete a cart",
    measure: async (world, { completions }) => ({
      complete: await measureComplete(world, completions),
    }),
  },
  {
    name: "complete-discounted",
    title: "Complete a cart beside one with the same discounts",
    longOnly: true,
    measure: async (world, { moreCompletions }) => ({
      completeDiscounted: await measureCompleteDiscounted(world, moreCompletions),
    }),
  },
  {
    name: "complete-in-the-dark",
    title: "Complete a cart without the engine",
    longOnly: true,
    measure: async (world, { moreCompletions }) => {
      const { fresh, stale } = await measureCompleteInTheDark(world, moreCompletions)
      return { completeInTheDark: fresh, completeStaleInTheDark: stale }
    },
  },
  {
    name: "scale",
    title: "Many orders in the tables, and the drain",
    longOnly: true,
    measure: (world, { scale }) => measureScale(world, scale),
  },
  {
    name: "baskets",
    title: "Baskets of 1 to 500 lines",
    longOnly: true,
    measure: (world, { baskets }) => measureBaskets(world, baskets),
  },
  {
    name: "saturation",
    title: "Saturation",
    longOnly: true,
    measure: (world, { saturation }) => measureSaturation(world, saturation),
  },
  {
    name: "journeys",
    title: "Whole journeys of many shoppers",
    longOnly: true,
    measure: (world, { journeys }) => measureJourneys(world, journeys),
  },
  {
    name: "memory",
    title: "Memory",
    longOnly: true,
    measure: async (world, { evaluations }) => ({
      memory: await measureMemory(world, evaluations),
    }),
  },
  {
    name: "package",
    title: "Package",
    longOnly: true,
    measure: async () => ({ packageSize: await measurePackage() }),
  },
  {
    name: "boot",
    title: "Cold boot",
    longOnly: true,
    measure: async (world, { boots }) => ({ boot: await measureBoot(world, boots) }),
  },
]
