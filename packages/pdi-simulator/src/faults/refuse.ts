import { ContractError } from "../errors.js"
import type { ErrorShape } from "../types.js"
import type { Fault } from "./kinds.js"

const CODE_BY_STATUS: Record<number, string> = {
  400: "INVALID_REQUEST",
  401: "TOKEN_EXPIRED",
  403: "FORBIDDEN_SITE",
  404: "SESSION_NOT_FOUND",
  409: "IN_PROGRESS",
  422: "BASKET_CHANGED",
  429: "RATE_LIMITED",
}

export interface Refusal {
  error: ContractError
  shape: ErrorShape | null
  headers: Record<string, string>
}

export function refusalOf({ kind, params = {} }: Fault): Refusal {
  if (kind === "token_expired") {
    const error = new ContractError(401, "TOKEN_EXPIRED", "the access token has expired")
    return { error, shape: null, headers: {} }
  }
  const status = params.status ?? 503
  const code = params.code ?? CODE_BY_STATUS[status] ?? "UNAVAILABLE"
  const headers: Record<string, string> =
    params.retryAfter === undefined ? {} : { "retry-after": String(params.retryAfter) }
  const error = new ContractError(status, code, "a fault was injected")
  if (params.rewardId !== undefined) error.with({ rewardId: params.rewardId })
  return { error, shape: params.shape ?? null, headers }
}
