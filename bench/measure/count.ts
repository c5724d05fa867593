import type { CountUntil, StatementLog } from "../lib/statements"

/** How often a request is made to count its statements. */
export const SAMPLES = 4
/** On tables of the plugin, or its own reading of Medusa's (`read-cart.ts`). */
const OURS = /\bloyalty_engine_|\bAS has_credit\b/
/** Read every quarter of a second by whoever comes first: it is no request's own. */
const BREAKERS = /\bFROM loyalty_engine_breaker WHERE open_until\b/

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

/** Statements of one request: all of them, and the texts of the plugin's own. */
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
      const sent = await log.during(counted.database, counted.until, counted.request)
      samples.push(sent.filter((text) => !BREAKERS.test(text)))
    }
  } finally {
    await log.off()
  }
  const fewest = samples.sort((a, b) => a.length - b.length)[0] ?? []
  return { all: fewest.length, ours: fewest.filter((text) => OURS.test(text)) }
}
