import type { LoyaltyErrorCode } from "../../src/modules/loyalty/domain/errors"
import type { JsonSchema } from "./schemas"

interface Parameter {
  name: string
  in: "query" | "header"
  required?: boolean
  description: string
  schema: JsonSchema
}

/** What a route's file does not say in a form that a program can read. */
export interface Extra {
  parameters?: Parameter[]
  /** Our codes that a client should know how to answer. */
  codes?: LoyaltyErrorCode[]
  /** Further replies by status: a type of `src/types/http`, or an error's schema. */
  replies?: Record<number, string>
  /** For a reply that no type in `src/types/http` describes. */
  media_type?: string
}

const cartId: Parameter = {
  name: "cart_id",
  in: "query",
  required: true,
  description: "Whoever knows the cart's id may see its session.",
  schema: { type: "string" },
}

const count = (name: string, description: string): Parameter => ({
  name,
  in: "query",
  description,
  schema: { type: "integer", minimum: 0 },
})

const history = [count("limit", "At most 100; 20 by default."), count("offset", "Entries to skip.")]

/** Whoever opens a session, typed or linked: both run `identifyMember`. */
const OPENING_CODES: LoyaltyErrorCode[] = [
  "member_not_found",
  "invalid_identifier",
  "loyalty_disabled",
  "loyalty_unavailable",
  "session_not_found",
  "not_allowed",
  "version_conflict",
]

/** By method and path. A test fails for an entry without a route. */
export const EXTRAS: Record<string, Extra> = {
  "POST /store/loyalty/identify": {
    codes: [...OPENING_CODES, "rate_limited"],
  },
  "POST /store/loyalty/session": { codes: ["not_linked", ...OPENING_CODES] },
  "GET /store/loyalty/session/{id}": { parameters: [cartId], codes: ["session_not_found"] },
  "DELETE /store/loyalty/session/{id}": {
    parameters: [cartId],
    codes: ["session_not_found", "not_allowed", "session_not_active"],
  },
  "POST /store/loyalty/rewards": { codes: ["session_not_found", "session_not_active"] },
  "POST /store/loyalty/rewards/select": {
    codes: [
      "session_not_found",
      "session_not_active",
      "reward_not_available",
      "insufficient_points",
      "version_conflict",
    ],
  },
  "GET /store/loyalty/orders/{id}/summary": {
    parameters: [
      {
        name: "x-loyalty-token",
        in: "header",
        description: "The session's token, for whoever is not signed in as the order's customer.",
        schema: { type: "string" },
      },
    ],
    codes: ["session_not_found"],
  },
  "GET /store/customers/me/loyalty": { parameters: history },
  "POST /store/customers/me/loyalty": { codes: ["invalid_identifier", "not_allowed"] },
  "POST /admin/loyalty/stores/{id}/config": { codes: ["invalid_settings", "not_allowed"] },
  "POST /admin/loyalty/adjustments/{id}/settle": { codes: ["not_allowed"] },
  "GET /loyalty/metrics": { media_type: "text/plain", replies: { 401: "MedusaErrorBody" } },
  "GET /loyalty/docs": { media_type: "text/html" },
  "GET /loyalty/docs/openapi": { media_type: "application/json" },
  "GET /loyalty/health/live": { replies: { 503: "LoyaltyHealthResponse" } },
  "GET /loyalty/health/ready": { replies: { 503: "LoyaltyHealthResponse" } },
}
