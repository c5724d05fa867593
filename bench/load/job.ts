import type { FloodAnswer, FloodJob, SeatJob, SliceJob, Tally, TallyJob } from "./journeys/types"

/** One request of a mix. */
export interface LoadRequest {
  method: "GET" | "POST"
  path: string
  body?: unknown
}

/** As many requests as a server answers, on so many connections that are never idle. */
export interface SaturationJob {
  kind: "saturate"
  origin: string
  headers: Record<string, string>
  /** Sent in turns. */
  requests: LoadRequest[]
  connections: number
  duration_ms: number
}

export interface SaturationAnswer {
  per_minute: number
  errors: number
}

/** What the process that sends load is told to do. */
export type LoadJob = SaturationJob | FloodJob | SeatJob | SliceJob | TallyJob

/** What it answers, by the kind of the job. */
export interface LoadAnswers {
  saturate: SaturationAnswer
  flood: FloodAnswer
  seat: null
  slice: null
  tally: Tally
}
