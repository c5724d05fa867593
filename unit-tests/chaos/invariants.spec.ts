import type { Evidence } from "../../chaos/invariants/evidence"
import { check, type Invariant } from "../../chaos/invariants/invariants"

const ORDER = "order_1"
const SESSION = "lses_1"

/** One order that went well, as rows, books and texts show it. */
const sound = (): Evidence => ({
  orders: [{ order_id: ORDER, placed_ms: 900, expected: "finalized" }],
  limits: { placed_ms: 1_000, sockets: 24, memory_mb: 450 },
  sessions: [
    {
      id: SESSION,
      cart_id: "cart_1",
      order_id: ORDER,
      status: "finalized",
      failure_reason: null,
    },
  ],
  operations: [
    {
      id: "lop_1",
      kind: "finalize",
      order_id: ORDER,
      session_id: SESSION,
      status: "done",
      fence: 1,
      attempts: 1,
    },
  ],
  transactions: [
    {
      order_id: ORDER,
      operation_id: "lop_1",
      kind: "finalize",
      earned_points: 22,
      redeemed_points: 0,
    },
  ],
  transitions: [
    { session_id: SESSION, from: null, to: "active" },
    { session_id: SESSION, from: "active", to: "pending_finalization" },
    { session_id: SESSION, from: "pending_finalization", to: "finalized" },
  ],
  rewards: [
    {
      session_id: SESSION,
      provider_reward_id: "CLUB",
      amount: 287,
      allocations: [{ amount: 98 }, { amount: 189 }],
    },
  ],
  grants: [{ order_id: ORDER, on_order: 287, granted: 287 }],
  books: {
    members: [],
    sessions: [],
    history: [],
    commitsByTransaction: { [ORDER]: 1 },
    transactions: [
      {
        transactionId: ORDER,
        sessionId: "sess_1",
        memberId: "M",
        idempotencyKey: "fin:1",
        bodyHash: "",
        earnedPoints: 22,
        redeemedPoints: 0,
        finalAmount: 7.78,
        receiptId: "R",
        newBalance: 5_022,
        committedAt: "2026-01-01T00:00:00Z",
        appliedRewards: [],
        kind: "finalize",
        reversalId: null,
      },
    ],
  },
  finalizes: [sent("fin:1")],
  texts: { "the log": "all is well" },
  secrets: ["4155550100"],
  usage: { sockets: 12, memory_mb: 400 },
})

const sent = (key: string): Evidence["finalizes"][number] => ({
  seq: 1,
  at: "2026-01-01T00:00:00Z",
  endpoint: "finalize",
  method: "POST",
  headers: { "idempotency-key": key },
  body: { transactionId: ORDER },
  query: {},
  status: 200,
  fault: null,
  effect: true,
})

type Tamper = (evidence: Evidence) => Partial<Evidence>
const spoilt = <T extends object>(rows: readonly T[], change: Partial<T>): T[] =>
  rows.map((row) => ({ ...row, ...change }))

const TAMPERED: readonly [Invariant, string, Tamper][] = [
  [
    "I1",
    "an order took too long",
    ({ orders }) => ({ orders: spoilt(orders, { placed_ms: 1_001 }) }),
  ],
  [
    "I2",
    "the engine booked an order twice",
    ({ books }) => ({ books: { ...books, commitsByTransaction: { [ORDER]: 2 } } }),
  ],
  ["I2", "an order was sent under two keys", () => ({ finalizes: [sent("fin:1"), sent("fin:2")] })],
  [
    "I3",
    "a finalize is still on its way",
    ({ sessions }) => ({ sessions: spoilt(sessions, { status: "pending_finalization" }) }),
  ],
  [
    "I3",
    "the engine never booked it",
    ({ books }) => ({ books: { ...books, commitsByTransaction: {} } }),
  ],
  ["I4", "our books say something else", () => ({ transactions: [] })],
  [
    "I4",
    "an error in points earned and redeemed that cancels out",
    ({ transactions }) => ({
      transactions: spoilt(transactions, { earned_points: 522, redeemed_points: 500 }),
    }),
  ],
  [
    "I4",
    "a shopper who paid with points that nobody redeemed",
    ({ orders }) => ({ orders: spoilt(orders, { pays_points: 500 }) }),
  ],
  [
    "I5",
    "more discount than granted",
    ({ grants }) => ({ grants: spoilt(grants, { granted: 286 }) }),
  ],
  [
    "I6",
    "a finalized session failed",
    ({ transitions }) => ({
      transitions: [...transitions, { session_id: SESSION, from: "finalized", to: "failed" }],
    }),
  ],
  [
    "I7",
    "two sessions of one cart",
    ({ sessions }) => ({ sessions: [...sessions, { ...sessions[0]!, id: "lses_2" }] }),
  ],
  [
    "I7",
    "an operation about another order",
    ({ operations }) => ({ operations: spoilt(operations, { order_id: "order_2" }) }),
  ],
  ["I8", "a phone number in the log", () => ({ texts: { "the log": "+14155550100 called" } })],
  ["I9", "a socket too many", () => ({ usage: { sockets: 25, memory_mb: 400 } })],
  ["I9", "memory that is not let go", () => ({ usage: { sockets: 12, memory_mb: 451 } })],
  [
    "I10",
    "a share of half a cent",
    ({ rewards }) => ({ rewards: spoilt(rewards, { amount: 286.5 }) }),
  ],
  [
    "I10",
    "shares that do not add up",
    ({ rewards }) => ({ rewards: spoilt(rewards, { amount: 288 }) }),
  ],
  [
    "I12",
    "a move without its row",
    ({ transitions }) => ({ transitions: transitions.slice(0, 2) }),
  ],
]

const wrongIn = (evidence: Evidence): Invariant[] =>
  [...check(evidence)].filter(([, { wrong }]) => wrong.length > 0).map(([name]) => name)

describe("invariants", () => {
  it("hold for what went well, and each looked at something", () => {
    const findings = check(sound())

    expect(wrongIn(sound())).toEqual([])
    expect([...findings.keys()]).toHaveLength(11)
  })

  it.each(TAMPERED)("%s bites when there is %s", (invariant, _, tamper) => {
    const evidence = sound()

    expect(wrongIn({ ...evidence, ...tamper(evidence) })).toContain(invariant)
  })

  describe("after a reversal", () => {
    const reversed = (ours: number, theirs: number): Evidence => {
      const { transactions, books, ...rest } = sound()
      const [row] = transactions
      const [booked] = books.transactions
      const taken = { kind: "reverse", earned_points: -ours, redeemed_points: 0 }
      const takenThere = { kind: "reverse" as const, earnedPoints: theirs, reversalId: "rev:1" }
      return {
        ...rest,
        transactions: [row!, { ...row!, ...taken }],
        books: { ...books, transactions: [booked!, { ...booked!, ...takenThere }] },
      }
    }

    it("hold where our rows, which are negative, and the engine's books say the same", () => {
      expect(wrongIn(reversed(7, 7))).toEqual([])
    })

    it("I4 bites when the engine took back something else, or the opposite", () => {
      expect(wrongIn(reversed(7, 8))).toEqual(["I4"])
      expect(wrongIn(reversed(-7, 7))).toEqual(["I4"])
    })
  })

  it("that have nothing to look at do not count as checked", () => {
    expect([...check({ ...sound(), rewards: [], usage: null }).keys()]).not.toContain("I10")
  })
})
