import { randomUUID } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"
import type { FastifyReply, FastifyRequest } from "fastify"
import type { Answer, Context } from "../endpoints/context.js"
import { HANDLERS } from "../endpoints/index.js"
import { ContractError, renderError } from "../errors.js"
import { deliverDamaged, loseConnection, send, type Outgoing } from "../faults/deliver.js"
import { serializeReply } from "../faults/mutate.js"
import { refusalOf } from "../faults/refuse.js"
import { takesEffect, type FaultPlan, type FaultRegistry } from "../faults/registry.js"
import type { Endpoint, RecordedRequest } from "../types.js"
import type { InProgress } from "./in-progress.js"
import type { LastReplies } from "./last-replies.js"
import type { Recorder } from "./recorder.js"
import { subjectOf, type Subject } from "./subject.js"
import { issueToken } from "./token-endpoint.js"
import type { Tokens } from "./tokens.js"

export interface Service {
  context: Context
  faults: FaultRegistry
  recorder: Recorder
  tokens: Tokens
  inProgress: InProgress
  lastReplies: LastReplies
}

interface Exchange {
  service: Service
  endpoint: Endpoint
  request: FastifyRequest
  reply: FastifyReply
  recorded: RecordedRequest
  subject: Subject
  correlationId: string
}

const DROP_THEN_APPLY_MS = 200
const JSON_TYPE = "application/json; charset=utf-8"
/** Only these take effect under their key. */
const KEYED: readonly Endpoint[] = ["finalize", "reverse", "cancel"]

function keyOf({ headers }: FastifyRequest): string | null {
  const key = headers["idempotency-key"]
  return typeof key === "string" && key !== "" ? key : null
}

function toOutgoing(
  exchange: Exchange,
  error: ContractError,
  shape = exchange.service.context.settings.errorShape,
): Outgoing {
  const rendered = renderError(error, shape, exchange.correlationId)
  return { status: error.status, headers: exchangeHeaders(exchange), ...rendered }
}

function exchangeHeaders({ correlationId }: Exchange): Record<string, string> {
  return { "x-correlation-id": correlationId }
}

function answerOf(exchange: Exchange, plan: FaultPlan): Answer {
  const { service, endpoint, request } = exchange
  if (endpoint === "token") {
    const { settings } = service.context
    const { headers, body } = request
    const call = { headers, body, rule: plan.rule }
    return { ...issueToken(settings, service.tokens, call), effect: false }
  }
  return HANDLERS[endpoint](service.context, {
    body: request.body,
    query: request.query,
    idempotencyKey: keyOf(request),
    rejection: plan.rule?.kind === "reject_reward" ? (plan.rule.params ?? {}) : null,
  })
}

/** Does the work and turns its result, good or bad, into what goes out. */
function work(exchange: Exchange, plan: FaultPlan): Outgoing {
  const { service, endpoint, subject, recorded } = exchange
  let answer: Answer
  try {
    answer = answerOf(exchange, plan)
  } catch (error) {
    if (!(error instanceof ContractError)) throw error
    return toOutgoing(exchange, error)
  }
  recorded.effect = answer.effect
  const { sessionId } = answer.body
  const session = typeof sessionId === "string" ? sessionId : (subject.sessionId ?? "")
  const repeatable = service.lastReplies.find(endpoint, session)
  const payload = serializeReply(answer.body, plan.replies, repeatable)
  if (answer.status === 200) service.lastReplies.keep(endpoint, session, answer.body)
  const { status } = answer
  return { status, contentType: JSON_TYPE, payload, headers: exchangeHeaders(exchange) }
}

function note(exchange: Exchange, plan: FaultPlan): void {
  const shown = plan.outcome ?? plan.wire ?? plan.replies[0] ?? plan.rule ?? plan.delay
  exchange.recorded.fault = shown && { id: shown.id, kind: shown.kind }
}

function answerWith(exchange: Exchange, out: Outgoing): void {
  const { raw } = exchange.reply
  // Nobody reads an answer that comes after the caller has gone.
  if (raw.socket?.destroyed !== false) return
  exchange.recorded.status = out.status
  send(raw, out)
}

async function carryOut(exchange: Exchange, plan: FaultPlan, leave: () => void): Promise<void> {
  const { raw } = exchange.reply
  const { outcome, wire } = plan
  if (plan.delay) await sleep(plan.delay.params?.ms ?? 1000)
  if (outcome?.kind === "drop_then_apply") {
    loseConnection(raw, outcome.kind)
    await sleep(outcome.params?.ms ?? DROP_THEN_APPLY_MS)
  }
  const out = outcome === null || takesEffect(outcome) ? work(exchange, plan) : null
  // The work is done; however long its answer takes, the same key now gets the stored reply.
  leave()
  if (outcome && (outcome.kind === "status" || outcome.kind === "token_expired")) {
    const { error, shape, headers } = refusalOf(outcome)
    const refused = toOutgoing(exchange, error, shape ?? undefined)
    return answerWith(exchange, { ...refused, headers: { ...refused.headers, ...headers } })
  }
  if (outcome) return loseConnection(raw, outcome.kind)
  if (out === null) return
  if (!wire) return answerWith(exchange, out)
  const { answered } = await deliverDamaged(raw, out, wire)
  if (answered) exchange.recorded.status = wire.kind.endsWith("_200") ? 200 : out.status
}

function targetOf({ service, endpoint, subject }: Exchange) {
  const repeatable = service.lastReplies.find(endpoint, subject.sessionId ?? "")
  return {
    endpoint,
    memberId: subject.memberId,
    appliedRewardIds: subject.appliedRewardIds,
    canRepeat: {
      duplicate_reply: repeatable.duplicate_reply !== null,
      swapped_reply: repeatable.swapped_reply !== null,
    },
  }
}

async function perform(exchange: Exchange): Promise<void> {
  const { service, endpoint, request, subject } = exchange
  // Before any fault is used up: the fault is meant for a call that would have got through.
  if (endpoint !== "token") service.tokens.require(request.headers)
  const plan = service.faults.plan(targetOf(exchange))
  note(exchange, plan)
  const works = plan.outcome === null || takesEffect(plan.outcome)
  const sessionId = endpoint === "finalize" ? subject.sessionId : null
  const leave =
    works && KEYED.includes(endpoint)
      ? service.inProgress.enter(keyOf(request), sessionId)
      : () => undefined
  try {
    await carryOut(exchange, plan, leave)
  } finally {
    leave()
  }
}

/** No body and no header: a line must never carry a phone number or a token. */
function logLine({ service, recorded }: Exchange): void {
  if (!service.context.settings.log) return
  const fault = recorded.fault ? ` [${recorded.fault.kind}]` : ""
  const status = recorded.status ?? "no answer"
  console.log(`${recorded.at} #${recorded.seq} ${recorded.endpoint} ${status}${fault}`)
}

/** One call from arrival to answer; it writes to the raw response, so faults can do anything. */
export async function serve(
  service: Service,
  endpoint: Endpoint,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): Promise<void> {
  const { headers, body, query, method } = request
  const correlationId = String(headers["x-correlation-id"] ?? randomUUID())
  const at = service.context.settings.now()
  const exchange: Exchange = {
    service,
    endpoint,
    request,
    reply,
    correlationId,
    recorded: service.recorder.begin({ at, endpoint, method, headers, body, query }),
    subject: subjectOf(service.context, body, query),
  }
  reply.hijack()
  try {
    await perform(exchange)
  } catch (error) {
    const known = error instanceof ContractError
    if (!known) console.error(error)
    const answer = known ? error : new ContractError(500, "UNAVAILABLE", "the simulator failed")
    answerWith(exchange, toOutgoing(exchange, answer))
  }
  logLine(exchange)
}
