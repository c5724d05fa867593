import { GOALS, type GoalName } from "../goals"
import { LAYERS, type Layer } from "../lib/cpu-profile"
import type { LayerShares } from "../measure/layers"
import type { Statements } from "../measure/types"
import type { KeptResults } from "./kept"
import { priceOf } from "./over-goal-section"

/** Where the time of what was profiled goes; nothing before a whole run. */
export function layerSection(kept: KeptResults): string[] {
  const evaluate = kept.evaluate?.measured.statements
  const profiled = (Object.keys(GOALS) as GoalName[]).flatMap((name) => {
    const { layers, statements } = kept[name]?.measured ?? {}
    // Baskets of every size are evaluated by the same statements.
    const counted = statements ?? (name.startsWith("basketOf") ? evaluate : undefined)
    return layers ? [{ name, layers, counted }] : []
  })
  return profiled.length === 0
    ? []
    : [
        ...INTRODUCTION,
        ...profiled.flatMap(({ name, layers, counted }) => [
          ...tableOf(name, layers),
          "",
          boundOf(name, layers, counted),
          "",
        ]),
      ]
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

/**
 * How near a figure is to what it cannot go below: statements are sent by Medusa's own libraries, and
 * what one of them costs there is what one costs bare Medusa in the same run.
 */
export function boundOf(
  name: GoalName,
  shares: LayerShares,
  statements: Statements | undefined,
): string {
  const { layers } = shares
  const own = `The plugin's own code is ${layers.loyalty.a.toFixed(2)} of it.`
  if (!statements) {
    return own
  }
  const goal = GOALS[name]
  const more = goal.kind === "ratio" && goal.b === "bare Medusa"
  const count = more ? statements.a - statements.b : statements.a
  return (
    `${own} Its ${count} statements${more ? " more" : ""}, at what one costs the second thing in ` +
    `MikroORM, knex and pg, come to ${(count * priceOf(shares, statements)).toFixed(2)}.`
  )
}

/** What is less is noise. */
const LEAST = 0.005

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`
