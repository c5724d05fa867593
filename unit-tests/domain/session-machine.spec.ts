import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { isLoyaltyError } from "../../src/modules/loyalty/domain/errors"
import {
  INITIAL_STATUS,
  SESSION_EDGES,
  SESSION_STATUSES,
  type SessionStatus,
  TERMINAL_STATUSES,
  assertTransition,
  canTransition,
  checkGraph,
  isTerminal,
  stateDiagram,
} from "../../src/modules/loyalty/domain/session-machine"

const LEGAL = [
  "active>pending_finalization",
  "active>failed",
  "pending_finalization>finalized",
  "pending_finalization>failed",
]

describe("the session machine", () => {
  it("has nothing wrong with its graph", () => {
    expect(checkGraph(SESSION_EDGES)).toEqual([])
  })

  it.each(SESSION_STATUSES.flatMap((from) => SESSION_STATUSES.map((to) => [from, to] as const)))(
    "decides about %s to %s",
    (from, to) => {
      const legal = LEGAL.includes(`${from}>${to}`)
      expect(canTransition(from, to)).toBe(legal)
      try {
        assertTransition(from, to)
        expect(legal).toBe(true)
      } catch (error) {
        expect(legal).toBe(false)
        expect(isLoyaltyError(error)).toBe(true)
        expect(error).toMatchObject({
          code: "illegal_transition",
          retryable: false,
          message: `a loyalty session cannot move from ${from} to ${to}`,
        })
      }
    },
  )

  it("ends in finalized and failed and nowhere else", () => {
    expect(SESSION_STATUSES.filter(isTerminal)).toEqual([...TERMINAL_STATUSES])
  })

  it("reaches every state and never leaves a terminal one, whatever is asked of it", () => {
    const reached = new Set<SessionStatus>([INITIAL_STATUS])
    const requests = fc.array(fc.constantFrom(...SESSION_STATUSES), { maxLength: 20 })
    fc.assert(
      fc.property(requests, (targets) => {
        let status: SessionStatus = INITIAL_STATUS
        for (const target of targets) {
          const ended = isTerminal(status)
          if (canTransition(status, target)) {
            expect(ended).toBe(false)
            status = target
            reached.add(status)
          }
        }
      }),
      { seed: 4, numRuns: 200 },
    )
    expect([...reached].sort()).toEqual([...SESSION_STATUSES].sort())
  })

  it("draws itself", () => {
    expect(stateDiagram()).toBe(`stateDiagram-v2
  [*] --> active
  active --> pending_finalization
  active --> failed
  pending_finalization --> finalized
  pending_finalization --> failed
  finalized --> [*]
  failed --> [*]
`)
  })
})

describe("checkGraph", () => {
  it("names every kind of problem", () => {
    const problems = checkGraph(
      { start: ["middle", "ghost"], middle: [], island: ["end"], end: ["start"] },
      { initial: "start", terminal: ["end", "heaven"] },
    )
    expect(problems).toEqual([
      "unknown state: heaven",
      "unknown state: ghost",
      "unreachable: island",
      "unreachable: end",
      "dead end: middle",
      "terminal with a way out: end",
    ])
  })

  it("survives circles", () => {
    expect(checkGraph({ a: ["b"], b: ["a"] }, { initial: "a", terminal: [] })).toEqual([])
  })
})
