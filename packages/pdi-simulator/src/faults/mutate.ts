import type { Fault } from "./kinds.js"

type Body = Record<string, unknown>

export interface Repeatable {
  duplicate_reply: Body | null
  swapped_reply: Body | null
}

/** A string no reply contains; it is swapped for raw JSON text once the reply is serialized. */
const RAW_MARK = "\u0001raw\u0001"

function setPath(body: Body, path: string, value: unknown): void {
  const keys = path.split(".")
  const last = keys.pop() ?? path
  let at: unknown = body
  for (const key of keys) {
    if (at === null || typeof at !== "object") return
    at = (at as Body)[key]
  }
  if (at === null || typeof at !== "object") return
  // Defined, not assigned: `__proto__` must come out as a key of the reply.
  Object.defineProperty(at, last, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  })
}

function offeredIds(body: Body): unknown[] {
  const rewards = Array.isArray(body.rewards) ? (body.rewards as Body[]) : []
  return rewards.map(({ rewardId }) => rewardId)
}

function mutate(body: Body, { kind, params = {} }: Fault, repeatable: Repeatable): Body {
  switch (kind) {
    case "wrong_session":
      return { ...body, sessionId: "sess_of_somebody_else" }
    case "wrong_basket_hash":
      return { ...body, basketHash: "0".repeat(64) }
    case "other_currency":
      return { ...body, currency: params.currency ?? "EUR" }
    case "remove_reward_ids":
      return { ...body, removeRewardIds: params.ids ?? offeredIds(body) }
    case "duplicate_reply":
    case "swapped_reply":
      return repeatable[kind] ?? body
    case "wrong_types": {
      const changed = structuredClone(body)
      const value = params.raw === undefined ? (params.value ?? null) : RAW_MARK
      setPath(changed, params.field ?? "sessionId", value)
      return changed
    }
    default:
      return body
  }
}

/** The reply as JSON text, after every reply fault had its turn. */
export function serializeReply(
  body: Body,
  faults: readonly Fault[],
  repeatable: Repeatable,
): string {
  let text = JSON.stringify(faults.reduce((at, fault) => mutate(at, fault, repeatable), body))
  for (const { params } of faults) {
    if (params?.raw !== undefined) text = text.replace(JSON.stringify(RAW_MARK), params.raw)
  }
  return text
}
