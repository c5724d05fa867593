import type { ErrorShape } from "./types.js"

/** An answer the contract names: thrown anywhere in an endpoint, rendered once at the edge. */
export class ContractError extends Error {
  details: Record<string, unknown> = {}

  constructor(
    readonly status: number,
    readonly code: string | number,
    message: string,
  ) {
    super(message)
  }

  with(details: Record<string, unknown>): this {
    this.details = details
    return this
  }
}

export function invalidRequest(
  message: string,
  details: Record<string, unknown> = {},
): ContractError {
  return new ContractError(400, "INVALID_REQUEST", message).with(details)
}

const RETRYABLE = new Set([429, 502, 503, 504])

export interface RenderedError {
  contentType: string
  payload: string
}

/** The contract accepts three spellings of one error. */
export function renderError(
  error: ContractError,
  shape: ErrorShape,
  requestId: string,
): RenderedError {
  if (shape === "text") {
    return { contentType: "text/plain; charset=utf-8", payload: `${error.code}: ${error.message}` }
  }
  const body =
    shape === "errors"
      ? { errors: [{ errorCode: error.code, errorMessage: error.message }] }
      : {
          error: {
            code: String(error.code),
            message: error.message,
            details: error.details,
            retryable: RETRYABLE.has(error.status) || error.status === 401,
            requestId,
          },
        }
  return { contentType: "application/json; charset=utf-8", payload: JSON.stringify(body) }
}
