import { createHash } from "node:crypto"
import type { z } from "@medusajs/framework/zod"
import type {
  EngineSessionStatus,
  EnrolledMember,
  Evaluation,
  FinalizeOutcome,
  HistoryEntry,
  IdentifiedMember,
  MemberHistory,
  ReversalOutcome,
} from "../../../types/provider"
import { isRecord, parseJson } from "./json"
import { readRewards, type RewardContext } from "./rewards"
import * as schemas from "./schemas"

/**
 * A reply in our words, or what is wrong with it: `refusal` is an answer of the engine in a form
 * of its own, `flaw` a reply that cannot be trusted.
 */
export type Read<T> =
  | { ok: true; value: T }
  | { ok: false; refusal: "member_not_found" | "member_inactive" | "in_progress" }
  | { ok: false; flaw: string }

type Body = Record<string, unknown>

interface Echo {
  session_id?: string | null
  transaction_id?: string | null
  pos_sequence_id?: string
  currency_code?: string | null
}

interface Echoed {
  sessionId?: string | null
  transactionId?: string | null
  posSequenceId?: string | null
  currency?: string | null | undefined
}

/** A reply about another session, order or currency is another caller's reply. */
function foreign(reply: Echoed, expected: Echo): { ok: false; flaw: string } | null {
  const differs = (got: string | null | undefined, wanted: string | null | undefined) =>
    got != null && wanted != null && got.toLowerCase() !== wanted.toLowerCase()
  const checks: [boolean, string][] = [
    [differs(reply.sessionId, expected.session_id), "another session"],
    [differs(reply.transactionId, expected.transaction_id), "another transaction"],
    [differs(reply.posSequenceId, expected.pos_sequence_id), "another sequence"],
    [differs(reply.currency, expected.currency_code), "another currency"],
  ]
  const found = checks.find(([wrong]) => wrong)
  return found === undefined ? null : { ok: false, flaw: `it is about ${found[1]}` }
}

/** Names the fields that broke the schema, never their content. */
function malformed(error: { issues: { path: PropertyKey[] }[] }): { ok: false; flaw: string } {
  const fields = [...new Set(error.issues.map(({ path }) => path.map(String).join(".")))]
  return { ok: false, flaw: `unexpected form of ${fields.slice(0, 5).join(", ")}` }
}

function memberOf<Balance extends number | null>(
  data: Omit<ReturnType<typeof schemas.identifyReply.parse>, "sessionId" | "currentPoints"> & {
    currentPoints: Balance
  },
) {
  return {
    provider_member_id: data.customerId,
    name: data.customerName,
    points_balance: data.currentPoints,
    tier: data.tier,
    masked_identifier: data.maskedLoyaltyId,
    expires_at: data.expiresAt,
  }
}

/** The member who was asked for: another one's name and points must never be shown. */
export interface AskedMember {
  provider_member_id: string | null
  /** As it was sent, or in E.164; null when the member was not asked for by phone. */
  phone: string | null
}

/**
 * A reply that names another member, or masks another number than the one that was sent. Engines
 * that mask something else than a number (or nothing) are given the benefit of the doubt.
 */
function anotherMember(
  reply: { customerId: string; maskedLoyaltyId: string | null },
  asked: AskedMember,
): { ok: false; flaw: string } | null {
  const shown = /[^0-9](\d{4})$/.exec(reply.maskedLoyaltyId ?? "")?.[1]
  const other_id =
    asked.provider_member_id !== null && asked.provider_member_id !== reply.customerId
  const other_phone = asked.phone !== null && shown !== undefined && !asked.phone.endsWith(shown)
  return other_id || other_phone ? { ok: false, flaw: "it is about another member" } : null
}

type MemberReply = Pick<
  ReturnType<typeof schemas.identifyReply.parse>,
  "customerId" | "maskedLoyaltyId" | "status" | "transactionId" | "posSequenceId"
>

/** A reply that names a member: in proper form, of one who may take part, and of the one asked for. */
function readMember<Reply extends MemberReply>(
  schema: { safeParse(body: unknown): z.ZodSafeParseResult<Reply> },
  body: Body,
  expected: Echo & AskedMember,
): Read<Reply> {
  // A reply about nobody need not hold anything else.
  if (body["loyaltyIdValid"] === false) {
    return { ok: false, refusal: "member_not_found" }
  }
  const parsed = schema.safeParse(body)
  if (!parsed.success) {
    return malformed(parsed.error)
  }
  const { customerId, maskedLoyaltyId, status, transactionId, posSequenceId } = parsed.data
  if ((status ?? "active") !== "active") {
    return { ok: false, refusal: "member_inactive" }
  }
  return (
    foreign({ transactionId, posSequenceId }, expected) ??
    anotherMember({ customerId, maskedLoyaltyId }, expected) ?? { ok: true, value: parsed.data }
  )
}

export function readIdentify(body: Body, expected: Echo & AskedMember): Read<IdentifiedMember> {
  const read = readMember(schemas.identifyReply, body, expected)
  if (!read.ok) {
    return read
  }
  return { ok: true, value: { provider_session_id: read.value.sessionId, ...memberOf(read.value) } }
}

export function readEnroll(body: Body, expected: Echo & AskedMember): Read<EnrolledMember> {
  const read = readMember(schemas.enrollReply, body, expected)
  if (!read.ok) {
    return read
  }
  const { sessionId, created, ...rest } = read.value
  const member = memberOf(rest)
  return {
    ok: true,
    value: { ...member, provider_session_id: sessionId, created: created ?? false },
  }
}

export function readCalculate(
  body: Body,
  expected: Echo & { fingerprint: string },
  context: RewardContext,
): Read<Evaluation> {
  const parsed = schemas.calculateReply.safeParse(body)
  if (!parsed.success) {
    return malformed(parsed.error)
  }
  const { data } = parsed
  const wrong = foreign(data, expected)
  if (wrong !== null) {
    return wrong
  }
  if (data.basketHash !== expected.fingerprint) {
    return { ok: false, flaw: "it is about another basket" }
  }
  const { rewards, skipped } = readRewards(data.rewards ?? [], context)
  return {
    ok: true,
    value: {
      earned_points: data.earnedPoints,
      multiplier: data.multiplier ?? null,
      base_points: data.breakdown?.basePoints ?? 0,
      bonus_points: data.bonusPoints ?? 0,
      tier_bonus_points: data.breakdown?.tierBonus ?? 0,
      removed_reward_ids: data.removeRewardIds ?? [],
      rewards,
      skipped,
      messages: data.messages,
    },
  }
}

/** Whom a frozen enrolment asks for: the reply must be about the same person. */
export function readFrozenEnroll(body: string): Echo & AskedMember {
  const sent = parseJson(body)
  const { transactionId, posSequenceId, loyaltyId } = isRecord(sent) ? sent : {}
  const { kind, value } = isRecord(loyaltyId) ? loyaltyId : {}
  return {
    transaction_id: typeof transactionId === "string" ? transactionId : null,
    ...(typeof posSequenceId === "string" && { pos_sequence_id: posSequenceId }),
    provider_member_id: null,
    phone: kind === "phone" && typeof value === "string" ? value : null,
  }
}

/** What a commit was sent with, by its frozen body. */
export interface Frozen extends Echo {
  redeemed_points: number
  /** Points that rewards cost, by the engine's id. */
  costs: ReadonlyMap<string, number>
}

/** What a frozen body says about itself: the reply must be about the same things. */
export function readFrozen(body: string): Frozen {
  const sent = parseJson(body)
  const field = (name: string) => (isRecord(sent) ? sent[name] : undefined)
  const text = (name: string) => {
    const value = field(name)
    return typeof value === "string" ? value : null
  }
  const redeemed = field("redeemedPoints")
  return {
    session_id: text("sessionId"),
    transaction_id: text("transactionId") ?? text("originalTransactionId"),
    currency_code: text("currency"),
    redeemed_points: typeof redeemed === "number" ? redeemed : 0,
    costs: costsOf(field("appliedRewards")),
  }
}

function costsOf(rewards: unknown): ReadonlyMap<string, number> {
  const costs = new Map<string, number>()
  for (const reward of Array.isArray(rewards) ? (rewards as unknown[]) : []) {
    const { rewardId, pointsCost } = isRecord(reward) ? reward : {}
    if (typeof rewardId === "string" && typeof pointsCost === "number") {
      costs.set(rewardId, (costs.get(rewardId) ?? 0) + pointsCost)
    }
  }
  return costs
}

export function readFinalize(body: Body, expected: Frozen): Read<FinalizeOutcome> {
  const parsed = schemas.finalizeReply.safeParse(body)
  if (!parsed.success) {
    return malformed(parsed.error)
  }
  const { data } = parsed
  const wrong = foreign(data, expected)
  if (wrong !== null) {
    return wrong
  }
  if (data.status === "pending_finalization") {
    return { ok: false, refusal: "in_progress" }
  }
  if (data.status !== "finalized") {
    return { ok: false, flaw: "a commit that is not finalized" }
  }
  const rejected = data.rejectedRewards ?? []
  // An engine that does not say what it took has taken nothing for what it rejected.
  const unspent = [...new Set(rejected.map(({ rewardId }) => rewardId))]
    .map((id) => expected.costs.get(id) ?? 0)
    .reduce((sum, cost) => sum + cost, 0)
  return {
    ok: true,
    value: {
      earned_points: data.earnedPoints,
      redeemed_points: data.redeemedPoints ?? Math.max(0, expected.redeemed_points - unspent),
      points_balance: data.newBalance,
      receipt_id: data.receiptId,
      rejected_rewards: rejected.map(({ rewardId, code }) => ({
        provider_reward_id: rewardId,
        code: code ?? "REJECTED",
      })),
      duplicate: data.duplicate ?? false,
    },
  }
}

export function readReverse(body: Body, expected: Echo): Read<ReversalOutcome> {
  const parsed = schemas.reverseReply.safeParse(body)
  if (!parsed.success) {
    return malformed(parsed.error)
  }
  const { newBalance, receiptId, originalTransactionId } = parsed.data
  const value = { points_balance: newBalance, receipt_id: receiptId }
  return foreign({ transactionId: originalTransactionId }, expected) ?? { ok: true, value }
}

export function readStatus(body: Body, expected: Echo): Read<EngineSessionStatus> {
  const parsed = schemas.statusReply.safeParse(body)
  if (!parsed.success) {
    return malformed(parsed.error)
  }
  const { data } = parsed
  const value: EngineSessionStatus = {
    status: data.status,
    transaction_id: data.transactionId,
    earned_points: data.earnedPoints ?? null,
    redeemed_points: data.redeemedPoints ?? null,
    points_balance: data.newBalance,
    receipt_id: data.receiptId,
  }
  return foreign({ sessionId: data.sessionId }, expected) ?? { ok: true, value }
}

/** Two equal entries of one page are two events: the second gets a number. */
function keyed(
  member_id: string,
  entries: { said: { at: string; type: string }; entry: Omit<HistoryEntry, "key"> }[],
): HistoryEntry[] {
  const counts = new Map<string, number>()
  return entries.map(({ said, entry }) => {
    const parts = [member_id, said.at, said.type, entry.points, entry.receipt_id]
    const digest = createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32)
    const count = (counts.get(digest) ?? 0) + 1
    counts.set(digest, count)
    return { key: count === 1 ? digest : `${digest}-${count}`, ...entry }
  })
}

export function readHistory(body: Body, member_id: string): Read<MemberHistory> {
  const parsed = schemas.historyReply.safeParse(body)
  if (!parsed.success) {
    return malformed(parsed.error)
  }
  const { currentPoints, tier, entries, nextCursor } = parsed.data
  const rows = (entries ?? []).map(({ at, type, points, description, receiptId }) => ({
    said: { at: at.said, type: type.said },
    entry: {
      at: at.instant,
      type: type.shown,
      points,
      description: description ?? "",
      receipt_id: receiptId,
    },
  }))
  return {
    ok: true,
    value: {
      points_balance: currentPoints ?? null,
      tier,
      entries: keyed(member_id, rows),
      next_cursor: nextCursor ?? null,
    },
  }
}
