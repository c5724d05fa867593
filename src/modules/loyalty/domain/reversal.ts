import type { GrantedReward } from "../../../types/provider"
import { prorate } from "./money"
import type { FulfilledLine, Quantities } from "./placement"
import { cleanQuantity, fromUnits, toUnits } from "./reward-value"

/** What an engine confirmed for an order, from the stored snapshot. */
export interface Reversible {
  lines: readonly FulfilledLine[]
  granted_rewards: readonly GrantedReward[]
  earned_points: number
  redeemed_points: number
}

/** What is taken back: everything in it is positive. */
export interface Reversal {
  lines: FulfilledLine[]
  granted_rewards: GrantedReward[]
  earned_points: number
  redeemed_points: number
}

/**
 * What is still to be taken back when only `kept` stays with the shopper (edge cases 16 and 17).
 * The target depends on the kept quantities alone, so the order of returns does not matter; what
 * earlier reversals took is subtracted, so all of them together never exceed the grant and a full
 * return takes back exactly everything. Taking back less again (a cancelled return) gives nothing.
 *
 * @param kept quantities by order line id; a line that is not named is fully returned
 * @param already_reversed every earlier reversal of the order
 */
export function reversalFor(
  finalized: Reversible,
  kept: Quantities,
  already_reversed: readonly Reversal[] = [],
): Reversal {
  const target = targetOf(finalized, kept)
  return {
    lines: target.lines
      .map((line) => lineLeft(line, already_reversed))
      .filter((line) => line.quantity > 0 || line.amount > 0 || line.net_amount > 0),
    granted_rewards: target.granted_rewards
      .map((reward) => rewardLeft(reward, already_reversed))
      .filter(({ amount, points_cost, quantity }) => amount > 0 || points_cost > 0 || quantity > 0),
    earned_points: left(target.earned_points, already_reversed, (one) => one.earned_points),
    redeemed_points: left(target.redeemed_points, already_reversed, (one) => one.redeemed_points),
  }
}

/** Whether there is nothing to tell anybody. */
export function isEmptyReversal(reversal: Reversal): boolean {
  return (
    reversal.lines.length === 0 &&
    reversal.granted_rewards.length === 0 &&
    reversal.earned_points === 0 &&
    reversal.redeemed_points === 0
  )
}

/** Everything to be taken back for these kept quantities, as if nothing had been yet. */
function targetOf(finalized: Reversible, kept: Quantities): Reversal {
  const lines = finalized.lines.map((line) => returnedPart(line, kept))
  const share = shareOf(finalized.lines, lines)
  const onTicket = finalized.lines.map(({ outside_ticket }) => outside_ticket !== true)
  const ticketShare = onTicket.includes(true)
    ? shareOf(
        finalized.lines.filter((_, at) => onTicket[at]),
        lines.filter((_, at) => onTicket[at]),
      )
    : share

  const granted_rewards = finalized.granted_rewards.map((reward) => {
    const line = finalized.lines.find((one) => one.line_number === reward.target_line_number)
    return line ? returnedWithLine(reward, line, kept) : returnedByShare(reward, ticketShare)
  })
  const spent = finalized.granted_rewards.reduce((sum, reward) => sum + reward.points_cost, 0)
  const given_back = granted_rewards.reduce((sum, reward) => sum + reward.points_cost, 0)
  return {
    lines,
    granted_rewards,
    earned_points: share(finalized.earned_points),
    // Where the engine burned other points than the rewards cost, the rewards cannot say whose.
    redeemed_points:
      spent === finalized.redeemed_points ? given_back : share(finalized.redeemed_points),
  }
}

/** A reward of a line goes back with the line's units; whole units of it stay whole. */
function returnedWithLine(
  reward: GrantedReward,
  line: FulfilledLine,
  kept: Quantities,
): GrantedReward {
  const { quantity, amount, points_cost } = reward
  return {
    ...reward,
    quantity: Number.isInteger(quantity)
      ? returnedOf(quantity, line, kept)
      : fromUnits(returnedOf(toUnits(quantity), line, kept)),
    amount: returnedOf(amount, line, kept),
    points_cost: returnedOf(points_cost, line, kept),
  }
}

/**
 * A reward of the ticket rests on all of its lines and has no units of its own: its money and
 * points go back by share, and it is itself given back with the last of them. Until then the
 * engine is told a quantity of 0, so that it neither counts it twice nor grants it anew.
 */
function returnedByShare(reward: GrantedReward, share: (total: number) => number): GrantedReward {
  const amount = share(reward.amount)
  const points_cost = share(reward.points_cost)
  const is_whole = amount === reward.amount && points_cost === reward.points_cost
  return { ...reward, quantity: is_whole ? reward.quantity : 0, amount, points_cost }
}

/** What falls on the returned part of lines of anything that was spread over them. */
function shareOf(
  whole: readonly FulfilledLine[],
  part: readonly FulfilledLine[],
): (total: number) => number {
  const worth = worthOf(whole)
  const sum = (lines: readonly FulfilledLine[]): number =>
    lines.reduce((all, line) => all + worth.of(line), 0)
  return (total) => prorate(total, sum(part), sum(whole))
}

function returnedPart(line: FulfilledLine, kept: Quantities): FulfilledLine {
  return {
    ...line,
    quantity: cleanQuantity(line.quantity - keptOf(line, kept)),
    amount: returnedOf(line.amount, line, kept),
    net_amount: returnedOf(line.net_amount, line, kept),
  }
}

/** The kept part is rounded and the rest goes back, so that the two always add up. */
function returnedOf(total: number, line: FulfilledLine, kept: Quantities): number {
  return total - prorate(total, keptOf(line, kept), line.quantity)
}

function keptOf(line: FulfilledLine, kept: Quantities): number {
  return Math.min(line.quantity, cleanQuantity(kept[line.order_line_id] ?? 0))
}

/** Points follow what was paid; of a basket that was free, what it would have cost. */
function worthOf(lines: readonly FulfilledLine[]): { of: (line: FulfilledLine) => number } {
  if (lines.some((line) => line.net_amount > 0)) {
    return { of: (line) => line.net_amount }
  }
  if (lines.some((line) => line.amount > 0)) {
    return { of: (line) => line.amount }
  }
  return { of: (line) => line.quantity }
}

function lineLeft(line: FulfilledLine, earlier: readonly Reversal[]): FulfilledLine {
  const mine = earlier.flatMap((one) =>
    one.lines.filter((other) => other.order_line_id === line.order_line_id),
  )
  return {
    ...line,
    quantity: cleanQuantity(left(line.quantity, mine, (one) => one.quantity)),
    amount: left(line.amount, mine, (one) => one.amount),
    net_amount: left(line.net_amount, mine, (one) => one.net_amount),
  }
}

function rewardLeft(reward: GrantedReward, earlier: readonly Reversal[]): GrantedReward {
  const mine = earlier.flatMap((one) =>
    one.granted_rewards.filter((other) => other.provider_reward_id === reward.provider_reward_id),
  )
  return {
    ...reward,
    quantity: cleanQuantity(left(reward.quantity, mine, (one) => one.quantity)),
    amount: left(reward.amount, mine, (one) => one.amount),
    points_cost: left(reward.points_cost, mine, (one) => one.points_cost),
  }
}

function left<T>(target: number, earlier: readonly T[], read: (one: T) => number): number {
  const taken = earlier.reduce((sum, one) => sum + read(one), 0)
  return Math.max(0, target - taken)
}
