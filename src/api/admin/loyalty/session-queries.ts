import type { InferTypeOf } from "@medusajs/framework/types"
import { MedusaError } from "@medusajs/framework/utils"

import { digitsOf, fromMinor } from "../../../modules/loyalty/domain/money"
import type {
  LoyaltyTransaction,
  Member,
  Operation,
  Session,
  SessionReward,
  SessionTransition,
} from "../../../modules/loyalty/models"
import type { LoyaltyModuleService } from "../../../modules/loyalty/service"
import type {
  AdminLoyaltyOperation,
  AdminLoyaltySession,
  AdminLoyaltySessionDetail,
  AdminLoyaltySessionMember,
  AdminLoyaltySessionReward,
  AdminLoyaltySessionTransaction,
  AdminLoyaltySessionTransition,
} from "../../../types/http/admin"
import type { Page } from "./page"

type SessionRecord = InferTypeOf<typeof Session>
type OperationRecord = Pick<InferTypeOf<typeof Operation>, (typeof OPERATION_FIELDS)[number]>

/** What Admin reads of an operation: never the sealed body or the snapshot, which name the member. */
export const OPERATION_FIELDS = [
  "id",
  "kind",
  "status",
  "sequence",
  "store_id",
  "provider_id",
  "session_id",
  "order_id",
  "customer_id",
  "idempotency_key",
  "attempts",
  "first_attempt_at",
  "next_attempt_at",
  "last_error_code",
  "last_error",
  "done_at",
  "created_at",
  "updated_at",
] as const

/** Ten thousand members share four digits in a large shop; more of them help nobody who searches. */
const MEMBERS_FOUND_MAX = 500
const RELATED_MAX = 500

export interface SessionFilters {
  store_id?: string | string[]
  status?: AdminLoyaltySession["status"] | AdminLoyaltySession["status"][]
  order_id?: string
  q?: string
}

/** A page of sessions and how many there are. Archived ones are found by an id, and only so. */
export async function listSessions(
  service: LoyaltyModuleService,
  { q, ...filters }: SessionFilters,
  page: Page,
): Promise<[AdminLoyaltySession[], number]> {
  const plain = Object.fromEntries(
    Object.entries(filters).filter(([, value]) => value !== undefined),
  )
  const [sessions, count] = await service.listAndCountLoyaltySessions(
    { ...plain, ...(q !== undefined && { $or: await searched(service, q) }) },
    { skip: page.offset, take: page.limit, order: page.order },
  )
  const wanted = q ?? filters.order_id
  const found = count === 0 && wanted !== undefined ? await archivedBy(service, wanted) : sessions
  const members = await membersOf(service, found)
  return [found.map((session) => sessionView(session, members)), Math.max(count, found.length)]
}

async function archivedBy(service: LoyaltyModuleService, id: string): Promise<SessionRecord[]> {
  const archived = await service.listLoyaltySessionArchives(
    { $or: [{ id }, { order_id: id }, { cart_id: id }] },
    { take: RELATED_MAX },
  )
  return archived.map(({ session }) => session as unknown as SessionRecord)
}

async function searched(service: LoyaltyModuleService, q: string) {
  const by_id = [{ id: q }, { order_id: q }, { cart_id: q }]
  if (!/^\d{4}$/.test(q)) {
    return by_id
  }
  const identifiers = await service.listLoyaltyMemberIdentifiers(
    { last_four: q },
    { select: ["member_id"], take: MEMBERS_FOUND_MAX },
  )
  return [...by_id, { member_id: [...new Set(identifiers.map(({ member_id }) => member_id))] }]
}

/**
 * A session with everything that happened to it.
 *
 * @throws MedusaError `not_found`.
 */
export async function readSession(
  service: LoyaltyModuleService,
  id: string,
): Promise<AdminLoyaltySessionDetail> {
  const [session] = await service.listLoyaltySessions({ id }, { take: 1 })
  if (!session) {
    const archived = await readArchived(service, id)
    if (archived) {
      return archived
    }
    throw new MedusaError(MedusaError.Types.NOT_FOUND, `Loyalty session not found: ${id}`)
  }
  const [members, transitions, rewards, related] = await Promise.all([
    membersOf(service, [session]),
    service.listLoyaltySessionTransitions(
      { session_id: id },
      { take: RELATED_MAX, order: { at: "ASC", id: "ASC" } },
    ),
    service.listLoyaltySessionRewards(
      { session_id: id },
      { take: RELATED_MAX, order: { position: "ASC" } },
    ),
    readRelated(service, id, session.currency_code),
  ])
  return {
    ...sessionView(session, members),
    transitions: transitions.map(transitionView),
    rewards: rewards.map((reward) => rewardView(reward, session.currency_code)),
    ...related,
  }
}

/** Operations and transactions stay where they are when a session is archived. */
async function readRelated(service: LoyaltyModuleService, id: string, currency_code: string) {
  const [operations, transactions] = await Promise.all([
    service.listLoyaltyOperations(
      { session_id: id },
      { select: [...OPERATION_FIELDS], take: RELATED_MAX, order: { created_at: "ASC" } },
    ),
    service.listLoyaltyTransactions(
      { session_id: id },
      { take: RELATED_MAX, order: { at: "ASC" } },
    ),
  ])
  return {
    operations: operations.map(operationView),
    transactions: transactions.map((entry) => transactionView(entry, currency_code)),
  }
}

async function readArchived(
  service: LoyaltyModuleService,
  id: string,
): Promise<AdminLoyaltySessionDetail | null> {
  const [archive] = await service.listLoyaltySessionArchives({ id }, { take: 1 })
  if (!archive) {
    return null
  }
  // The archive keeps the rows as they were.
  const session = archive.session as unknown as SessionRecord
  const rewards = archive.rewards as unknown as InferTypeOf<typeof SessionReward>[]
  const transitions = archive.transitions as unknown as InferTypeOf<typeof SessionTransition>[]
  return {
    ...sessionView(session, await membersOf(service, [session])),
    transitions: transitions.map(transitionView),
    rewards: rewards.map((reward) => rewardView(reward, session.currency_code)),
    ...(await readRelated(service, id, session.currency_code)),
  }
}

async function membersOf(
  service: LoyaltyModuleService,
  sessions: readonly Pick<SessionRecord, "member_id">[],
): Promise<Map<string, AdminLoyaltySessionMember>> {
  const ids = [...new Set(sessions.map(({ member_id }) => member_id))]
  const members = ids.length > 0 ? await service.listLoyaltyMembers({ id: ids }) : []
  return new Map(members.map((member) => [member.id, memberView(member)]))
}

function memberView(member: InferTypeOf<typeof Member>): AdminLoyaltySessionMember {
  return {
    id: member.id,
    masked_id: member.masked_identifier,
    display_name: member.display_name,
    points_balance: member.points_balance,
    tier: member.tier,
  }
}

function sessionView(
  session: SessionRecord,
  members: ReadonlyMap<string, AdminLoyaltySessionMember>,
): AdminLoyaltySession {
  const evaluation = session.evaluation
  return {
    id: session.id,
    store_id: session.store_id,
    provider_id: session.provider_id,
    participant_id: session.participant_id,
    site_id: session.site_id,
    cart_id: session.cart_id,
    order_id: session.order_id,
    customer_id: session.customer_id,
    status: session.status,
    failure_reason: session.failure_reason,
    member: members.get(session.member_id) ?? null,
    points: {
      earn_preview: Number(evaluation?.["earned_points"] ?? 0),
      redeem: Number(evaluation?.["redeemed_points"] ?? 0),
    },
    discount_total: major(session.discount_total, session.currency_code),
    currency_code: session.currency_code,
    stale: session.stale,
    degraded: session.degraded,
    last_error_code: session.last_error_code,
    provider_session_id: session.provider_session_id,
    provider_transaction_id: session.provider_transaction_id,
    pos_sequence_id: session.pos_sequence_id,
    config_version: session.config_version,
    opened_at: session.opened_at,
    evaluated_at: session.evaluated_at,
    expires_at: session.expires_at,
    finalized_at: session.finalized_at,
    updated_at: session.updated_at,
  }
}

function transitionView(
  transition: InferTypeOf<typeof SessionTransition>,
): AdminLoyaltySessionTransition {
  const { id, from, to, reason, actor, correlation_id, at } = transition
  return { id, from, to, reason, actor, correlation_id, at }
}

function rewardView(
  reward: InferTypeOf<typeof SessionReward>,
  currency_code: string,
): AdminLoyaltySessionReward {
  const allocations = (reward.allocations ?? []) as unknown as {
    line_item_id: string
    amount: number
  }[]
  return {
    id: reward.id,
    provider_reward_id: reward.provider_reward_id,
    type: reward.type,
    level: reward.level,
    description: reward.description,
    prompt: reward.prompt,
    points_cost: reward.points_cost,
    state: reward.state,
    reason: reward.reason,
    amount: major(reward.amount, currency_code),
    allocations: allocations.map(({ line_item_id, amount }) => ({
      line_item_id,
      amount: major(amount, currency_code),
    })),
  }
}

function transactionView(
  entry: InferTypeOf<typeof LoyaltyTransaction>,
  currency_code: string,
): AdminLoyaltySessionTransaction {
  const { id, kind, earned_points, redeemed_points, points_balance, receipt_id, at } = entry
  return {
    id,
    kind,
    earned_points,
    redeemed_points,
    points_balance,
    discount_total: major(entry.discount_total, currency_code),
    receipt_id,
    at,
  }
}

/** An operation for Admin; picks, so that a column added later does not show by itself. */
export function operationView(operation: OperationRecord): AdminLoyaltyOperation {
  return {
    id: operation.id,
    kind: operation.kind,
    status: operation.status,
    sequence: operation.sequence,
    store_id: operation.store_id,
    provider_id: operation.provider_id,
    session_id: operation.session_id,
    order_id: operation.order_id,
    customer_id: operation.customer_id,
    idempotency_key: operation.idempotency_key,
    attempts: operation.attempts,
    first_attempt_at: operation.first_attempt_at,
    next_attempt_at: operation.next_attempt_at,
    last_error_code: operation.last_error_code,
    last_error: operation.last_error,
    done_at: operation.done_at,
    created_at: operation.created_at,
    updated_at: operation.updated_at,
  }
}

function major(minor: number, currency_code: string): number {
  return fromMinor(minor, digitsOf(currency_code))
}
