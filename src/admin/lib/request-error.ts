/** What is wrong with one field, as the server says it. */
export interface FieldIssue {
  path: string
  message: string
}

interface RefusalBody {
  message?: unknown
  code?: unknown
  details?: { issues?: unknown; settings?: unknown; completion_guard?: unknown }
}

/** A refusal of one of our routes, with everything that it says. */
export class RequestError extends Error {
  override readonly name = "RequestError"

  constructor(
    message: string,
    readonly status: number,
    readonly refusal: {
      code: string | null
      issues: FieldIssue[]
      /** Settings whose change asks for the credentials once more. */
      settings: string[]
      completion_guard: string | null
    },
  ) {
    super(message)
  }

  static from(response: Response, reply: unknown): RequestError {
    const body: RefusalBody = isObject(reply) ? reply : {}
    const details = isObject(body.details) ? body.details : {}
    return new RequestError(
      textOf(body.message) ?? (response.statusText || `HTTP ${response.status}`),
      response.status,
      {
        code: textOf(body.code),
        issues: listOf(details.issues).filter(isIssue),
        settings: listOf(details.settings).filter((entry) => typeof entry === "string"),
        completion_guard: textOf(details.completion_guard),
      },
    )
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null)

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

const isIssue = (value: unknown): value is FieldIssue =>
  isObject(value) && typeof value["path"] === "string" && typeof value["message"] === "string"
