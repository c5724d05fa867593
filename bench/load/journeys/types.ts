/** With the plugin or without it. */
export type SideName = "plugin" | "bare"

/** Where shoppers shop: what the process that sends load has to know of a side. */
export interface JourneyPlace {
  side: SideName
  origin: string
  headers: Record<string, string>
  shop: JourneyShop
}

/** The ids of a seeded shop that a journey needs. */
export interface JourneyShop {
  region_id: string
  shipping_option_id: string
  variants: Record<string, string>
  /** Phone numbers of members; shoppers take one each, in turns. */
  phones: string[]
}

/** Shoppers without a rest, more and more of them, until the server does not get faster. */
export interface FloodJob {
  kind: "flood"
  place: JourneyPlace
  seed: number
  /** So many at once, one after the other. */
  levels: number[]
  level_ms: number
}

export interface FloodAnswer {
  /** Whole journeys a minute at each level. */
  per_minute: number[]
  errors: number
}

/** How shoppers arrive and how long they think. */
export interface CrowdPlan {
  seed: number
  /** Arrivals come by chance at this rate, whether or not the server keeps up. */
  per_minute: number
  /** More than these at once are turned away, and counted. */
  shoppers_max: number
  /** As many are in the midst of their journeys when the first slice begins. */
  seated: number
  think_mean_ms: number
}

/** Brings a side's first shoppers to where they would be if the shop had been open for long. */
export interface SeatJob {
  kind: "seat"
  place: JourneyPlace
  crowd: CrowdPlan
}

/** Lets a side's time go on for so long; the other side's stands still. */
export interface SliceJob {
  kind: "slice"
  side: SideName
  duration_ms: number
}

export interface TallyJob {
  kind: "tally"
  side: SideName
}

/** An order that a shopper was told of. */
export interface JourneyOrder {
  order_id: string
  /** Whether the shopper had identified at its cart. */
  has_session: boolean
}

/** Something that went wrong, and how often. */
export interface Fault {
  what: string
  count: number
  /** The server failed: 5xx, or no answer. Else it refused. */
  is_error: boolean
  /** At a route of ours, or with a code of ours. */
  is_ours: boolean
}

/** What became of a side's shoppers. */
export interface Tally {
  /** Of the side's own time. */
  minutes: number
  begun: number
  turned_away: number
  /** Shoppers whom an arrival found in the shop, on average and at most. */
  present_mean: number
  present_most: number
  orders: JourneyOrder[]
  left: number
  gave_up: number
  faults: Fault[]
  /** Milliseconds since a request was due, by step. */
  latencies: Record<string, number[]>
}
