import type { InferTypeOf } from "@medusajs/framework/types"
import { MedusaError } from "@medusajs/framework/utils"

import type { SessionReward, SessionTransition } from "../../../modules/loyalty/models"
import type { LoyaltyModuleService } from "../../../modules/loyalty/service"
import type {
  AdminLoyaltySession,
  AdminLoyaltySessionDetail,
  AdminLoyaltySessionMember,
} from "../../../types/http/admin"
import type { Page } from "./page"
import {
  adjustmentView,
  auditView,
  basketView,
  engineCallView,
  memberView,
  OPERATION_FIELDS,
  operationView,
  rewardView,
  sessionView,
  skippedView,
  transactionView,
  transitionView,
  type SessionRecord,
} from "./session-views"

/** Ten thousand members share four digits in a large shop; more of them help nobody who searches. */
const MEMBERS_FOUND_MAX = 500
const RELATED_MAX = 500

export interface SessionFilters {
  store_id?: string | string[]
  status?: AdminLoyaltySession["status"] | AdminLoyaltySession["status"][]
  order_id?: string
  member_id?: string
  q?: string
  /** Orders that `q` is the number of. */
  numbered?: string[]
}

/**
 * A page of sessions and how many there are. Archived ones are found by an id or an order's number,
 * and only so; they are old, and stand behind the others.
 */
export async function listSessions(
  service: LoyaltyModuleService,
  { q, numbered = [], ...filters }: SessionFilters,
  page: Page,
): Promise<[AdminLoyaltySession[], number]> {
  const plain = Object.fromEntries(
    Object.entries(filters).filter(([, value]) => value !== undefined),
  )
  const named = q === undefined ? null : namedBy(q, numbered)
  const digits =
    q !== undefined && /^\d{4}$/.test(q) ? [{ member_id: await membersWithDigits(service, q) }] : []
  const [sessions, count] = await service.listAndCountLoyaltySessions(
    { ...plain, ...(named && { $or: [...named, ...digits] }) },
    { skip: page.offset, take: page.limit, order: page.order },
  )
  const archived =
    named || filters.order_id
      ? await archivedSessions(service, { ...plain, ...(named && { $or: named }) })
      : []
  const behind = archived.slice(
    Math.max(0, page.offset - count),
    Math.max(0, page.offset + page.limit - count),
  )
  const found = [...sessions, ...behind]
  const members = await membersOf(service, found)
  return [found.map((session) => sessionView(session, members)), count + archived.length]
}

async function archivedSessions(
  service: LoyaltyModuleService,
  filters: Record<string, unknown>,
): Promise<SessionRecord[]> {
  const archived = await service.listLoyaltySessionArchives(filters, {
    take: RELATED_MAX,
    order: { archived_at: "DESC", id: "ASC" },
  })
  return archived.map(({ session }) => session as unknown as SessionRecord)
}

/** Live and archived sessions have these alike. */
function namedBy(q: string, numbered: string[]) {
  return [{ id: q }, { order_id: [q, ...numbered] }, { cart_id: q }]
}

/** Ids of members who identified with something that ends in these four digits. */
export async function membersWithDigits(
  service: LoyaltyModuleService,
  last_four: string,
): Promise<string[]> {
  const identifiers = await service.listLoyaltyMemberIdentifiers(
    { last_four },
    { select: ["member_id"], take: MEMBERS_FOUND_MAX },
  )
  return [...new Set(identifiers.map(({ member_id }) => member_id))]
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
  return detailOf({ session, members, transitions, rewards, related })
}

type Related = Awaited<ReturnType<typeof readRelated>>

function detailOf(input: {
  session: SessionRecord
  members: ReadonlyMap<string, AdminLoyaltySessionMember>
  transitions: InferTypeOf<typeof SessionTransition>[]
  rewards: InferTypeOf<typeof SessionReward>[]
  related: Related
}): AdminLoyaltySessionDetail {
  const { session, members, transitions, rewards, related } = input
  return {
    ...sessionView(session, members),
    transitions: transitions.map(transitionView),
    rewards: rewards.map((reward) => rewardView(reward, session.currency_code)),
    basket: basketView(session),
    skipped_rewards: skippedView(session),
    ...related,
  }
}

/** What stays where it is when a session is archived. */
async function readRelated(service: LoyaltyModuleService, id: string, currency_code: string) {
  const [operations, transactions, calls, adjustments] = await Promise.all([
    service.listLoyaltyOperations(
      { session_id: id },
      { select: [...OPERATION_FIELDS], take: RELATED_MAX, order: { created_at: "ASC" } },
    ),
    service.listLoyaltyTransactions(
      { session_id: id },
      { take: RELATED_MAX, order: { at: "ASC" } },
    ),
    // The newest ones: a cart that somebody plays with for hours has more calls than fit.
    service.listLoyaltyEngineCalls(
      { session_id: id },
      { take: RELATED_MAX, order: { at: "DESC", id: "DESC" } },
    ),
    service.listLoyaltyAdjustmentDues(
      { session_id: id },
      { take: RELATED_MAX, order: { created_at: "ASC" } },
    ),
  ])
  const subjects = [{ id }, ...operations, ...adjustments]
  const audit = await service.auditOf(subjects.map((subject) => subject.id))
  return {
    operations: operations.map(operationView),
    transactions: transactions.map((entry) => transactionView(entry, currency_code)),
    engine_calls: calls.reverse().map(engineCallView),
    adjustments: adjustments.map(adjustmentView),
    audit: audit.map(auditView),
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
  const [members, related] = await Promise.all([
    membersOf(service, [session]),
    readRelated(service, id, session.currency_code),
  ])
  return detailOf({ session, members, transitions, rewards, related })
}

/** Members by id, masked. */
export async function membersOf(
  service: LoyaltyModuleService,
  sessions: readonly Pick<SessionRecord, "member_id">[],
): Promise<Map<string, AdminLoyaltySessionMember>> {
  const ids = [...new Set(sessions.map(({ member_id }) => member_id))]
  const members = ids.length > 0 ? await service.listLoyaltyMembers({ id: ids }) : []
  return new Map(members.map((member) => [member.id, memberView(member)]))
}
