/** One request of a mix. */
export interface LoadRequest {
  method: "GET" | "POST"
  path: string
  body?: unknown
}

/** As many requests as a server answers, on so many connections that are never idle. */
export interface SaturationJob {
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
