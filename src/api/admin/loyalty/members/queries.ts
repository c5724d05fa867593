import type { InferTypeOf } from "@medusajs/framework/types"
import { MedusaError } from "@medusajs/framework/utils"

import type { Member } from "../../../../modules/loyalty/models"
import type { LoyaltyModuleService } from "../../../../modules/loyalty/service"
import type {
  AdminLoyaltyMember,
  AdminLoyaltyMemberDetail,
  AdminLoyaltyMemberState,
} from "../../../../types/http/admin"
import type { LoyaltyIdentifier } from "../../../../types/provider"
import { emptyLast, type Page } from "../page"
import { listSessions, membersWithDigits } from "../session-queries"
import { auditView, memberView } from "../session-views"

const RELATED_MAX = 50

export interface MemberFilters {
  customer_id?: string | undefined
  state?: AdminLoyaltyMemberState | AdminLoyaltyMemberState[] | undefined
  q?: string | undefined
}

const OF_STATE = {
  linked: { customer_id: { $ne: null } },
  not_linked: { customer_id: null, erase_requested_at: null },
  erasing: { erase_requested_at: { $ne: null }, erased_at: null },
  erased: { erased_at: { $ne: null } },
} as const satisfies Record<AdminLoyaltyMemberState, object>

/** A page of members and how many there are. */
export async function listMembers(
  service: LoyaltyModuleService,
  { q, customer_id, state }: MemberFilters,
  page: Page,
): Promise<[AdminLoyaltyMember[], number]> {
  const [members, count] = await service.listAndCountLoyaltyMembers(
    {
      ...(customer_id !== undefined && { customer_id }),
      $and: [
        ...(state === undefined ? [] : [{ $or: [state].flat().map((name) => OF_STATE[name]) }]),
        ...(q === undefined ? [] : [{ $or: await searched(service, q) }]),
      ],
    },
    { skip: page.offset, take: page.limit, order: emptyLast(page.order) },
  )
  return [members.map(listedView), count]
}

async function searched(service: LoyaltyModuleService, q: string) {
  // A percent sign is a letter here, not a pattern.
  const name = q.replace(/[\\%_]/g, "\\$&")
  return [
    { id: q },
    { provider_member_id: q },
    { customer_id: q },
    { display_name: { $ilike: `%${name}%` } },
    ...(/^\d{4}$/.test(q) ? [{ id: await membersWithDigits(service, q) }] : []),
  ]
}

/** Who once identified with this, in any engine account of the shop. */
export async function lookUpMembers(
  service: LoyaltyModuleService,
  identifier: LoyaltyIdentifier,
): Promise<AdminLoyaltyMember[]> {
  const ids = await service.membersWithIdentifier(identifier)
  const members = ids.length > 0 ? await service.listLoyaltyMembers({ id: ids }) : []
  return members.map(listedView)
}

/**
 * A member with history, sessions, and what was done to it by hand.
 *
 * @throws MedusaError `not_found`.
 */
export async function readMember(
  service: LoyaltyModuleService,
  id: string,
): Promise<AdminLoyaltyMemberDetail> {
  const [member] = await service.listLoyaltyMembers({ id }, { take: 1 })
  if (!member) {
    throw new MedusaError(MedusaError.Types.NOT_FOUND, `Loyalty member not found: ${id}`)
  }
  const newest = { offset: 0, limit: RELATED_MAX, order: { opened_at: "DESC" } }
  const [history, [sessions], audit] = await Promise.all([
    service.historyOfMember(id, { offset: 0, limit: RELATED_MAX }),
    listSessions(service, { member_id: id }, newest),
    service.auditOf([id]),
  ])
  return {
    ...listedView(member),
    history: history.entries,
    history_count: history.count,
    sessions,
    audit: audit.map(auditView),
  }
}

function listedView(member: InferTypeOf<typeof Member>): AdminLoyaltyMember {
  return {
    ...memberView(member),
    provider_id: member.provider_id,
    participant_id: member.participant_id,
    customer_id: member.customer_id,
    linked_at: member.linked_at,
    balance_as_of: member.balance_as_of,
    erase_requested_at: member.erase_requested_at,
    erased_at: member.erased_at,
    created_at: member.created_at,
    updated_at: member.updated_at,
  }
}
