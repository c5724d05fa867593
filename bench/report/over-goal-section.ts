import { GOAL_NAMES, GOALS, type GoalName } from "../goals"
import { LAYERS, type Layer } from "../lib/cpu-profile"
import type { Comparison } from "../lib/stats"
import type { LayerShares } from "../measure/layers"
import type { Statements } from "../measure/types"
import { bound, isOver, valueOf, withUnit, type Row } from "./judge"
import { keptRows, type KeptResults } from "./kept"

/**
 * For each figure over its goal: where the time goes, what bounds it and how near it is to that. The
 * tables are in the section on layers.
 */
export function overGoalSection(kept: KeptResults): string[] {
  const over = keptRows(kept).filter(isOver)
  if (over.length === 0) {
    return []
  }
  const unexplained = titlesWithoutBound(kept)
  return [
    "## Over their goals, and what bounds them",
    "",
    ...INTRODUCTION,
    ...over.flatMap((row) => {
      const reasons = reasonsOf(row, kept)
      return reasons ? [`- **${titleOf(row.name)}** ${comparedWithGoal(row)}. ${reasons}`] : []
    }),
    "",
    ...(unexplained.length === 0
      ? []
      : [
          "Over their goals without a measured reason, which a later run has to show:",
          "",
          ...unexplained.map((title) => `- ${title}`),
          "",
        ]),
  ]
}

/** The figures over their goals of which no kept measurement says why. */
export function titlesWithoutBound(kept: KeptResults): string[] {
  return keptRows(kept).flatMap((row) =>
    isOver(row) && reasonsOf(row, kept) === undefined ? [titleOf(row.name)] : [],
  )
}

const SAME = /^The same\b/

/** In the tables, what “the same” is stands in an earlier line. */
function titleOf(name: GoalName): string {
  const { title } = GOALS[name]
  const before = GOAL_NAMES.slice(0, GOAL_NAMES.indexOf(name))
  const first = before.findLast((other) => !SAME.test(GOALS[other].title))
  return SAME.test(title) && first
    ? `${GOALS[first].title}: ${title.replace(SAME, "the same")}`
    : title
}

const INTRODUCTION = [
  "Parts of what the second thing computes, as in the tables above. Statements are priced at what " +
    "one costs the second thing in MikroORM, knex and pg. A profile is of some acts, the ratios are " +
    "of all rounds: a few hundredths between them are chance. [Profiles](profiles.md) shows some of before a change " +
    "beside those after it.",
  "",
]

function comparedWithGoal(row: Row): string {
  const value = valueOf(row) ?? Number.NaN
  const { goal } = row
  const said = goal.kind === "ratio" ? `${value.toFixed(2)}×` : withUnit(value, goal.unit)
  return `is ${said}, goal ${bound(goal)}`
}

function reasonsOf(row: Row, kept: KeptResults): string | undefined {
  const { goal, measured, name } = row
  const { layers, statements } = measured
  if (goal.kind === "figure") {
    return statements && whatIsSent(statements)
  }
  if (!layers) {
    return undefined
  }
  return goal.b === "bare Medusa"
    ? [moreThanBare(row, layers), boundBesideBare(row, layers), sibling(name, kept)]
        .join(" ")
        .trim()
    : besideRead(row, layers, kept)
}

/** What a path sends to our tables, where its goal is a number of statements. */
function whatIsSent({ ours }: Statements): string {
  const counts = new Map<string, number>()
  for (const text of ours) {
    const tables = new Set([...text.matchAll(/\bloyalty_engine_\w+/g)].map(([table]) => table))
    const does = /\b(insert into|update|delete from)\b/i.test(text) ? "writes" : "reads"
    const said = `${does} ${[...tables].map((table) => `\`${table}\``).join(", ") || "Medusa's tables"}`
    counts.set(said, (counts.get(said) ?? 0) + 1)
  }
  const parts = [...counts].map(([said, count]) =>
    count === 1 ? said : `${said} (${count} times)`,
  )
  const tries = ours.filter((text) => text.includes("loyalty_engine_rate_limit")).length
  const without =
    tries === 0
      ? ""
      : ` Tries are counted in rows so that all processes share the count; without that it would be ${ours.length - tries}.`
  return `Its statements, one of which each: ${parts.join("; ")}.${without}`
}

/** What the host computes for a plugin, beside what the plugin computes itself. */
const HOST: readonly Layer[] = ["workflows", "medusa", "orm", "driver", "http", "loader"]
const OWN: readonly Layer[] = ["loyalty", "engine"]
/** What is less is noise. */
const LEAST = 0.01

function moreThanBare({ goal, measured }: Row, { layers, waiting }: LayerShares): string {
  const names = Object.keys(LAYERS) as Layer[]
  const differences = names
    .map((layer) => ({ layer, more: more(layers[layer]) }))
    .filter((difference) => Math.abs(difference.more) >= LEAST)
    .sort((a, b) => b.more - a.more)
  const all = names.reduce((sum, layer) => sum + layers[layer].a, 0)
  return (
    `Computed is ${all.toFixed(2)} for bare Medusa's 1.00: ` +
    `${differences.map((part) => `${signed(part.more)} ${LAYERS[part.layer]}`).join(", ")}; ` +
    `the plugin's own code ${sumOf(OWN, (layer) => layers[layer].a).toFixed(2)}. ` +
    `Waiting is ${waiting.a.toFixed(2)} for ${waiting.b.toFixed(2)}.` +
    (goal.kind === "ratio" && all <= goal.ratio ? spread(measured.cpu) : "")
  )
}

/** A profile that shows less than the rounds do explains nothing. */
function spread(cpu: Comparison | undefined): string {
  return cpu
    ? ` The profile does not show the excess; the CPU of the rounds lay between ` +
        `${cpu.low.toFixed(2)} and ${cpu.high.toFixed(2)}.`
    : ""
}

function boundBesideBare({ measured }: Row, shares: LayerShares): string {
  const { statements, cpu } = measured
  const { layers } = shares
  const own = sumOf(OWN, (layer) => layers[layer].a)
  if (!statements) {
    const host = sumOf(HOST, (layer) => Math.max(0, more(layers[layer])))
    return (
      `What bounds it is what Medusa does for the files, models, routes and workflows of any ` +
      `plugin as large: ${host.toFixed(2)}. ${nearness(1 + host + own, cpu?.ratio)}`
    )
  }
  const count = statements.a - statements.b
  const cost = count * priceOf(shares, statements)
  return (
    `What bounds it are its ${count} statements more, ${statements.ours.length} of them on our ` +
    `tables: ${cost.toFixed(2)}. ${nearness(1 + cost + own, cpu?.ratio)}`
  )
}

/** The same beside something that has the discounts as well says what of it is Medusa's. */
const SIBLINGS: Partial<Record<GoalName, GoalName>> = {
  updateWithSession: "updateDiscounted",
  complete: "completeDiscounted",
  completeInTheDark: "completeDiscounted",
  completeStaleInTheDark: "completeDiscounted",
}

function sibling(name: GoalName, kept: KeptResults): string {
  const other = SIBLINGS[name]
  const wall = other && kept[other]?.measured.wall
  if (!wall) {
    return ""
  }
  const engine = name.includes("Dark") ? ", the engine answering" : ""
  return (
    `Where bare Medusa's carts have the same discounts${engine}, it is ${wall.ratio.toFixed(2)}×: ` +
    "what is beyond that is Medusa's own work on discounts, whoever gives them."
  )
}

/** Our own work over a read of the cart: what of it no code of ours can save. */
function besideRead(
  { measured, name }: Row,
  shares: LayerShares,
  kept: KeptResults,
): string | undefined {
  // Baskets of every size are evaluated by the same statements.
  const statements =
    measured.statements ??
    (name.startsWith("basketOf") ? kept.evaluate?.measured.statements : undefined)
  if (!statements) {
    return undefined
  }
  const { layers } = shares
  const cost = statements.a * priceOf(shares, statements)
  const least = cost + layers.engine.a + layers.http.a
  const parts = (Object.keys(LAYERS) as Layer[])
    .filter((layer) => layers[layer].a >= LEAST)
    .sort((a, b) => layers[b].a - layers[a].a)
    .map((layer) => `${layers[layer].a.toFixed(2)} ${LAYERS[layer]}`)
  return (
    `Computed are ${parts.join(", ")}. What bounds it are its ${statements.a} statements, ` +
    `${cost.toFixed(2)}, and HTTP to the engine and from the client, ` +
    `${(layers.engine.a + layers.http.a).toFixed(2)}. ${nearness(least, measured.cpu?.ratio)}`
  )
}

function nearness(least: number, cpu: number | undefined): string {
  const at = `That alone is ${least.toFixed(2)}×`
  return cpu === undefined
    ? `${at}.`
    : `${at}; the CPU measured is ${cpu.toFixed(2)}×, ${(cpu / least).toFixed(2)} times that.`
}

/** What one statement costs the second thing. */
export function priceOf({ layers }: LayerShares, statements: Statements): number {
  return (layers.orm.b + layers.driver.b) / statements.b
}

const more = ({ a, b }: { a: number; b: number }): number => a - b

const signed = (value: number): string => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`

const sumOf = (layers: readonly Layer[], of: (layer: Layer) => number): number =>
  layers.reduce((sum, layer) => sum + of(layer), 0)
