import { Type } from "@sinclair/typebox"
import { ENDPOINTS, type Endpoint, type ErrorShape, type TokenSpelling } from "../types.js"

/**
 * delay: the call waits, then goes on. refuse: an error instead of the work. lose: the caller
 * gets no answer at all. wire: the work is done, the bytes of the answer are damaged. reply: the
 * work is done, the answer says something else. rule: the work itself goes by another rule.
 */
export type FaultStage = "delay" | "refuse" | "lose" | "wire" | "reply" | "rule"

const LOYALTY_ENDPOINTS = ENDPOINTS.filter((endpoint) => endpoint !== "token")
const WITH_SESSION: Endpoint[] = [
  "identify",
  "calculateRewards",
  "finalize",
  "getSessionStatus",
  "enroll",
  "cancel",
]

interface KindRules {
  stage: FaultStage
  /** Where the kind makes sense; a fault on "*" bites there only. */
  endpoints: readonly Endpoint[]
}

function kind(stage: FaultStage, endpoints: readonly Endpoint[] = ENDPOINTS): KindRules {
  return { stage, endpoints }
}

export const FAULT_KINDS = {
  latency: kind("delay"),
  hang: kind("lose"),
  drop: kind("lose"),
  reset: kind("lose"),
  drop_then_apply: kind("lose"),
  apply_then_hang: kind("lose"),
  apply_then_reset: kind("lose"),
  status: kind("refuse"),
  token_expired: kind("refuse", LOYALTY_ENDPOINTS),
  trickle: kind("wire"),
  reset_after_headers: kind("wire"),
  malformed_json: kind("wire"),
  html_200: kind("wire"),
  empty_200: kind("wire"),
  oversized_body: kind("wire"),
  truncated_gzip: kind("wire"),
  wrong_session: kind("reply", WITH_SESSION),
  wrong_basket_hash: kind("reply", ["calculateRewards"]),
  other_currency: kind("reply", ["identify", "calculateRewards", "finalize"]),
  duplicate_reply: kind("reply", LOYALTY_ENDPOINTS),
  swapped_reply: kind("reply", LOYALTY_ENDPOINTS),
  remove_reward_ids: kind("reply", ["calculateRewards"]),
  wrong_types: kind("reply"),
  token_ttl: kind("rule", ["token"]),
  token_spelling: kind("rule", ["token"]),
  reject_reward: kind("rule", ["finalize"]),
} as const satisfies Record<string, KindRules>

export type FaultKind = keyof typeof FAULT_KINDS

export interface FaultParams {
  /** latency: the wait; drop_then_apply: how long after the loss the call takes effect. */
  ms?: number
  bytesPerSecond?: number
  /** oversized_body: the length of the reply. */
  bytes?: number
  status?: number
  code?: string | number
  /** Sent as the Retry-After header, as it stands. */
  retryAfter?: string | number
  shape?: ErrorShape
  /** status: the call takes effect all the same (committed, then 504). */
  apply?: boolean
  /** token_ttl: what `expires_in` says; null leaves it out. */
  seconds?: unknown
  /** token_ttl: how long the token truly lives, when that differs. */
  actualSeconds?: number
  spelling?: TokenSpelling
  currency?: string
  ids?: string[]
  /** wrong_types: a dotted path into the reply. */
  field?: string
  value?: unknown
  /** wrong_types: JSON text to put there, for what no value can say (1e309). */
  raw?: string
  rewardId?: string
  /** reject_reward: finalize the rest and name the reward in `rejectedRewards`. */
  soft?: boolean
}

export interface FaultInput {
  kind: FaultKind
  endpoint: Endpoint | "*"
  memberId?: string
  /** How many calls it bites; until cleared when absent. */
  times?: number
  /** The share of calls it bites, under the simulator's seed. */
  probability?: number
  params?: FaultParams
}

export interface Fault extends FaultInput {
  id: string
  /** How many calls it has bitten. */
  hits: number
}

const names = Object.keys(FAULT_KINDS) as FaultKind[]

export const FaultInputSchema = Type.Object(
  {
    kind: Type.Union(names.map((name) => Type.Literal(name))),
    endpoint: Type.Union([Type.Literal("*"), ...ENDPOINTS.map((name) => Type.Literal(name))]),
    memberId: Type.Optional(Type.String()),
    times: Type.Optional(Type.Integer({ minimum: 1 })),
    probability: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    params: Type.Optional(
      Type.Object(
        {
          ms: Type.Optional(Type.Number({ minimum: 0 })),
          bytesPerSecond: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
          bytes: Type.Optional(Type.Integer({ minimum: 1, maximum: 200_000_000 })),
          status: Type.Optional(Type.Integer({ minimum: 200, maximum: 599 })),
          code: Type.Optional(Type.Union([Type.String(), Type.Number()])),
          retryAfter: Type.Optional(Type.Union([Type.String(), Type.Number()])),
          shape: Type.Optional(
            Type.Union([Type.Literal("error"), Type.Literal("errors"), Type.Literal("text")]),
          ),
          apply: Type.Optional(Type.Boolean()),
          seconds: Type.Optional(Type.Unknown()),
          actualSeconds: Type.Optional(Type.Number({ minimum: 0 })),
          spelling: Type.Optional(Type.Union([Type.Literal("snake"), Type.Literal("camel")])),
          currency: Type.Optional(Type.String()),
          ids: Type.Optional(Type.Array(Type.String())),
          field: Type.Optional(Type.String({ minLength: 1 })),
          value: Type.Optional(Type.Unknown()),
          raw: Type.Optional(Type.String()),
          rewardId: Type.Optional(Type.String()),
          soft: Type.Optional(Type.Boolean()),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
)
