import { Pool } from "undici"

import { LOYALTY_ERROR_CODES } from "../../../src/modules/loyalty/domain/errors"
import { takes, type JourneyPlan } from "./plan"
import type { Memory, Step, StepReply } from "./steps"
import type { Fault, JourneyPlace } from "./types"

/** What came of a step. */
export type Outcome =
  | { kind: "nothing to do" }
  | { kind: "done"; took_ms: number; fault?: Omit<Fault, "count"> }
  | { kind: "failed"; fault: Omit<Fault, "count"> }

const CONNECTIONS = 256
/** A shopper waits no longer, and the answer counts as none. */
const PATIENCE_MS = 30_000
const CODES: readonly string[] = LOYALTY_ERROR_CODES

/** As many connections as shoppers, so that none waits for another one's answer. */
export function poolOf({ origin }: JourneyPlace): Pool {
  const patience = { headersTimeout: PATIENCE_MS, bodyTimeout: PATIENCE_MS }
  return new Pool(origin, { connections: CONNECTIONS, pipelining: 1, ...patience })
}

/** One shopper on the way through the shop. */
export class Traveller {
  readonly memory: Memory
  private readonly headers: Record<string, string>

  constructor(
    private readonly place: JourneyPlace,
    private readonly pool: Pool,
    readonly plan: JourneyPlan,
  ) {
    const { shop } = place
    this.memory = { plan, shop, cart_id: "", collection_id: "", order_id: "", token: "" }
    // Medusa trusts one proxy. Tries to identify are counted by address, and shoppers have their own.
    this.headers = { ...place.headers, "x-forwarded-for": addressOf(plan.number) }
  }

  async take(step: Step): Promise<Outcome> {
    const hasLoyalty = this.place.side === "plugin"
    const request = takes(step, this.plan, hasLoyalty) ? step.request(this.memory) : undefined
    if (!request) {
      return { kind: "nothing to do" }
    }
    const body = request.body === undefined ? null : JSON.stringify(request.body)
    const json = body === null ? {} : { "content-type": "application/json" }
    const begin = performance.now()
    try {
      const reply = await this.pool.request({
        method: request.method,
        path: request.path,
        headers: { ...this.headers, ...json, ...request.headers },
        body,
      })
      const text = await reply.body.text()
      return this.judge(step, { status: reply.statusCode, text }, performance.now() - begin)
    } catch (error) {
      const { code, message } = error as Partial<NodeJS.ErrnoException>
      const what = `${step.name}: no answer (${code ?? message ?? "?"})`
      return { kind: "failed", fault: { what, is_error: true, is_ours: step.isLoyalty === true } }
    }
  }

  private judge(
    step: Step,
    { status, text }: { status: number; text: string },
    took_ms: number,
  ): Outcome {
    const reply = parsed(text)
    const code = codeOf(reply)
    const isOurs = step.isLoyalty === true || CODES.includes(code)
    if (status >= 300) {
      const what = `${step.name}: ${status}${code === "" ? "" : ` ${code}`}`
      return { kind: "failed", fault: { what, is_error: status >= 500, is_ours: isOurs } }
    }
    step.learn?.(this.memory, reply)
    if (step.name === "complete" && reply.type !== "order") {
      const what = `complete: no order (${reply.error?.message ?? "?"})`
      return { kind: "failed", fault: { what, is_error: false, is_ours: isOurs } }
    }
    if (reply.loyalty_session?.availability === "unavailable") {
      // The shopper goes on without loyalty, although the engine is there.
      const what = `${step.name}: loyalty unavailable`
      return { kind: "done", took_ms, fault: { what, is_error: false, is_ours: true } }
    }
    return { kind: "done", took_ms }
  }
}

function parsed(text: string): StepReply {
  try {
    return JSON.parse(text) as StepReply
  } catch {
    return {}
  }
}

/** Of an error's body, or of the error in the answer to a completion. */
function codeOf(reply: StepReply & { code?: unknown }): string {
  const { code } = reply
  return typeof code === "string" ? code : (reply.error?.type ?? "")
}

const BYTE = 256

const addressOf = (number: number): string =>
  `10.${Math.floor(number / BYTE ** 2) % BYTE}.${Math.floor(number / BYTE) % BYTE}.${number % BYTE}`
