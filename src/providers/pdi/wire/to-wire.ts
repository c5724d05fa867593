import type {
  CancelInput,
  EnrolSnapshot,
  EvaluateInput,
  FinalizeSnapshot,
  FrozenRequest,
  GrantedReward,
  IdentifyInput,
  LoyaltyIdentifier,
  ReversalSnapshot,
  SessionRef,
} from "../../../types/provider"
import type { ResolvedConnection } from "../connection"
import { SETTING_DEFAULTS } from "../settings"
import { businessDate } from "./business-date"
import { finalizeKey, reversalKey } from "./idempotency"
import { basketItem, fulfilledItem } from "./lines"
import { minorToNumber } from "./money"

type Connection = Pick<ResolvedConnection, "site" | "settings">

/** Contract 1.0: in every body. `offline` stays false: the frozen body never learns it is late. */
function siteBlock({ site }: Connection, session: SessionRef) {
  return {
    participantId: site.participant_id,
    siteId: site.site_id,
    storeId: site.store_id,
    channelId: site.channel_id,
    posSequenceId: session.pos_sequence_id,
    messageSequence: session.message_sequence,
    offline: false,
  }
}

function loyaltyId({ settings }: Connection, identifier: LoyaltyIdentifier | null) {
  if (identifier === null) {
    return null
  }
  const { kind, value, entry_method } = identifier
  // NANP numbers travel as their ten digits unless the store asks for E.164 (contract 1.2).
  const nanp = kind === "phone" && settings.phone_format !== "e164"
  const digits = nanp ? /^\+1(\d{10})$/.exec(value)?.[1] : undefined
  return { kind, value: digits ?? value, entryMethod: entry_method }
}

function appliedReward(reward: GrantedReward, digits: number) {
  return {
    rewardId: reward.provider_reward_id,
    targetLineNumber: reward.target_line_number,
    quantity: reward.quantity,
    amount: minorToNumber(reward.amount, digits),
    pointsCost: reward.points_cost,
  }
}

export function identifyBody(connection: Connection, input: IdentifyInput): string {
  return JSON.stringify({
    ...siteBlock(connection, input.session),
    transactionId: input.session.transaction_id,
    customerId: input.provider_member_id,
    loyaltyId: loyaltyId(connection, input.identifier),
  })
}

export function frozenEnroll(connection: Connection, snapshot: EnrolSnapshot): FrozenRequest {
  const body = {
    ...siteBlock(connection, snapshot.session),
    transactionId: snapshot.session.transaction_id,
    loyaltyId: loyaltyId(connection, snapshot.identifier),
    email: snapshot.email,
    firstName: snapshot.first_name,
    lastName: snapshot.last_name,
    consent: { at: snapshot.consent.at, source: snapshot.consent.source },
  }
  return { idempotency_key: snapshot.idempotency_key, body: JSON.stringify(body) }
}

export function calculateBody(connection: Connection, input: EvaluateInput): string {
  const { currency_digits, currency_code, lines } = input.basket
  const items = lines.filter((line) => line.quantity > 0)
  const sum = items.reduce((total, line) => total + line.amount, 0)
  return JSON.stringify({
    ...siteBlock(connection, input.session),
    sessionId: input.session.provider_session_id,
    transactionId: input.session.transaction_id,
    currency: currency_code.toUpperCase(),
    transactionAmount: minorToNumber(sum, currency_digits),
    basketHash: input.fingerprint,
    items: items.map((line) => basketItem(line, currency_digits)),
    acceptedRewardIds: input.selection.accepted_reward_ids,
    declinedRewardIds: input.selection.declined_reward_ids,
    redeemPoints: input.selection.redeem_points,
  })
}

/**
 * The commit, complete from the beginning: it carries the member as well as the session, so an
 * engine that has forgotten the session can still book it and no second body is ever needed.
 * `retryCount` stays 0 in it; the live count travels in a header.
 */
export function frozenFinalize(connection: Connection, snapshot: FinalizeSnapshot): FrozenRequest {
  const digits = snapshot.currency_digits
  const money = (minor: number) => minorToNumber(minor, digits)
  const time_zone = connection.settings.time_zone ?? SETTING_DEFAULTS.time_zone
  const granted = snapshot.granted_rewards
  const body = {
    ...siteBlock(connection, snapshot.session),
    sessionId: snapshot.session.provider_session_id,
    transactionId: snapshot.order_id,
    customerId: snapshot.provider_member_id,
    loyaltyId: loyaltyId(connection, snapshot.identifier),
    currency: snapshot.currency_code.toUpperCase(),
    finalAmount: money(snapshot.final_amount),
    applyRewards: granted.length > 0 || snapshot.redeemed_points > 0,
    rewardEligibleAmount: money(snapshot.final_amount),
    taxAmount: money(snapshot.tax_amount),
    totalAmount: money(snapshot.total_amount),
    redeemedPoints: snapshot.redeemed_points,
    items: snapshot.lines
      .filter((line) => line.quantity > 0)
      .map((line) => fulfilledItem(line, digits)),
    appliedRewards: granted.map((reward) => appliedReward(reward, digits)),
    cancelledRewardIds: snapshot.cancelled_reward_ids,
    eventStartAt: snapshot.event_start_at,
    eventEndAt: snapshot.event_end_at,
    businessDate: businessDate(snapshot.event_end_at, time_zone),
    retryCount: 0,
  }
  return {
    idempotency_key: finalizeKey(connection.site, snapshot.order_id),
    body: JSON.stringify(body),
  }
}

export function frozenReversal(connection: Connection, snapshot: ReversalSnapshot): FrozenRequest {
  const digits = snapshot.currency_digits
  const key = reversalKey(connection.site, snapshot.order_id, snapshot.reversal_number)
  const body = {
    ...siteBlock(connection, snapshot.session),
    sessionId: snapshot.session.provider_session_id,
    originalTransactionId: snapshot.order_id,
    reversalId: `${snapshot.order_id}-${snapshot.reversal_number}`,
    items: snapshot.lines.map((line) => fulfilledItem(line, digits)),
    appliedRewards: snapshot.granted_rewards.map((reward) => appliedReward(reward, digits)),
    earnedPoints: snapshot.earned_points,
    redeemedPoints: snapshot.redeemed_points,
  }
  return { idempotency_key: key, body: JSON.stringify(body) }
}

export function cancelBody(connection: Connection, input: CancelInput): string {
  return JSON.stringify({
    ...siteBlock(connection, input.session),
    sessionId: input.session.provider_session_id,
    transactionId: input.session.transaction_id,
    reason: input.reason.slice(0, 200),
  })
}
