import type {
  DecimalString,
  FinalizeLine,
  GrantedReward,
  MinorUnits,
  RewardMethod,
} from "../../../types/provider"
import { invariant } from "./errors"
import { multiplyDecimal, prorate, splitByLargestRemainder } from "./money"
import { cleanQuantity, fromUnits, percentOf, toUnits } from "./reward-value"

export { isEmptyReversal, type Reversal, type Reversible, reversalFor } from "./reversal"

/** A line as it was bought. Amounts are minor units for the whole quantity. */
export interface PlacementLine {
  order_line_id: string
  line_number: number
  sku: string
  title: string
  quantity: number
  unit_price_decimal: DecimalString
  /** Before any discount. */
  amount: MinorUnits
  foreign_discount: MinorUnits
  /** After all discounts. */
  tax: MinorUnits
  /** Whether the amounts contain the tax. */
  is_tax_inclusive: boolean
  /** Whether ticket rewards may fall on the line: `isInTicketBase` at placement. */
  discountable: boolean
  barcode: string | null
  merchandise_code: string | null
  product_code: string | null
  unit_of_measure: string
  minimum_age: number | null
  substitutes_line_number: number | null
}

/** A reward that was applied to what was bought, in the order of application. */
export interface PlacementReward {
  provider_reward_id: string
  type: "instant" | "optional"
  level: "line" | "ticket"
  method: RewardMethod
  value_decimal: DecimalString
  limit: { type: "quantity" | "amount"; value_decimal: DecimalString } | null
  target_line_number: number | null
  points_cost: number
  /** Units it took; 1 where it does not count units. */
  quantity: number
  unit_based: boolean
  amount: MinorUnits
  allocations: { order_line_id: string; amount: MinorUnits }[]
}

/** What is frozen when an order is placed. Everything after is computed from this alone. */
export interface Placement {
  currency_code: string
  currency_digits: number
  lines: PlacementLine[]
  rewards: PlacementReward[]
  /** Offered or accepted earlier and not granted: the engine is told with the finalize. */
  ungranted_reward_ids: string[]
  /**
   * What the order carries of ours without an approval. The engine is told nothing of it, but the
   * shopper paid with it: it stays with its line. Orders of older versions have none.
   */
  unapproved?: UnapprovedDiscount[]
}

export interface UnapprovedDiscount {
  order_line_id: string
  /** How a marker names the reward. */
  reward_hash: string
  /** Of the line when it was placed; the discount shrinks with it. */
  quantity: number
  amount: MinorUnits
}

/** A finalized line that still knows its order line, so that a return finds it. */
export interface FulfilledLine extends FinalizeLine {
  order_line_id: string
  /** No reward of the ticket rests on it. Snapshots of older versions do not say so. */
  outside_ticket?: true
  /** Units that had come back by then and are not among `quantity`; absent where there were none. */
  returned_before?: number
}

export interface FulfilledSnapshot {
  lines: FulfilledLine[]
  granted_rewards: GrantedReward[]
  cancelled_reward_ids: string[]
  redeemed_points: number
  /** Merchandise of the fulfilled lines after all discounts, as priced. */
  final_amount: MinorUnits
  tax_amount: MinorUnits
  /** `final_amount` and the tax that the prices do not contain yet. */
  total_amount: MinorUnits
}

/** Quantities by order line id; a line that is not named has none. */
export type Quantities = Readonly<Record<string, number>>

interface LineState {
  line: PlacementLine
  quantity: number
  amount: MinorUnits
  foreign: MinorUnits
  line_rewards: MinorUnits
  ticket_rewards: MinorUnits
  /** Units no unit-based reward took yet, in millionths. */
  units: number
  /** What was left of the line when it was placed. */
  placed_final: MinorUnits
  /** What each reward took of the line, in the order of application. */
  shares: RewardShare[]
}

/** The part of a reward that falls on one line. */
export interface RewardShare {
  provider_reward_id: string
  amount: MinorUnits
}

/**
 * What the engine is told and what the shopper really got, for the quantities handed over (wire
 * contract 1.4, edge cases 11 and 13). Unit-limited rewards keep their units while there are any,
 * other line rewards shrink with their line, ticket rewards stay whole while what is left allows
 * it. A reward that comes to nothing is cancelled and burns no points. Handing over everything
 * gives back the placed amounts to the cent.
 */
export function fulfilledSnapshot(
  placement: Placement,
  fulfilled: Quantities,
  canceled: Quantities = {},
): FulfilledSnapshot {
  const { states, outcomes } = grantAll(placement, fulfilled, canceled)
  const granted_rewards = placement.rewards
    .map((reward) => outcomes.get(reward))
    .filter((grant): grant is GrantedReward => grant !== undefined && grant.amount > 0)
  const granted = new Set(granted_rewards.map((grant) => grant.provider_reward_id))
  const gone = placement.rewards.map((reward) => reward.provider_reward_id)
  return {
    ...totalsOf(states.filter((state) => state.quantity > 0)),
    granted_rewards,
    cancelled_reward_ids: [...new Set([...placement.ungranted_reward_ids, ...gone])].filter(
      (id) => !granted.has(id),
    ),
    redeemed_points: granted_rewards.reduce((sum, grant) => sum + grant.points_cost, 0),
  }
}

/**
 * What an order must carry of each reward, line by line, when it holds these quantities: the same
 * rule by which it will be finalized, so that the shopper pays what the engine is told.
 */
export function standingShares(
  placement: Placement,
  quantities: Quantities,
): ReadonlyMap<string, readonly RewardShare[]> {
  const { states } = grantAll(placement, quantities, {})
  return new Map(states.map((state) => [state.line.order_line_id, state.shares]))
}

function grantAll(
  placement: Placement,
  fulfilled: Quantities,
  canceled: Quantities,
): { states: LineState[]; outcomes: Map<PlacementReward, GrantedReward> } {
  const discounts = discountsByLine(placement.rewards)
  const states = placement.lines.map((line) => {
    const left = Math.max(0, line.quantity - (canceled[line.order_line_id] ?? 0))
    const handed = Math.min(left, Math.max(0, fulfilled[line.order_line_id] ?? 0))
    const discount = line.foreign_discount + (discounts.get(line.order_line_id) ?? 0)
    // A sum of parts may miss the whole by the noise of floating point, and must not.
    const whole = cleanQuantity(handed) >= cleanQuantity(line.quantity)
    return openLine(line, whole ? line.quantity : cleanQuantity(handed), {
      digits: placement.currency_digits,
      placed_final: line.amount - discount,
    })
  })
  const complete = states.every((state) => state.quantity === state.line.quantity)
  const outcomes = new Map<PlacementReward, GrantedReward>()
  for (const reward of placement.rewards.filter(({ level }) => level === "line")) {
    outcomes.set(reward, grantOnLines(reward, states))
  }
  for (const reward of placement.rewards.filter(({ level }) => level === "ticket")) {
    outcomes.set(reward, grantOnTicket(reward, states, complete))
  }
  return { states, outcomes }
}

/** What rewards take off each order line together. */
export function discountsByLine(rewards: readonly PlacementReward[]): Map<string, MinorUnits> {
  const discounts = new Map<string, MinorUnits>()
  for (const { order_line_id, amount } of rewards.flatMap((reward) => reward.allocations)) {
    discounts.set(order_line_id, (discounts.get(order_line_id) ?? 0) + amount)
  }
  return discounts
}

function openLine(
  line: PlacementLine,
  quantity: number,
  { digits, placed_final }: { digits: number; placed_final: MinorUnits },
): LineState {
  invariant(Number.isSafeInteger(line.amount) && line.amount >= 0, "a placed amount is an integer")
  const whole = quantity === line.quantity
  // By price rather than by share, so that quantity times price is the amount on the wire.
  const byPrice = multiplyDecimal(line.unit_price_decimal, quantity, digits, "half_up")
  const amount = whole ? line.amount : Math.min(line.amount, byPrice)
  const foreign = prorate(line.foreign_discount, quantity, line.quantity)
  return {
    line,
    quantity,
    amount,
    foreign: Math.min(amount, foreign),
    line_rewards: 0,
    ticket_rewards: 0,
    units: toUnits(quantity),
    placed_final,
    shares: [],
  }
}

function remainingOf(state: LineState): MinorUnits {
  return state.amount - state.foreign - state.line_rewards - state.ticket_rewards
}

function grantOnLines(reward: PlacementReward, states: LineState[]): GrantedReward {
  const placed = toUnits(reward.quantity)
  let amount = 0
  let quantity = reward.unit_based ? 0 : reward.quantity
  for (const allocation of reward.allocations) {
    const state = states.find(({ line }) => line.order_line_id === allocation.order_line_id)
    if (!state) {
      continue
    }
    const units = Math.min(placed, state.units)
    const share = reward.unit_based
      ? prorate(allocation.amount, units, placed)
      : prorate(allocation.amount, state.quantity, state.line.quantity)
    const granted = Math.min(share, remainingOf(state))
    if (reward.unit_based && granted > 0) {
      state.units -= units
      quantity += fromUnits(units)
    }
    state.line_rewards += granted
    state.shares.push({ provider_reward_id: reward.provider_reward_id, amount: granted })
    amount += granted
  }
  return grantOf(reward, amount, quantity)
}

function grantOnTicket(
  reward: PlacementReward,
  states: LineState[],
  complete: boolean,
): GrantedReward {
  const placed = new Map(reward.allocations.map((one) => [one.order_line_id, one.amount]))
  const base = states.filter((state) => isInTicket(state, placed.get(state.line.order_line_id)))
  const room = base.map(remainingOf)
  const subtotal = room.reduce((sum, left) => sum + left, 0)
  const shares = complete
    ? base.map((state, index) =>
        Math.min(placed.get(state.line.order_line_id) ?? 0, room[index] ?? 0),
      )
    : splitByLargestRemainder(ticketAmount(reward, subtotal), room, room)
  base.forEach((state, index) => {
    const amount = shares[index] ?? 0
    state.ticket_rewards += amount
    state.shares.push({ provider_reward_id: reward.provider_reward_id, amount })
  })
  return grantOf(
    reward,
    shares.reduce((sum, share) => sum + share, 0),
    reward.quantity,
  )
}

function isInTicket({ line }: LineState, carried = 0): boolean {
  return line.discountable || carried > 0
}

/** A percentage follows what is left; an amount stays whole; neither grows. */
function ticketAmount(reward: PlacementReward, subtotal: MinorUnits): MinorUnits {
  const wanted =
    reward.method === "percent_off" ? percentOf(subtotal, reward.value_decimal) : reward.amount
  return Math.min(wanted, reward.amount, subtotal)
}

function grantOf(reward: PlacementReward, amount: MinorUnits, quantity: number): GrantedReward {
  return {
    provider_reward_id: reward.provider_reward_id,
    target_line_number: reward.target_line_number,
    quantity,
    amount,
    points_cost: reward.points_cost,
  }
}

function totalsOf(
  states: readonly LineState[],
): Pick<FulfilledSnapshot, "lines" | "final_amount" | "tax_amount" | "total_amount"> {
  let final_amount = 0
  let tax_amount = 0
  let total_amount = 0
  for (const state of states) {
    const final = remainingOf(state)
    invariant(final >= 0, "a fulfilled line must not go below zero")
    const tax = taxOf(state, final)
    final_amount += final
    tax_amount += tax
    total_amount += final + (state.line.is_tax_inclusive ? 0 : tax)
  }
  // By number, as the engine knows them: the order in which a database answers says nothing.
  const lines = states.map(finalizeLine).sort((a, b) => a.line_number - b.line_number)
  return { lines, final_amount, tax_amount, total_amount }
}

function finalizeLine(state: LineState): FulfilledLine {
  const { line } = state
  return {
    order_line_id: line.order_line_id,
    ...(!isInTicket(state, state.ticket_rewards) && { outside_ticket: true as const }),
    line_number: line.line_number,
    sku: line.sku,
    title: line.title,
    quantity: state.quantity,
    unit_price_decimal: line.unit_price_decimal,
    amount: state.amount,
    // Ticket rewards stay out: the engine counts what a line was really sold for.
    net_amount: state.amount - state.foreign - state.line_rewards,
    barcode: line.barcode,
    merchandise_code: line.merchandise_code,
    product_code: line.product_code,
    unit_of_measure: line.unit_of_measure,
    minimum_age: line.minimum_age,
    substitutes_line_number: line.substitutes_line_number,
  }
}

/** Tax follows the discounted amount, at the rate the line was placed with. */
function taxOf(state: LineState, final: MinorUnits): MinorUnits {
  return prorate(state.line.tax, final, state.placed_final)
}
