import type { CountUntil, StatementLog } from "../lib/statements"

/** How often a request is made to count its statements. */
export const SAMPLES = 4
const OUR_TABLES = /\bloyalty_engine_/

/** What is counted, and where. */
export interface Counted {
  database: string
  until: CountUntil
  /** Runs before each request and is not counted. */
  before?: () => Promise<unknown>
  request: () => Promise<unknown>
  /** Waits before each request until the plugin has looked at what earlier ones changed. */
  afterLook?: boolean
}

/** Statements of one request: all of them, and the texts of those on tables of the plugin. */
export interface Count {
  all: number
  ours: string[]
}

/**
 * Counts the statements of a request as the fewest of some samples: whatever happens besides, such
 * as a job that runs by the clock, can only add to them.
 */
export async function countStatements(log: StatementLog, counted: Counted): Promise<Count> {
  const samples: string[][] = []
  await log.on()
  try {
    for (let sample = 0; sample < SAMPLES; sample++) {
      await counted.before?.()
      if (counted.afterLook) {
        await log.untilLooked()
      }
      samples.push(await log.during(counted.database, counted.until, counted.request))
    }
  } finally {
    await log.off()
  }
  const fewest = samples.sort((a, b) => a.length - b.length)[0] ?? []
  return { all: fewest.length, ours: fewest.filter((text) => OUR_TABLES.test(text)) }
}
