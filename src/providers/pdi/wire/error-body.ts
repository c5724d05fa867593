import { ENGINE_CODES } from "./codes"
import { isRecord, parseJson } from "./json"

export interface EngineError {
  /** The engine's code as it stands, limited to a harmless alphabet; null when it gave none. */
  engine_code: string | null
  reward_ids: string[]
}

const CODE_FORM = /^[A-Za-z0-9_.-]{1,64}$/

function codeOf(value: unknown): string | null {
  const text = typeof value === "number" ? String(value) : value
  return typeof text === "string" && CODE_FORM.test(text) ? text.toUpperCase() : null
}

function rewardIdsOf(details: unknown): string[] {
  if (!isRecord(details)) {
    return []
  }
  const listed: unknown[] = Array.isArray(details["rewardIds"])
    ? details["rewardIds"]
    : [details["rewardId"]]
  return listed
    .filter((id): id is string => typeof id === "string" && id.length > 0 && id.length <= 128)
    .slice(0, 100)
}

function fromText(text: string): EngineError {
  // A bare text is at most a code in prose: "Member not found". Longer ones are pages.
  const words = text.length > 200 ? "" : text.toUpperCase().replace(/[^A-Z0-9]+/g, "_")
  const code = [...ENGINE_CODES.keys()].find((known) => `_${words}_`.includes(`_${known}_`))
  return { engine_code: code ?? null, reward_ids: [] }
}

/**
 * Reads an error body in any of the contract's three shapes (1.6): `{error:{code}}`,
 * `{errors:[{errorCode}]}`, bare text. The body's own message is never kept: it may quote a
 * phone number.
 */
export function readErrorBody(text: string): EngineError {
  const body = parseJson(text)
  if (typeof body === "string") {
    return fromText(body)
  }
  if (!isRecord(body)) {
    return fromText(body === undefined ? text : "")
  }
  const error = body["error"]
  if (isRecord(error)) {
    return { engine_code: codeOf(error["code"]), reward_ids: rewardIdsOf(error["details"]) }
  }
  const first: unknown = Array.isArray(body["errors"]) ? body["errors"][0] : undefined
  if (isRecord(first)) {
    return {
      engine_code: codeOf(first["errorCode"] ?? first["code"]),
      reward_ids: rewardIdsOf(first["details"]),
    }
  }
  return { engine_code: codeOf(error) ?? codeOf(body["code"]), reward_ids: [] }
}

/** True for a body that reports an error although the status says success. */
export function reportsError(body: unknown): boolean {
  if (!isRecord(body)) {
    return false
  }
  const errors = body["errors"]
  return isRecord(body["error"]) || (Array.isArray(errors) && errors.length > 0)
}
