import { meanSteps } from "../load/journeys/plan"
import type { CrowdPlan, JourneyPlace, SideName } from "../load/journeys/types"
import { LoadDriver } from "../load/second-process"
import { Engine } from "../lib/engine"
import { publishableKey } from "../lib/shopper"
import { handOver } from "../lib/hand-over"
import type { World } from "../setup/world"
import { costOf } from "./cost"
import { now, settle } from "./journey-decisions"
import { journeyResults, type Saturation, type UseBySide } from "./journey-report"
import type { Results } from "./types"

export interface JourneysEffort {
  /** Shoppers of a flood that finds bare Medusa's saturation, level by level. */
  levels: number[]
  /** Of those, the levels at which the plugin's own is found as well. */
  ours: number[]
  level_ms: number
  /** Of each side. */
  slices: number
  slice_ms: number
  shoppers_max: number
}

const SEED = 20_260_401
/** Of what bare Medusa can do in the same run. */
const LOAD = 0.7
/** Room for chance below the most that are let in, so that hardly anybody is turned away. */
const SEATED = 0.85
const THINK_MS = { least: 300, most: 60_000 }
const MS_PER_MINUTE = 60_000
/** What an answer begins in the background is over by then, in its own side's time. */
const REST_MS = 1_000
/** One for each shopper who may be in the shop, and more: tries to identify are limited. */
const MEMBERS = 400
const FIRST_PHONE = 4_155_560_000
const SIDES = ["plugin", "bare"] as const

/**
 * Whole journeys of many shoppers, with think time, at 70 % of what bare Medusa can do; the sides
 * take turns in slices, and a side's shoppers stay where they are while the other one's go on.
 */
export async function measureJourneys(world: World, effort: JourneysEffort): Promise<Results> {
  const engine = await Engine.connect(world.simulatorUrl)
  const driver = new LoadDriver()
  const { databaseUrl } = world.plugin
  try {
    const since = await now(databaseUrl)
    await engine.forget()
    const phones = await engine.enrolCrowd("JOURNEY", MEMBERS, FIRST_PHONE)
    const places = {
      plugin: placeOf(world, "plugin", phones),
      bare: placeOf(world, "bare", phones),
    }
    const saturation = await floodBoth(driver, places, effort)
    const crowd = crowdFor(
      LOAD * Math.max(...saturation.map(({ per_minute }) => per_minute)),
      effort,
    )
    for (const side of SIDES) {
      await driver.ask({ kind: "seat", place: places[side], crowd })
    }
    const use = await takeTurns(world, driver, effort)
    const tallies = {
      plugin: await driver.ask({ kind: "tally", side: "plugin" }),
      bare: await driver.ask({ kind: "tally", side: "bare" }),
    }
    const { orders } = tallies.plugin
    const decisions = await settle(engine, { databaseUrl, since, orders })
    const setting = {
      saturation,
      wanted_per_minute: crowd.per_minute,
      shoppers_max: crowd.shoppers_max,
      think_mean_s: crowd.think_mean_ms / 1_000,
      slices: effort.slices,
      slice_s: effort.slice_ms / 1_000,
    }
    return journeyResults({ setting, tallies, use, decisions })
  } finally {
    driver.stop()
    await engine.close()
  }
}

/** Bare Medusa before and after the plugin, so that a machine that slows down slows down both. */
async function floodBoth(
  driver: LoadDriver,
  places: Record<SideName, JourneyPlace>,
  { levels, ours, level_ms }: JourneysEffort,
): Promise<Saturation[]> {
  const flood = async (side: SideName, some: readonly number[]) => {
    const job = { place: places[side], seed: SEED, levels: [...some], level_ms }
    const { per_minute } = await driver.ask({ kind: "flood", ...job })
    return new Map(some.map((shoppers, place) => [shoppers, per_minute[place] ?? Number.NaN]))
  }
  const half = Math.ceil(levels.length / 2)
  const few = await flood("bare", levels.slice(0, half))
  const plugin = await flood("plugin", ours)
  const bare = new Map([...few, ...(await flood("bare", levels.slice(half)))])
  return levels.map((shoppers) => ({
    shoppers,
    per_minute: bare.get(shoppers) ?? Number.NaN,
    plugin_per_minute: plugin.get(shoppers),
  }))
}

function placeOf(world: World, side: SideName, phones: string[]): JourneyPlace {
  const { region_id, shipping_option_id, variants } = world.shop
  return {
    side,
    origin: world[side].url,
    headers: { "x-publishable-api-key": publishableKey(world.shop) },
    shop: { region_id, shipping_option_id, variants, phones },
  }
}

/** Shoppers think for so long that at this rate as many are in the shop as should be. */
function crowdFor(per_minute: number, { shoppers_max }: JourneysEffort): CrowdPlan {
  const seated = Math.floor(shoppers_max * SEATED)
  const journey_ms = (seated / per_minute) * MS_PER_MINUTE
  const wanted = journey_ms / meanSteps(SEED)
  const think_mean_ms = Math.min(THINK_MS.most, Math.max(THINK_MS.least, wanted))
  return { seed: SEED, per_minute, shoppers_max, seated, think_mean_ms }
}

async function takeTurns(
  world: World,
  driver: LoadDriver,
  { slices, slice_ms }: JourneysEffort,
): Promise<UseBySide> {
  const use: UseBySide = { plugin: [], bare: [] }
  for (let slice = 0; slice < slices; slice++) {
    for (const side of SIDES) {
      const { meter } = world[side]
      const { cpu_ms, wall_ms } = await costOf(
        meter,
        async () => {
          const begin = performance.now()
          await driver.ask({ kind: "slice", side, duration_ms: slice_ms })
          return { wall_ms: performance.now() - begin }
        },
        { pause_ms: REST_MS },
      )
      use[side].push({ cpu_ms, wall_ms, ...(await meter.memory()) })
    }
    // Handed over on the way, so that the minute's job drains while shoppers shop.
    await handOver(world.plugin.databaseUrl)
  }
  return use
}
