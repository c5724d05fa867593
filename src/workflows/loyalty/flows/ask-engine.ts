import type { MedusaContainer } from "@medusajs/framework/types"

import {
  allocateRewards,
  NEUTRAL_RULES,
  type Allocation,
} from "../../../modules/loyalty/domain/allocation"
import { isLoyaltyError } from "../../../modules/loyalty/domain/errors"
import type { FailureReason } from "../../../modules/loyalty/domain/session-machine"
import type {
  SealedStoreConfig,
  StoreConfigRow,
} from "../../../modules/loyalty/persistence/config-types"
import type { StoredEvaluation } from "../../../modules/loyalty/persistence/evaluation-service"
import type { Message } from "../../../modules/loyalty/persistence/session-service"
import type { SessionWithRewards } from "../../../modules/loyalty/persistence/state-service"
import type {
  Cause,
  EvaluatedLine,
  SessionRewardRow,
  SessionRow,
} from "../../../modules/loyalty/types/rows"
import type {
  Basket,
  BasketLine,
  CallContext,
  Evaluation,
  LoyaltyProvider,
  ProviderFailure,
  ProviderResult,
  RewardSelection,
} from "../../../types/provider"
import { ageGateOf } from "../utils/age-gate"
import { buildBasket, numberLines, totalRoomOf, type LineNumbers } from "../utils/build-basket"
import { wantedAdjustments, type OurAdjustment } from "../utils/discounts"
import { loyaltyService } from "../utils/loyalty"
import { identifierOf } from "../utils/member-identifier"
import type { CallRecords } from "../utils/recorded-engine"
import { pointsCostOf } from "../utils/points-cost"
import { withinDeadline } from "../utils/within-deadline"
import { evaluationFingerprintOf, fingerprintOf, type CartSnapshot } from "../utils/read-cart"
import { endSession } from "./end-session"
import { engineOfSession, isStillAt, sessionRef } from "./engine"

export type Answer =
  | { kind: "granted"; evaluation: StoredEvaluation; wanted: OurAdjustment[] }
  /**
   * The session is over: its store was switched off or is another at the engine now, or the member
   * may no longer use the programme.
   */
  | { kind: "ended" }
  | { kind: "failed"; failure: ProviderFailure }

interface Question {
  session: SessionRow
  /** Those of the session as it was read. */
  rewards: SessionRewardRow[]
  cart: CartSnapshot
  cause: Cause
  background: boolean
  deadline?: AbortSignal
  /** Takes the records of the calls, for the caller to store. */
  records: CallRecords
  /** By the database's clock: what an offer's end is compared with. */
  now: Date
}

/** How often choices that the engine refuses are dropped and asked again. */
const ADAPTATIONS = 2

/**
 * Asks the engine what this basket earns, adapting to what it refuses: a lost conversation is
 * opened again once, and choices it no longer grants are dropped. Writes nothing to the cart.
 */
export async function askEngine(container: MedusaContainer, question: Question): Promise<Answer> {
  const service = loyaltyService(container)
  const numbers = numberLines(question.cart, lineNumbersOf(question.session))
  const [basket, { config, ...first }] = await Promise.all([
    buildBasket(container, question.cart, numbers),
    service.nextMessageAndConfig(question.session),
  ])
  if (!config?.enabled) {
    return endedBecause(container, question, "store_disabled")
  }
  if (!isStillAt(question.session, config)) {
    // What another account or site granted, this one need not honour: the shopper identifies again.
    return endedBecause(container, question, "store_changed")
  }
  const opened = await openEngine(container, question, config)
  if ("failure" in opened) {
    return { kind: "failed", failure: opened.failure }
  }
  const { provider, call } = opened
  let { session, rewards } = question
  let selection = selectionOf(session)
  for (let adaptation = 0; ; adaptation++) {
    const message = adaptation === 0 ? first : await service.nextMessage(session.id)
    const reply = await ask({ message, session, selection, provider, call, basket, question })
    if (reply.ok) {
      const answer = { session, rewards, selection, basket, numbers, evaluation: reply.value }
      return { kind: "granted", ...toGrant(question, config, answer) }
    }
    const failure = reply.error
    if (failure.code === "member_not_found" || failure.code === "member_inactive") {
      return endedBecause(container, question, "engine_refused")
    }
    const next = adaptation < ADAPTATIONS ? withoutRefused(selection, rewards, failure) : null
    if (next) {
      await service.replaceSelection({
        session_id: session.id,
        seen: session.selection,
        selection: next,
      })
      // Another tab may have chosen anew meanwhile: then its choices are asked about.
      ;({ session, rewards } = (await service.wholeSession(session.id)) ?? { session, rewards })
      selection = selectionOf(session)
      continue
    }
    if (failure.code === "session_not_found" && adaptation === 0) {
      const renewed = await reidentify(container, { session, provider, call })
      if (renewed) {
        ;({ session, rewards } = renewed)
        continue
      }
    }
    return { kind: "failed", failure }
  }
}

async function openEngine(
  container: MedusaContainer,
  { session, cause, deadline, records }: Question,
  config: SealedStoreConfig,
): Promise<{ provider: LoyaltyProvider; call: CallContext } | { failure: ProviderFailure }> {
  try {
    const { provider, call } = await engineOfSession(container, session, {
      correlation_id: cause.correlation_id,
      config,
      records,
    })
    return { provider, call: deadline ? { ...call, signal: deadline } : call }
  } catch (error) {
    if (!isLoyaltyError(error)) {
      throw error
    }
    return {
      failure: {
        code: "unavailable",
        retryable: true,
        outcome: "not_applied",
        message: error.message,
      },
    }
  }
}

async function ask(input: {
  message: Message
  session: SessionRow
  selection: RewardSelection
  provider: LoyaltyProvider
  call: CallContext
  basket: Basket
  question: Question
}): Promise<ProviderResult<Evaluation>> {
  const { message, session, selection, provider, call, basket, question } = input
  const reply = provider.evaluate(call, {
    session: sessionRef(session, message.message_sequence),
    provider_member_id: message.provider_member_id ?? "",
    basket,
    fingerprint: evaluationFingerprintOf(question.cart, selection),
    selection,
  })
  return withinDeadline(reply, call.signal)
}

/** The engine forgot the conversation: open a new one for the member we know. */
async function reidentify(
  container: MedusaContainer,
  input: { session: SessionRow; provider: LoyaltyProvider; call: CallContext },
): Promise<SessionWithRewards | null> {
  const { session, provider, call } = input
  const service = loyaltyService(container)
  const member = await service.memberById(session.member_id)
  if (!member) {
    return null
  }
  const message_sequence = await service.nextMessageSequence(session.id)
  const { identifier } = await identifierOf(container, member.id)
  const identified = provider.identify(call, {
    session: { ...sessionRef(session, message_sequence), provider_session_id: null },
    provider_member_id: member.provider_member_id,
    identifier,
  })
  const reply = await withinDeadline(identified, call.signal)
  if (!reply.ok || reply.value.provider_member_id !== member.provider_member_id) {
    return null
  }
  await service.renewProviderSession({
    session_id: session.id,
    provider_session_id: reply.value.provider_session_id,
  })
  return service.wholeSession(session.id)
}

/** The choices without what the engine just refused; null when that is not what it refused. */
function withoutRefused(
  selection: RewardSelection,
  rewards: readonly SessionRewardRow[],
  failure: ProviderFailure,
): RewardSelection | null {
  const nothingChosen = selection.accepted_reward_ids.length === 0 && selection.redeem_points === 0
  if (nothingChosen) {
    return null
  }
  if (failure.code === "insufficient_points") {
    return { ...selection, accepted_reward_ids: [], redeem_points: 0 }
  }
  if (failure.code === "reward_not_available" || failure.code === "qualifier_lost") {
    const accepted = selection.accepted_reward_ids
    const named = new Set(failure.details?.reward_ids ?? accepted)
    const refused = accepted.filter((id) => named.has(id))
    const left = accepted.filter((id) => !named.has(id))
    // The others keep their points. Where nothing is left to spend them on, or none that was
    // accepted was refused, the points themselves are what is dropped.
    const keeps_points = refused.length > 0 && left.length > 0
    return {
      ...selection,
      accepted_reward_ids: left,
      redeem_points: keeps_points ? pointsWithout(refused, { selection, rewards, left }) : 0,
    }
  }
  return null
}

/** What a refused reward costs is not known any more once an answer has left it out. */
function pointsWithout(
  refused: readonly string[],
  chosen: { selection: RewardSelection; rewards: readonly SessionRewardRow[]; left: string[] },
): number {
  const { selection, rewards, left } = chosen
  const priced = new Set(rewards.map(({ provider_reward_id }) => provider_reward_id))
  return refused.every((id) => priced.has(id))
    ? Math.max(0, selection.redeem_points - pointsCostOf(rewards, refused))
    : Math.min(selection.redeem_points, pointsCostOf(rewards, left))
}

function toGrant(
  { cart, now }: Question,
  config: StoreConfigRow,
  answer: {
    session: SessionRow
    rewards: SessionRewardRow[]
    selection: RewardSelection
    basket: Basket
    numbers: LineNumbers
    evaluation: Evaluation
  },
): { evaluation: StoredEvaluation; wanted: OurAdjustment[] } {
  const { session, selection, basket, evaluation } = answer
  const allocation = allocateRewards({
    basket,
    rewards: evaluation.rewards,
    removed_reward_ids: evaluation.removed_reward_ids,
    selection,
    options: { ...ageGateOf(config, session), ...NEUTRAL_RULES },
    room: totalRoomOf(cart, basket.currency_digits),
    now: now.toISOString(),
  })
  const rewards = allocation.rewards.map(({ id, description, allocations }) => ({
    provider_reward_id: id,
    description,
    allocations,
  }))
  return {
    wanted: wantedAdjustments(cart, session.id, rewards),
    evaluation: toStored({ ...answer, cart, allocation }),
  }
}

function toStored(input: {
  cart: CartSnapshot
  session: SessionRow
  rewards: SessionRewardRow[]
  selection: RewardSelection
  numbers: LineNumbers
  basket: Basket
  evaluation: Evaluation
  allocation: Allocation
}): StoredEvaluation {
  const { cart, session, rewards, selection, numbers, basket, evaluation, allocation } = input
  return {
    session_id: session.id,
    expected_version: session.version,
    basket_fingerprint: fingerprintOf(cart),
    evaluation_fingerprint: evaluationFingerprintOf(cart, selection),
    summary: {
      earned_points: evaluation.earned_points,
      multiplier: evaluation.multiplier,
      base_points: evaluation.base_points,
      bonus_points: evaluation.bonus_points,
      tier_bonus_points: evaluation.tier_bonus_points,
      redeemed_points: allocation.redeemed_points,
      messages: evaluation.messages,
      skipped: evaluation.skipped,
      basket: basket.lines.map(evaluatedLine),
    },
    rewards: allocation.rewards,
    discount_total: allocation.discount_total,
    line_numbers: numbers,
    selection,
    known: rewards,
  }
}

function evaluatedLine(line: BasketLine): EvaluatedLine {
  return {
    line_item_id: line.line_item_id,
    line_number: line.line_number,
    sku: line.sku,
    title: line.title,
    quantity: line.quantity,
    unit_price: line.unit_price_decimal,
    amount: line.amount,
    foreign_discount: line.foreign_discounts.reduce((sum, { amount }) => sum + amount, 0),
  }
}

function selectionOf(session: SessionRow): RewardSelection {
  return session.selection ?? { accepted_reward_ids: [], declined_reward_ids: [], redeem_points: 0 }
}

function lineNumbersOf(session: SessionRow): LineNumbers {
  return (session.metadata?.["line_numbers"] as LineNumbers | undefined) ?? {}
}

async function endedBecause(
  container: MedusaContainer,
  { session, cause, background }: Question,
  failure_reason: FailureReason,
): Promise<Answer> {
  await endSession(container, { session, failure_reason, cause, background })
  return { kind: "ended" }
}
