import type { Demo } from "../lib/demo-file"
import { changeBasket, identify, takeRewards } from "./shopping"
import { confirm, handOver, placeOrder } from "./checkout"
import type { Log } from "./client"
import { canRedeem, memberOf, stateOf, Walk } from "./walk"
import type { Books } from "./shapes"

/** What a walkthrough did. */
export interface WalkthroughResult {
  order_id: string
  member_id: string
  earned_points: number
  redeemed_points: number
  points_balance: number
  /** Figures compared, all of them equal. */
  checks: number
}

/**
 * Buys a basket in the running demo as a shop's page would, in fourteen steps, and compares every
 * amount and every point with arithmetic of its own.
 *
 * @throws CheckFailed with both values when something differs
 */
export async function runWalkthrough(input: { demo: Demo; log: Log }): Promise<WalkthroughResult> {
  const { demo, log } = input
  const walk = new Walk(demo, log)
  log("The engine's books before:")
  const before = await walk.books()
  const chosen = chooseMember(demo, before)
  const booked = memberOf(before, chosen.member_id)
  log(describeBooks(before, chosen.member_id))

  const redeem = canRedeem(booked)
  const identified = await identify(walk, chosen, stateOf(booked))
  const shopping = await takeRewards(walk, identified, redeem)
  const changed = await changeBasket(walk, shopping)
  const order = await placeOrder(walk, changed)
  await handOver(walk, changed, order)
  const expected = await confirm(walk, { shopping: changed, order, memberId: chosen.member_id })

  log("\nThe engine's books after:")
  log(describeBooks(await walk.books(), chosen.member_id))
  return {
    order_id: order.id,
    member_id: chosen.member_id,
    earned_points: expected.earnedPoints,
    redeemed_points: expected.redeemedPoints,
    points_balance: expected.balance,
    checks: walk.checks,
  }
}

// Every run spends points: when one member has too few, the next one goes shopping.
function chooseMember(demo: Demo, books: Books) {
  const known = demo.members.filter(({ member_id }) =>
    books.members.some(({ memberId }) => memberId === member_id),
  )
  const chosen = known.find(({ member_id }) => canRedeem(memberOf(books, member_id))) ?? known.at(0)
  if (!chosen) {
    throw new Error("The simulator's books have none of the demo's members.")
  }
  return chosen
}

function describeBooks(books: Books, memberId: string): string {
  const { points, tier, punches } = memberOf(books, memberId)
  return (
    `    ${memberId}: ${points} points, ${tier ?? "no tier"}, ` +
    `candy club ${punches["CLUB-12"] ?? 0}; ${books.transactions.length} transactions in all`
  )
}
