import type {
  Basket,
  BasketLine,
  MinorUnits,
  OfferedReward,
  RewardSelection,
  SkippedReward,
} from "../../../types/provider"
import { invariant } from "./errors"
import { splitByLargestRemainder } from "./money"
import { affordable, spend, type TotalRoom } from "./total-room"
import {
  type AgeGate,
  type UnavailableReason,
  isInTicketBase,
  refusalOf,
} from "./reward-eligibility"
import { fromUnits, lineValue, ticketValue, toUnits } from "./reward-value"

export interface AllocationOptions extends AgeGate {
  /**
   * How `amount_off` with a limit by quantity counts: per unit, or once for the line. The engine's
   * public samples use quantity 1 and settle nothing, so it is the store's option.
   */
  amount_off_basis: "unit" | "line"
  /** Whether a percentage off the whole ticket is applied or dropped. */
  ticket_percent_off: boolean
}

/** A provider has turned what is special about its engine into these terms already. */
export const NEUTRAL_RULES = { amount_off_basis: "unit", ticket_percent_off: true } as const

export interface AllocationInput {
  basket: Basket
  /** In the order of the reply, which decides who takes a unit first. */
  rewards: readonly OfferedReward[]
  /** Processed before additions: a reward that is also in `rewards` stands. */
  removed_reward_ids: readonly string[]
  selection: RewardSelection
  options: AllocationOptions
  /** What credit lines leave of the total for discounts; null where there are none. */
  room: TotalRoom | null
  /** RFC 3339. */
  now: string
}

/** `applied`: an instant one; `accepted`: an optional one that was accepted and applied. */
export type RewardState = "applied" | "offered" | "accepted" | "declined" | "unavailable"

export interface RewardAllocation {
  line_item_id: string
  line_number: number
  amount: MinorUnits
}

export interface AllocatedReward extends OfferedReward {
  state: RewardState
  /** Set when `unavailable`. */
  reason: UnavailableReason | null
  amount: MinorUnits
  /** What the reward takes off, or would if it, and nothing else, were accepted now. */
  amount_if_accepted: MinorUnits
  /** Units the reward took; 1 where it does not count units; 0 where it took nothing. */
  quantity: number
  unit_based: boolean
  allocations: RewardAllocation[]
  /** Its place among the rewards of the reply, from 0. */
  position: number
}

export interface Allocation {
  rewards: AllocatedReward[]
  /** Lines that get something, in the basket's order. */
  lines: { line_item_id: string; amount: MinorUnits }[]
  discount_total: MinorUnits
  redeemed_points: number
  /** Repeated ids, rewards beyond the limit, and accepted ids the engine no longer offers. */
  skipped: SkippedReward[]
}

interface LineState {
  line: BasketLine
  /** What is left of the line after foreign discounts and the rewards so far. */
  remaining: MinorUnits
  /** Units nobody took, in millionths. */
  units: number
  taken: MinorUnits
}

interface Grant {
  amount: MinorUnits
  quantity: number
  unit_based: boolean
  allocations: RewardAllocation[]
}

/** The basket and the rewards that may apply to it, with what was refused beforehand. */
interface Offer extends AllocationInput {
  line_by_number: ReadonlyMap<number, BasketLine>
  refused: ReadonlyMap<string, UnavailableReason>
}

interface Run {
  lines: Map<number, LineState>
  /** Only the amounts are wanted, so what ticket rewards take is not split over the lines. */
  rehearsal: boolean
  /** Off the ticket and, in a rehearsal, off no line. */
  unsplit: MinorUnits
  /** What is left of the total for discounts. */
  room: TotalRoom | null
  /** How much more can be kept in a row. */
  keepable: MinorUnits
  grants: Map<string, Grant>
  refusals: Map<string, UnavailableReason>
}

/** More rewards than any reply of an honest engine has, and as many as fit into a request's time. */
const REWARDS_MAX = 1000
/** Each open offer costs one rehearsal of the whole basket. */
const OPEN_OFFERS_MAX = 50
/** Minor units of all discounts together: what a column of money keeps exactly. */
const DISCOUNT_MAX: MinorUnits = Number.MAX_SAFE_INTEGER

const NOTHING: Grant = { amount: 0, quantity: 0, unit_based: false, allocations: [] }

/**
 * Turns what an engine offered into amounts per line, exactly, in minor units: wire contract 1.3.
 * Line rewards first in reply order, each unit taken by one unit-based reward at most; then ticket
 * rewards on what remains, instant before accepted. Neither a line nor the total goes below zero,
 * foreign discounts and credit lines count, and the same input always gives the same answer.
 */
export function allocateRewards(input: AllocationInput): Allocation {
  const line_by_number = new Map(input.basket.lines.map((line) => [line.line_number, line]))
  invariant(line_by_number.size === input.basket.lines.length, "line numbers must be unique")
  const { unique, left_out } = distinctRewards(input.rewards)
  const declined = new Set(input.selection.declined_reward_ids)
  // A reward both accepted and declined is declined: our discount errs on the low side.
  const accepted = new Set(input.selection.accepted_reward_ids.filter((id) => !declined.has(id)))
  const refused = refuseBeforehand(unique, { ...input, line_by_number, accepted })
  const usable = unique.filter((reward) => !refused.has(reward.id))
  const offer: Offer = { ...input, rewards: usable, line_by_number, refused }
  const run = runOffer(offer, accepted, false)
  const rewards = unique.map((reward, position) =>
    describe({ offer, run, reward, position, accepted, declined }),
  )
  const lines = [...run.lines.values()]
    .filter((state) => state.taken > 0)
    .map((state) => ({ line_item_id: state.line.line_item_id, amount: state.taken }))
  const discount_total = lines.reduce((total, line) => total + line.amount, 0)
  const granted_total = rewards.reduce((total, reward) => total + reward.amount, 0)
  invariant(discount_total === granted_total, "lines and rewards must add up to one discount")

  const offered = new Set(unique.map((reward) => reward.id))
  const withdrawn = [...accepted]
    .filter((id) => !offered.has(id))
    .map((id) => ({
      id,
      reason: input.removed_reward_ids.includes(id) ? "removed" : "not_offered",
    }))
  return {
    rewards,
    lines,
    discount_total,
    redeemed_points: rewards.reduce(
      (points, reward) => points + (reward.amount > 0 ? reward.points_cost : 0),
      0,
    ),
    skipped: [...left_out, ...withdrawn],
  }
}

function describe(input: {
  offer: Offer
  run: Run
  reward: OfferedReward
  position: number
  accepted: ReadonlySet<string>
  declined: ReadonlySet<string>
}): AllocatedReward {
  const { offer, run, reward, position, accepted, declined } = input
  const { id } = reward
  const grant = run.grants.get(id) ?? NOTHING
  const refusal = offer.refused.get(id) ?? run.refusals.get(id)
  const result = (state: RewardState, amount_if_accepted: MinorUnits): AllocatedReward => ({
    ...reward,
    ...grant,
    state,
    reason: refusal ?? null,
    amount_if_accepted,
    allocations: [...grant.allocations],
    position,
  })
  if (refusal !== undefined) {
    return result("unavailable", 0)
  }
  if (reward.type === "instant") {
    return result("applied", grant.amount)
  }
  if (accepted.has(id)) {
    return result("accepted", grant.amount)
  }
  const tried = runOffer(offer, new Set([...accepted, id]), true).grants.get(id)
  return result(declined.has(id) ? "declined" : "offered", tried?.amount ?? 0)
}

function refuseBeforehand(
  rewards: readonly OfferedReward[],
  input: AllocationInput & Pick<Offer, "line_by_number"> & { accepted: ReadonlySet<string> },
): Map<string, UnavailableReason> {
  const refused = new Map<string, UnavailableReason>()
  let open_offers = 0
  for (const reward of rewards) {
    const refusal = refusalOf(reward, input)
    if (refusal !== null) {
      refused.set(reward.id, refusal)
    } else if (reward.type === "optional" && !input.accepted.has(reward.id)) {
      open_offers += 1
      if (open_offers > OPEN_OFFERS_MAX) {
        refused.set(reward.id, "too_many_offers")
      }
    }
  }
  return refused
}

/** Applies every instant and every accepted reward; nothing else takes part. */
function runOffer(input: Offer, accepted: ReadonlySet<string>, rehearsal: boolean): Run {
  const run: Run = {
    lines: new Map(input.basket.lines.map((line) => [line.line_number, openLine(line)])),
    rehearsal,
    unsplit: 0,
    room: input.room,
    keepable: DISCOUNT_MAX,
    grants: new Map(),
    refusals: new Map(),
  }
  const usable = input.rewards.filter(
    (reward) => reward.type === "instant" || accepted.has(reward.id),
  )
  const ticket = usable.filter((reward) => reward.level === "ticket")
  const ordered = [
    ...usable.filter((reward) => reward.level === "line"),
    ...ticket.filter((reward) => reward.type === "instant"),
    ...ticket.filter((reward) => reward.type === "optional"),
  ]
  const groups = new Set<string>()
  for (const reward of ordered) {
    if (reward.exclusive_group !== null && groups.has(reward.exclusive_group)) {
      run.refusals.set(reward.id, "exclusive_group")
      continue
    }
    const grant =
      reward.level === "line" ? applyToLine(reward, run, input) : applyToTicket(reward, run, input)
    if (typeof grant === "string") {
      run.refusals.set(reward.id, grant)
      continue
    }
    run.grants.set(reward.id, grant)
    if (reward.exclusive_group !== null) {
      groups.add(reward.exclusive_group)
    }
  }
  return run
}

function openLine(line: BasketLine): LineState {
  invariant(Number.isSafeInteger(line.amount), "a line's amount must be an integer")
  const foreign = line.foreign_discounts.reduce((total, discount) => {
    invariant(Number.isSafeInteger(discount.amount), "a discount must be an integer")
    return total + Math.max(0, discount.amount)
  }, 0)
  return {
    line,
    remaining: Math.max(0, line.amount - foreign),
    units: toUnits(line.quantity),
    taken: 0,
  }
}

function applyToLine(reward: OfferedReward, run: Run, input: Offer): Grant | UnavailableReason {
  const state = run.lines.get(reward.target_line_number ?? Number.NaN)
  invariant(state, "a usable line reward has its line")
  const offer = lineValue(reward, {
    unit_price_decimal: state.line.unit_price_decimal,
    units: state.units,
    digits: input.basket.currency_digits,
    amount_off_basis: input.options.amount_off_basis,
  })
  const ids = [state.line.line_item_id]
  const amount = Math.min(offer.value, state.remaining, affordable(run.room, ids))
  const refusal = refusalOfAmount(amount, run)
  if (refusal !== null) {
    return refusal
  }
  spendOn(run, amount, ids)
  state.units -= offer.units
  return {
    amount,
    quantity: offer.unit_based ? fromUnits(offer.units) : 1,
    unit_based: offer.unit_based,
    allocations: [take(state, amount)],
  }
}

function applyToTicket(reward: OfferedReward, run: Run, input: Offer): Grant | UnavailableReason {
  const base = [...run.lines.values()].filter(
    (state) => state.remaining > 0 && isInTicketBase(state.line, input.options),
  )
  const room = base.map((state) => state.remaining)
  const subtotal = room.reduce((total, amount) => total + amount, 0) - run.unsplit
  const ids = base.map((state) => state.line.line_item_id)
  const value = ticketValue(reward, subtotal, input.basket.currency_digits)
  const amount = Math.min(value, subtotal, affordable(run.room, ids))
  const refusal = refusalOfAmount(amount, run)
  if (refusal !== null) {
    return refusal
  }
  spendOn(run, amount, ids)
  if (run.rehearsal) {
    run.unsplit += amount
    return { ...NOTHING, amount }
  }
  const shares = splitByLargestRemainder(amount, room, room)
  const allocations = base.flatMap((state, index) => {
    const share = shares[index] ?? 0
    return share > 0 ? [take(state, share)] : []
  })
  return { amount, quantity: 1, unit_based: false, allocations }
}

/** A part of what was granted would be a price that nobody approved: all of it or nothing. */
function refusalOfAmount(amount: MinorUnits, { keepable }: Run): UnavailableReason | null {
  if (amount <= 0) {
    return "no_discount"
  }
  return amount > keepable ? "invalid_value" : null
}

function spendOn(run: Run, amount: MinorUnits, line_item_ids: readonly string[]): void {
  run.room = spend(run.room, amount, line_item_ids)
  run.keepable -= amount
}

function take(state: LineState, amount: MinorUnits): RewardAllocation {
  state.remaining -= amount
  state.taken += amount
  invariant(state.remaining >= 0, "a line must not go below zero")
  return { line_item_id: state.line.line_item_id, line_number: state.line.line_number, amount }
}

function distinctRewards(rewards: readonly OfferedReward[]): {
  unique: OfferedReward[]
  left_out: SkippedReward[]
} {
  const seen = new Set<string>()
  const left_out: SkippedReward[] = []
  const unique = rewards.filter(({ id }) => {
    const reason = seen.has(id)
      ? "repeated_id"
      : seen.size >= REWARDS_MAX
        ? "too_many_rewards"
        : null
    if (reason !== null) {
      left_out.push({ id, reason })
      return false
    }
    seen.add(id)
    return true
  })
  return { unique, left_out }
}
