import { GOALS, type GoalName } from "../goals"
import { LAYERS, type Layer } from "../lib/cpu-profile"
import type { LayerShares } from "../measure/layers"
import type { KeptResults } from "./kept"

/** Where the time of what was profiled goes; nothing before a whole run. */
export function layerSection(kept: KeptResults): string[] {
  const profiled = (Object.keys(GOALS) as GoalName[]).flatMap((name) => {
    const layers = kept[name]?.measured.layers
    return layers ? [{ name, layers }] : []
  })
  return profiled.length === 0
    ? []
    : [...INTRODUCTION, ...profiled.flatMap(({ name, layers }) => [...tableOf(name, layers), ""])]
}

const INTRODUCTION = [
  "## Where the time goes",
  "",
  "CPU of the Medusa process by whose code ran, from V8's profiler, in parts of all that the second " +
    "thing computes: 0.10 is a tenth of it. What Node and V8 do for a package counts as the " +
    "package's. Waiting is for Postgres, which syncs each commit, and for the engine where it is asked; " +
    "for completed carts it is also the rest after the answer; at boot, for files as well. `npm run bench` leaves the profiles themselves in `.cache/bench`.",
  "",
]

function tableOf(name: GoalName, { layers, waiting }: LayerShares): string[] {
  const goal = GOALS[name]
  const [a, b] = goal.kind === "ratio" ? [goal.a, goal.b] : ["first", "second"]
  const shown = (Object.keys(LAYERS) as Layer[]).filter(
    // Figures that were kept from before a layer was told apart do not have it.
    (layer) => layer in layers && Math.max(layers[layer].a, layers[layer].b) >= LEAST,
  )
  const sum = (side: "a" | "b") =>
    Object.values(layers).reduce((total, share) => total + share[side], 0)
  return [
    `### ${goal.title}`,
    "",
    row(["", a, b]),
    row(["---", "---", "---"]),
    ...shown.map((layer) =>
      row([LAYERS[layer], layers[layer].a.toFixed(2), layers[layer].b.toFixed(2)]),
    ),
    row(["all that is computed", sum("a").toFixed(2), sum("b").toFixed(2)]),
    row(["waiting beside it", waiting.a.toFixed(2), waiting.b.toFixed(2)]),
  ]
}

/** What is less is noise. */
const LEAST = 0.005

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`
