import type { MedusaContainer } from "@medusajs/framework/types"

import { LoyaltyError } from "../../../modules/loyalty/domain/errors"
import { digitsOf, fromMinor } from "../../../modules/loyalty/domain/money"
import type { FulfilledSnapshot } from "../../../modules/loyalty/domain/placement"
import type {
  LoyaltyTransactionRow,
  SessionRewardRow,
  SessionRow,
} from "../../../modules/loyalty/types/rows"
import type { StoreLoyaltyReversal, StoreLoyaltySummary } from "../../../types/http/store"
import { loyaltyService } from "../utils/loyalty"
import { cartOfOrder, readOrder } from "../utils/read-order"

/**
 * What an order earned and redeemed: the engine's own figures once it is finalized, a preview
 * before. Shown to the order's customer, or to whoever holds the token of its session; everybody
 * else gets the answer of an order that does not exist.
 */
export async function orderSummary(
  container: MedusaContainer,
  input: { order_id: string; customer_id: string | null; token: string | null },
): Promise<StoreLoyaltySummary> {
  const service = loyaltyService(container)
  const session = await sessionOf(container, input.order_id)
  if (!session || !(await mayRead(container, session, input))) {
    throw new LoyaltyError("session_not_found", "There is no loyalty summary for this order")
  }
  const rewards = await service.rewardsOfSession(session.id)
  const digits = digitsOf(session.currency_code)
  const transactions = await service.transactionsOfOrder(input.order_id)
  const finalized = transactions.find(({ kind }) => kind === "finalize")
  const granted = await grantedOf(container, input.order_id, rewards)
  const failed = session.status === "failed"
  return {
    order_id: input.order_id,
    status: session.status === "active" ? "pending_finalization" : session.status,
    earned_points: failed
      ? 0
      : (finalized?.earned_points ?? session.evaluation?.earned_points ?? 0),
    redeemed_points: failed
      ? 0
      : (finalized?.redeemed_points ?? session.evaluation?.redeemed_points ?? 0),
    points_balance:
      latestBalance(transactions) ??
      (await service.memberById(session.member_id))?.points_balance ??
      null,
    discount_total: fromMinor(
      finalized?.discount_total ?? granted.reduce((sum, { amount }) => sum + amount, 0),
      digits,
    ),
    receipt_id: finalized?.receipt_id ?? null,
    rewards: granted.map(({ description, amount }) => ({
      description,
      amount: fromMinor(amount, digits),
    })),
    reversals: transactions.filter(({ kind }) => kind === "reverse").map(presentReversal),
    expected: !finalized && !failed,
  }
}

/** The engine's number after its last answer that named one. */
function latestBalance(transactions: readonly LoyaltyTransactionRow[]): number | null {
  return transactions.flatMap(({ points_balance }) => points_balance ?? []).at(-1) ?? null
}

function presentReversal(booked: LoyaltyTransactionRow): StoreLoyaltyReversal {
  return {
    at: booked.at.toISOString(),
    earned_points: 0 - booked.earned_points,
    redeemed_points: 0 - booked.redeemed_points,
    receipt_id: booked.receipt_id,
  }
}

/** The order's session; before the placed event was handled, the one of its cart. */
async function sessionOf(container: MedusaContainer, order_id: string): Promise<SessionRow | null> {
  const service = loyaltyService(container)
  const bound = await service.sessionOfOrder(order_id)
  if (bound) {
    return bound
  }
  const cart_id = await cartOfOrder(container, order_id)
  return cart_id ? service.liveSessionOfCart(cart_id) : null
}

async function mayRead(
  container: MedusaContainer,
  session: SessionRow,
  input: { order_id: string; customer_id: string | null; token: string | null },
): Promise<boolean> {
  if (input.token && loyaltyService(container).sessionTokenMatches(session.id, input.token)) {
    return true
  }
  if (!input.customer_id) {
    return false
  }
  const order = await readOrder(container, input.order_id)
  return order?.customer_id === input.customer_id
}

async function grantedOf(
  container: MedusaContainer,
  order_id: string,
  rewards: readonly SessionRewardRow[],
): Promise<{ description: string; amount: number }[]> {
  const operation = await loyaltyService(container).operationOfOrder(order_id)
  const fulfilled = operation?.snapshot?.["fulfilled"] as FulfilledSnapshot | undefined
  const amounts = fulfilled
    ? new Map(fulfilled.granted_rewards.map((one) => [one.provider_reward_id, one.amount]))
    : new Map(rewards.map((one) => [one.provider_reward_id, one.amount]))
  return rewards
    .map((reward) => ({
      description: reward.description,
      amount: amounts.get(reward.provider_reward_id) ?? 0,
    }))
    .filter(({ amount }) => amount > 0)
}
