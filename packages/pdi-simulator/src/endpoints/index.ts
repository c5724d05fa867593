import type { Endpoint } from "../types.js"
import { calculateRewards } from "./calculate-rewards.js"
import { cancel } from "./cancel.js"
import type { Handler } from "./context.js"
import { enroll } from "./enroll.js"
import { finalize } from "./finalize.js"
import { getMemberHistory } from "./get-member-history.js"
import { getSessionStatus } from "./get-session-status.js"
import { identify } from "./identify.js"
import { reverse } from "./reverse.js"

export type LoyaltyEndpoint = Exclude<Endpoint, "token">

export const HANDLERS: Record<LoyaltyEndpoint, Handler> = {
  identify,
  calculateRewards,
  finalize,
  getSessionStatus,
  enroll,
  getMemberHistory,
  cancel,
  reverse,
}

export const METHODS: Record<LoyaltyEndpoint, "GET" | "POST"> = {
  identify: "POST",
  calculateRewards: "POST",
  finalize: "POST",
  getSessionStatus: "GET",
  enroll: "POST",
  getMemberHistory: "GET",
  cancel: "POST",
  reverse: "POST",
}
