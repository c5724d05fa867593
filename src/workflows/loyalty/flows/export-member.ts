import type { MedusaContainer } from "@medusajs/framework/types"
import { MedusaError } from "@medusajs/framework/utils"

import { digitsOf, fromMinor } from "../../../modules/loyalty/domain/money"
import type { Cause } from "../../../modules/loyalty/types/rows"
import type { AdminLoyaltyMemberExport } from "../../../types/http/members"
import { loyaltyService } from "../utils/loyalty"
import { recordAuditWorkflow } from "../workflows/record-audit"

/** Rows of one kind in an export; nobody shops more often than this. */
const ROWS_MAX = 10_000

export interface ExportMemberInput {
  member_id: string
  /** Why, where that was said, and the admin user who gets the file. */
  cause: Omit<Cause, "reason"> & { reason: string | null }
}

/**
 * Everything that loyalty keeps about a person, to be handed to them. Identifiers stay masked: the
 * file goes through the hands of whoever exports it, and the person knows their own number.
 *
 * @throws MedusaError `not_found`.
 */
export async function exportMember(
  container: MedusaContainer,
  { member_id, cause }: ExportMemberInput,
): Promise<AdminLoyaltyMemberExport> {
  const service = loyaltyService(container)
  const [member] = await service.listLoyaltyMembers({ id: member_id }, { take: 1 })
  if (!member) {
    throw new MedusaError(MedusaError.Types.NOT_FOUND, `Loyalty member not found: ${member_id}`)
  }
  // Written down first: a file that nobody can account for must not exist.
  await recordAuditWorkflow(container).run({
    input: [{ action: "member.export", subject_id: member_id, ...cause }],
  })
  const own = { member_id }
  const page = { take: ROWS_MAX }
  const [identifiers, sessions, archived, transactions, history, adjustments] = await Promise.all([
    service.listLoyaltyMemberIdentifiers(own, {
      ...page,
      select: ["id", "kind", "last_four", "created_at"],
    }),
    service.listLoyaltySessions(own, { ...page, order: { opened_at: "ASC" } }),
    service.listLoyaltySessionArchives(own, { ...page, order: { archived_at: "ASC" } }),
    service.listLoyaltyTransactions(own, { ...page, order: { at: "ASC" } }),
    service.listLoyaltyMemberHistoryEntries(own, { ...page, order: { at: "ASC" } }),
    service.listLoyaltyAdjustmentDues(own, { ...page, order: { created_at: "ASC" } }),
  ])
  return {
    member: {
      id: member.id,
      provider_id: member.provider_id,
      masked_id: member.masked_identifier,
      display_name: member.display_name,
      customer_id: member.customer_id,
      linked_at: member.linked_at,
      tier: member.tier,
      points_balance: member.points_balance,
      created_at: member.created_at,
      erase_requested_at: member.erase_requested_at,
      erased_at: member.erased_at,
    },
    identifiers: identifiers.map(({ kind, last_four, created_at }) => ({
      kind,
      masked: `******${last_four}`,
      created_at,
    })),
    sessions: [
      ...archived.map(({ session }) => sessionOf(session as unknown as ExportedSession)),
      ...sessions.map((session) => sessionOf(session)),
    ],
    transactions: transactions.map((entry) => ({
      id: entry.id,
      order_id: entry.order_id,
      kind: entry.kind,
      earned_points: entry.earned_points,
      redeemed_points: entry.redeemed_points,
      points_balance: entry.points_balance,
      discount_total: major(entry.discount_total, entry.currency_code),
      currency_code: entry.currency_code,
      receipt_id: entry.receipt_id,
      at: entry.at,
    })),
    history: history.map(({ at, type, points, description, receipt_id }) => ({
      at,
      type,
      points,
      description,
      receipt_id,
    })),
    adjustments: adjustments.map((entry) => ({
      id: entry.id,
      order_id: entry.order_id,
      kind: entry.kind,
      points: entry.points,
      amount: major(entry.amount, entry.currency_code),
      currency_code: entry.currency_code,
      settled_at: entry.settled_at,
    })),
  }
}

interface ExportedSession {
  id: string
  store_id: string
  cart_id: string
  order_id: string | null
  status: string
  discount_total: number
  currency_code: string
  opened_at: string | Date
  finalized_at: string | Date | null
}

function sessionOf(session: ExportedSession): AdminLoyaltyMemberExport["sessions"][number] {
  const { id, store_id, cart_id, order_id, status, currency_code } = session
  return {
    id,
    store_id,
    cart_id,
    order_id,
    status,
    discount_total: major(session.discount_total, currency_code),
    currency_code,
    opened_at: session.opened_at,
    finalized_at: session.finalized_at,
  }
}

function major(minor: number, currency_code: string): number {
  return fromMinor(minor, digitsOf(currency_code))
}
