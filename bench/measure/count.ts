import { median } from "../lib/stats"
import type { CountUntil, StatementLog } from "../lib/statements"

const SAMPLES = 5
const OUR_TABLES = /\bloyalty_engine_/

/** What is counted, and where. */
export interface Counted {
  database: string
  until: CountUntil
  /** Runs before each request and is not counted. */
  before?: () => Promise<unknown>
  request: () => Promise<unknown>
}

/** Statements of one request: all of them, and the texts of those on tables of the plugin. */
export interface Count {
  all: number
  ours: string[]
}

/**
 * Counts the statements of a request as the median of some samples: a job that runs by the clock,
 * or a read that Medusa caches, does not belong to it.
 */
export async function countStatements(log: StatementLog, counted: Counted): Promise<Count> {
  const samples: string[][] = []
  await log.on()
  try {
    for (let sample = 0; sample < SAMPLES; sample++) {
      await counted.before?.()
      samples.push(await log.during(counted.database, counted.until, counted.request))
    }
  } finally {
    await log.off()
  }
  const ours = samples
    .map((statements) => statements.filter((text) => OUR_TABLES.test(text)))
    .sort((a, b) => a.length - b.length)
  return {
    all: median(samples.map((statements) => statements.length)),
    ours: ours[Math.floor(SAMPLES / 2)] ?? [],
  }
}
