import { setTimeout as sleep } from "node:timers/promises"

import type { Demo } from "../lib/demo-file"
import { check, type Figures } from "./check"
import { Client, type Log } from "./client"
import { REDEMPTION, type ExpectedTotals, type MemberBefore } from "./expected"
import type { BookedMember, Books, Totals } from "./shapes"

export const CANDY_CLUB = "CLUB-12"
const STEPS = 14
const POLL_MS = 1_000

/** What every step of the walkthrough works with. */
export class Walk {
  readonly store: Client
  readonly simulator: Client
  checks = 0
  private stepNumber = 0

  constructor(
    readonly demo: Demo,
    readonly log: Log,
  ) {
    const headers = { "x-publishable-api-key": demo.publishable_key }
    this.store = new Client(demo.backend_url, headers, log)
    this.simulator = new Client(demo.simulator_url, {}, log)
  }

  /** The next of the fourteen steps. */
  step(title: string): void {
    this.stepNumber += 1
    this.log(`\n${String(this.stepNumber).padStart(2)}/${STEPS}  ${title}`)
  }

  /** Compares, counts and says so. */
  expect(title: string, expected: Figures, actual: Figures): void {
    const compared = check(title, expected, actual)
    this.checks += compared
    this.log(`    ✓ ${title} (${compared} figures)`)
  }

  /** Compares a cart's or order's totals with the arithmetic, before and after rounding. */
  expectTotals(title: string, expected: ExpectedTotals, totals: Totals): void {
    this.log(
      `    ${title}: goods ${dollars(totals.item_subtotal)}, ` +
        `discount ${dollars(totals.discount_subtotal)}, tax ${dollars(totals.tax_total)}, ` +
        `total ${dollars(totals.total)}`,
    )
    const net = expected.netCents / 100
    this.expect(
      `${title} as worked out`,
      {
        goods: expected.subtotalCents / 100,
        discount: expected.discountCents / 100,
        tax: expected.exactTotal - net,
        total: expected.exactTotal,
        "total in whole cents": expected.totalCents,
      },
      {
        goods: totals.item_subtotal,
        discount: totals.discount_subtotal,
        tax: totals.tax_total,
        total: totals.total,
        "total in whole cents": Math.round(totals.total * 100),
      },
    )
  }

  /** The engine's books, as they are now. */
  books(): Promise<Books> {
    return this.simulator.get<Books>("/_sim/books")
  }

  /** Asks until the answer is there. */
  async until<T>(what: string, limitMs: number, ask: () => Promise<T | undefined>): Promise<T> {
    for (const deadline = Date.now() + limitMs; Date.now() < deadline;) {
      const answer = await ask()
      if (answer !== undefined) {
        return answer
      }
      await sleep(POLL_MS)
    }
    throw new Error(`${what} did not happen within ${limitMs / 1_000} s.`)
  }
}

/** Money as a person reads it. */
export const dollars = (amount: number): string => `$${amount.toFixed(2)}`

/** The member's line of the books. */
export function memberOf(books: Books, memberId: string): BookedMember {
  const member = books.members.find((candidate) => candidate.memberId === memberId)
  if (!member) {
    throw new Error(`The simulator's books have no member ${memberId}.`)
  }
  return member
}

/** What the arithmetic needs to know of a member. */
export const stateOf = ({ points, tier, punches }: BookedMember): MemberBefore => ({
  points,
  tier,
  candyPunches: punches[CANDY_CLUB] ?? 0,
})

/** Whether the member can pay for the redemption that the walkthrough wants. */
export const canRedeem = ({ points }: { points: number }): boolean => points >= REDEMPTION.points
