import { setTimeout as sleep } from "node:timers/promises"

import { spanOf } from "../lib/cpu-profile"
import { compare, median, type Comparison, type Round } from "../lib/stats"
import type { CountUntil } from "../lib/statements"
import type { World } from "../setup/world"
import { countStatements, SAMPLES } from "./count"
import { closePair, openPair, type Pair, type Place } from "./place"
import { profiled, type LayerShares, type Spans } from "./layers"
import type { Measured } from "./types"

/** Something that both sides do. `Own` is what a place keeps between the steps. */
export interface Scenario<Own> {
  /** What its profiles are called, where they are taken. */
  profile?: string
  /** Before anything is timed: `acts` is how often it will be done. */
  begin: (place: Place, acts: number) => Promise<Own>
  /** Before each round, not timed. */
  beginRound?: (own: Own) => Promise<void>
  /** When both sides have begun, and when nothing more is timed. */
  between?: { begin: (world: World) => Promise<void>; end: (world: World) => Promise<void> }
  act: (own: Own, act: number) => Promise<{ wall_ms: number }>
  /** Lets the work after an answer end before the other side is asked; its CPU counts. */
  pause_ms: number
  /**
   * Lets what the plugin does long after an answer end before anybody acts again, where it does
   * something: else it would go on during every second act of bare Medusa, and slow that down.
   * Nothing of it counts.
   */
  rest_ms?: number
  /** How the statements of one act are counted; `prepare` runs before each, uncounted. */
  count: { until: CountUntil; prepare?: (own: Own) => Promise<void> }
}

/** How long a comparison measures; without rounds only statements are counted. */
export interface PairedEffort {
  rounds: number
  warmUps: number
  /** Per side and round. */
  acts: number
  /** How often each side acts under the profiler, where the scenario has profiles. */
  profiled?: number
}

interface Sample {
  wall_ms: number
  cpu_ms: number
}

interface Player<Own> {
  place: Place
  own: Own
  /** Acts so far. */
  acts: number
}

/** A background evaluation that a round started is over by then. */
const BETWEEN_ROUNDS_MS = 600

/** Does the same on both sides in turns: A B, B A in one round, B A, A B in the next. */
export async function measurePaired<Own>(
  world: World,
  effort: PairedEffort,
  scenario: Scenario<Own>,
): Promise<Measured> {
  const pair = openPair(world)
  const acts = actsOf(effort)
  try {
    // At the same time, so that neither side has stood still when the first act is timed.
    const players = await Promise.all([
      enter(pair, "a", () => scenario.begin(pair.a, acts)),
      enter(pair, "b", () => scenario.begin(pair.b, acts)),
    ])
    await scenario.between?.begin(world)
    try {
      return await play(world, effort, { scenario, players })
    } finally {
      await scenario.between?.end(world)
    }
  } finally {
    await closePair(pair)
  }
}

/** How often each side will act, from the first warm-up to the last statement that is counted. */
export function actsOf(effort: PairedEffort): number {
  return (effort.rounds + effort.warmUps) * effort.acts + SAMPLES + actsUnderProfiler(effort)
}

/** The first act under a profiler pays for its start, and is not looked at. */
function actsUnderProfiler({ profiled }: PairedEffort): number {
  return profiled === undefined ? 0 : profiled + 1
}

interface Game<Own> {
  scenario: Scenario<Own>
  players: readonly [Player<Own>, Player<Own>]
}

async function enter<Own>(
  pair: Pair,
  side: keyof Pair,
  begin: () => Promise<Own>,
): Promise<Player<Own>> {
  return { place: pair[side], own: await begin(), acts: 0 }
}

async function play<Own>(world: World, effort: PairedEffort, game: Game<Own>): Promise<Measured> {
  // What is not timed needs no rest, and a quick run has the less to wait for.
  const { rest_ms: _, ...restless } = game.scenario
  for (let round = 0; round < effort.warmUps; round++) {
    await playRound({ ...game, scenario: restless }, effort.acts, round)
  }
  const wall: Round[] = []
  const cpu: Round[] = []
  for (let round = 0; round < effort.rounds; round++) {
    const [a, b] = await playRound(game, effort.acts, round)
    wall.push({ a: a.wall_ms, b: b.wall_ms })
    cpu.push({ a: a.cpu_ms, b: b.cpu_ms })
  }
  const { profile } = game.scenario
  const layers = profile !== undefined &&
    effort.profiled !== undefined && {
      layers: await profileActs(game, { name: profile, acts: actsUnderProfiler(effort) }),
    }
  const [playerA, playerB] = game.players
  const [a, b] = [await count(world, game, playerA), await count(world, game, playerB)]
  return { ...times(wall, cpu), statements: { a: a.all, b: b.all, ours: a.ours }, ...layers }
}

function times(wall: Round[], cpu: Round[]): { wall?: Comparison; cpu?: Comparison } {
  return wall.length === 0 ? {} : { wall: compare(wall), cpu: compare(cpu) }
}

async function playRound<Own>(
  { scenario, players }: Game<Own>,
  acts: number,
  round: number,
): Promise<[Sample, Sample]> {
  const [a, b] = players
  await sleep(BETWEEN_ROUNDS_MS)
  for (const { own } of players) {
    await scenario.beginRound?.(own)
  }
  const samples = new Map<Player<Own>, Sample[]>(players.map((player) => [player, []]))
  for (let act = 0; act < acts; act++) {
    // Whoever begins a round comes from a rest, and whoever acts twice running has the machine warm.
    for (const player of (round + act) % 2 === 0 ? [a, b] : [b, a]) {
      samples.get(player)?.push(await sampleOf(scenario, player))
      await sleep(scenario.rest_ms ?? 0)
    }
  }
  return [middle(samples.get(a)), middle(samples.get(b))]
}

function profileActs<Own>(
  { scenario, players: [a, b] }: Game<Own>,
  { name, acts }: { name: string; acts: number },
): Promise<LayerShares> {
  const meters = { a: a.place.side.meter, b: b.place.side.meter }
  return profiled(name, meters, async () => {
    const spans: Spans = { a: [], b: [] }
    await scenario.beginRound?.(a.own)
    await scenario.beginRound?.(b.own)
    for (let act = 0; act < acts; act++) {
      const turns = [[a, spans.a] as const, [b, spans.b] as const]
      for (const [player, side] of act % 2 === 0 ? turns : turns.reverse()) {
        const { span } = await spanOf(async () => {
          await scenario.act(player.own, player.acts++)
          await sleep(scenario.pause_ms)
        })
        if (act > 0) {
          side.push(span)
        }
        await sleep(scenario.rest_ms ?? 0)
      }
    }
    return spans
  })
}

async function sampleOf<Own>(scenario: Scenario<Own>, player: Player<Own>): Promise<Sample> {
  const { meter } = player.place.side
  const before = await meter.cpu()
  const { wall_ms } = await scenario.act(player.own, player.acts++)
  await sleep(scenario.pause_ms)
  return { wall_ms, cpu_ms: (await meter.cpu()) - before }
}

function middle(samples: readonly Sample[] = []): Sample {
  return {
    wall_ms: median(samples.map(({ wall_ms }) => wall_ms)),
    cpu_ms: median(samples.map(({ cpu_ms }) => cpu_ms)),
  }
}

async function count<Own>(
  world: World,
  { scenario }: Game<Own>,
  player: Player<Own>,
): ReturnType<typeof countStatements> {
  const { until, prepare } = scenario.count
  const { own } = player
  return countStatements(world.statements, {
    database: player.place.side.database,
    until,
    afterLook: true,
    ...(prepare && { before: () => prepare(own) }),
    request: () => scenario.act(own, player.acts++),
  })
}
