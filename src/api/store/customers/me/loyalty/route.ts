import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"

import { normalizeIdentifier } from "../../../../../modules/loyalty/domain/identifier"
import type { MemberRow } from "../../../../../modules/loyalty/types/rows"
import type { StoreCustomerLoyaltyResponse } from "../../../../../types/http/store"
import { proveAndLink } from "../../../../../workflows/loyalty/flows/prove-and-link"
import { loyaltyService } from "../../../../../workflows/loyalty/utils/loyalty"
import { unlinkCustomerWorkflow } from "../../../../../workflows/loyalty/workflows/unlink-customer"
import { answering } from "../../../../utils/answering"
import type { StoreLinkLoyaltyMemberType } from "../../../loyalty/validators"

const PAGE = 20
const PAGE_MAX = 100
const OFFSET_MAX = 1_000_000

/** The logged-in customer's membership, and the engine's history of it as last synced. */
export const GET = answering<AuthenticatedMedusaRequest, StoreCustomerLoyaltyResponse>(
  async (req, res) => {
    const member = await loyaltyService(req.scope).memberOfCustomer(req.auth_context.actor_id, null)
    res.json(await present(req, member))
  },
)

/** Links an existing membership, against proof of ownership; never on the number alone. */
export const POST = answering<
  AuthenticatedMedusaRequest<StoreLinkLoyaltyMemberType>,
  StoreCustomerLoyaltyResponse
>(async (req, res) => {
  const { proof, ...given } = req.validatedBody
  const { default_country } = loyaltyService(req.scope).options()
  const member = await proveAndLink(req.scope, {
    customer_id: req.auth_context.actor_id,
    identifier: normalizeIdentifier(given, default_country),
    proof,
  })
  res.json(await present(req, member))
})

/** Unlinks the membership; the engine's own account stays as it is. */
export const DELETE = answering<AuthenticatedMedusaRequest, StoreCustomerLoyaltyResponse>(
  async (req, res) => {
    await unlinkCustomerWorkflow(req.scope).run({
      input: { customer_id: req.auth_context.actor_id },
    })
    res.json(await present(req, null))
  },
)

async function present(
  req: AuthenticatedMedusaRequest,
  member: MemberRow | null,
): Promise<StoreCustomerLoyaltyResponse> {
  const limit = count(req.query["limit"], PAGE, PAGE_MAX)
  const offset = count(req.query["offset"], 0, OFFSET_MAX)
  if (!member) {
    return { loyalty_member: null, transactions: [], count: 0, offset, limit }
  }
  const history = await loyaltyService(req.scope).historyOfMember(member.id, { limit, offset })
  return {
    loyalty_member: {
      id: member.id,
      masked_id: member.masked_identifier,
      display_name: member.display_name,
      points_balance: member.points_balance,
      tier: member.tier,
      linked_at: member.linked_at?.toISOString() ?? null,
    },
    transactions: history.entries.map((entry) => ({ ...entry, at: entry.at.toISOString() })),
    count: history.count,
    offset,
    limit,
  }
}

function count(value: unknown, otherwise: number, max: number): number {
  const given = Number(value)
  const is_count = Number.isSafeInteger(given) && given >= 0 && value !== ""
  return is_count ? Math.min(given, max) : otherwise
}
