import { LoyaltyError } from "../../src/modules/loyalty/domain/errors"
import { sessionOf } from "./snapshots"
import { drain, MEMBER, NOW, operationOf, refused, type Engine } from "./stand-in-outbox"

const HOUR_MS = 3_600_000

describe("a cancel", () => {
  it.each(["session_not_found", "already_finalized", "not_supported"])(
    "is done when the engine answers %s: nothing is left to cancel, or nobody to tell",
    async (code) => {
      const outcome = code === "already_finalized" ? "unknown" : "not_applied"
      const { written } = await drain(operationOf({}), {
        cancel: () => refused(code, { outcome }),
      })
      expect(written).toEqual([["done", undefined]])
    },
  )

  it("tells the engine why, and is done when it no longer knows the session", async () => {
    const asked: unknown[] = []
    const cancel = (_call: unknown, input: unknown) => {
      asked.push(input)
      return refused("session_not_found")
    }
    const snapshots = [{ reason: "expired" }, { reason: 7 }, null]
    for (const snapshot of snapshots) {
      const { written } = await drain(operationOf({ snapshot }), { cancel })
      expect(written.map(([name]) => name)).toEqual(["done"])
    }
    expect(asked).toMatchObject([
      { reason: "expired", session: { message_sequence: 4, transaction_id: "cart_1" } },
      { reason: "released" },
      { reason: "released" },
    ])
  })

  it("repeats what its first attempt said, and says how often it was sent", async () => {
    const sent: unknown[] = []
    const cancel = (_call: unknown, ...said: unknown[]) => {
      sent.push(said)
      return refused("unavailable", { retryable: true })
    }
    const frozen: { body: string }[] = []
    await drain(
      operationOf({ snapshot: { reason: "expired" } }),
      { cancel },
      {
        freezeRequest: (_claim: unknown, { request }: { request: { body: string } }) => {
          frozen.push(request)
          return Promise.resolve(request)
        },
      },
    )
    await drain(
      operationOf({ attempts: 2, sealed_body: "sealed" }),
      { cancel },
      { nextMessageSequence: () => Promise.resolve(5), openRequest: () => frozen[0] },
    )
    const said = expect.objectContaining({
      reason: "expired",
      session: expect.objectContaining({ message_sequence: 4 }) as unknown,
    }) as unknown
    expect(sent).toEqual([
      [said, 0],
      [said, 1],
    ])
  })

  it("of no session, or of one that is gone, tells nobody", async () => {
    const nobody = await drain(operationOf({ session_id: null }))
    const gone = await drain(operationOf({}), {}, { sessionById: () => Promise.resolve(null) })
    expect([nobody.written, gone.written]).toEqual([[["done", undefined]], [["done", undefined]]])
  })

  it("waits as long as the engine asks it to", async () => {
    const cancel = () => refused("rate_limited", { retryable: true, retry_after_s: 86_400 })
    const { written, told } = await drain(operationOf({}), { cancel })
    expect(written).toEqual([
      ["postponed", expect.objectContaining({ status: "due", delay_s: 86_400 })],
    ])
    expect(told).toEqual([["operation", "rate_limited"]])
  })

  it("is given up when the engine will never take it, or has not for three days", async () => {
    const never = await drain(operationOf({}), { cancel: () => refused("invalid_request") })
    expect(never.figures).toEqual({ claimed: 1, done: 0, postponed: 0, dead: 1 })
    const since = (hours: number) => new Date(NOW.getTime() - hours * HOUR_MS)
    const cancel = () => refused("unavailable", { retryable: true })
    const old = await drain(operationOf({ first_attempt_at: since(24 * 60) }), { cancel })
    expect(old.figures.dead).toBe(1)
    const fresh = await drain(operationOf({ first_attempt_at: null }), { cancel })
    expect(fresh.figures).toMatchObject({ dead: 0, postponed: 1 })
  })

  it("is not given up by a machine whose clock has leapt into the future", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: NOW.getTime() + 90 * 24 * HOUR_MS })
    const cancel = () => refused("unavailable", { retryable: true })
    const { figures } = await drain(operationOf({}), { cancel }).finally(() => vi.useRealTimers())
    expect(figures).toMatchObject({ dead: 0, postponed: 1 })
  })

  it("whose answer stayed away is unknown, even where a repetition is refused", async () => {
    const cancel = () => refused("timeout", { outcome: "unknown" })
    const { written } = await drain(operationOf({}), { cancel })
    expect(written).toMatchObject([["postponed", { status: "unknown", is_unknown: true }]])
  })

  it("that meets a fault is logged without its words for the row, and tried again", async () => {
    const cancel = () => {
      throw new Error("socket")
    }
    const { written, logged } = await drain(operationOf({}), { cancel })
    expect(logged).toEqual(["loyalty: operation lop_1 (cancel) failed: Error"])
    expect(written).toMatchObject([
      ["postponed", { status: "due", error_code: "unavailable", is_unknown: false }],
    ])
    const sent = await drain(operationOf({ sealed_body: "sealed" }), { cancel })
    expect(sent.written).toMatchObject([["postponed", { status: "unknown", is_unknown: true }]])
  })

  it("whose request does not open waits, and its row says what a person can do", async () => {
    const openRequest = () => {
      throw new LoyaltyError("credentials_unreadable", "Add the key k1 again")
    }
    const { written } = await drain(operationOf({ sealed_body: "sealed" }), {}, { openRequest })
    expect(written).toMatchObject([
      [
        "postponed",
        { status: "unknown", error_code: "unavailable", message: "Add the key k1 again" },
      ],
    ])
  })
})

describe.each(["finalize", "reverse"] as const)("a %s", (kind) => {
  const grave = kind === "finalize" ? "dead" : "by_hand"

  it("whose session is gone is given up", async () => {
    const nobody = await drain(operationOf({ kind, session_id: null }))
    const gone = await drain(operationOf({ kind }), {}, { sessionById: () => null })
    for (const { written, figures } of [nobody, gone]) {
      expect(figures.dead).toBe(1)
      expect(written.map(([name]) => name)).toEqual([grave])
    }
  })

  it("waits for a person while its store's credentials do not open", async () => {
    const closed = new LoyaltyError("credentials_unreadable", "They do not open")
    const { written } = await drain(
      operationOf({ kind }),
      {},
      { connectionFor: () => Promise.reject(closed) },
    )
    expect(written).toMatchObject([
      ["postponed", { status: "due", error_code: "unavailable", message: "They do not open" }],
    ])
  })

  it("that meets a fault before its engine is known is tried again", async () => {
    const { written, logged } = await drain(
      operationOf({ kind }),
      {},
      { connectionFor: () => Promise.reject(new Error("database")) },
    )
    expect(logged).toEqual([`loyalty: operation lop_1 (${kind}) failed: Error`])
    expect(written).toMatchObject([["postponed", { status: "due" }]])
  })
})

describe("a reversal that the engine refuses", () => {
  const reversal = { lines: [], granted_rewards: [], earned_points: 1, redeemed_points: 0 }
  const frozen = operationOf({
    kind: "reverse",
    order_id: "order_1",
    sealed_body: "sealed",
    snapshot: { reversal },
  })
  const reverse = (reply: object, over: Record<string, unknown> = {}) =>
    drain(
      frozen,
      { reverse: () => reply, capabilities: () => new Set(["reverse"]) },
      {
        isSettledByHand: () => Promise.resolve(false),
        openRequest: () => ({ idempotency_key: "k", body: "{}" }),
        ...over,
      },
    )

  it.each([
    ["in_progress", { status: "unknown", is_unknown: true }],
    ["auth_failed", { status: "due", is_unknown: false }],
    ["not_supported", { status: "due", is_unknown: false }],
  ])("as %s is sent again", async (code, row) => {
    const { written } = await reverse(refused(code))
    expect(written).toMatchObject([["postponed", { error_code: code, ...row }]])
  })

  it("as invalid is left to a person", async () => {
    const { written, figures } = await reverse(refused("invalid_request"))
    expect(figures.dead).toBe(1)
    expect(written).toMatchObject([["by_hand", { status: "dead" }]])
  })

  it("as made before is booked without a balance", async () => {
    const booked: unknown[] = []
    const recordReversed = (_claim: unknown, what: unknown) => {
      booked.push(what)
      return Promise.resolve(null)
    }
    const engine = { reverse: () => refused("already_finalized") }
    const { figures } = await drain({ ...frozen, was_unknown: true }, engine, { recordReversed })
    expect(figures.done).toBe(1)
    expect(booked).toMatchObject([{ outcome: { points_balance: null }, reversal }])
  })

  it("by an engine that takes nothing of a finalized sale is left to a person", async () => {
    const { written, figures } = await reverse(refused("already_finalized"))
    expect(figures.dead).toBe(1)
    expect(written).toMatchObject([
      ["by_hand", { status: "dead", failure: { error_code: "already_finalized" } }],
    ])
  })

  it("is not sent once a person has settled it", async () => {
    const sent = () => {
      throw new Error("It was sent")
    }
    const { written } = await drain(
      frozen,
      { reverse: sent },
      { isSettledByHand: () => Promise.resolve(true) },
    )
    expect(written).toEqual([["done", undefined]])
  })

  it("by an engine that takes none is left to a person before anything is sent", async () => {
    const { written } = await drain(operationOf({ kind: "reverse" }), {
      capabilities: () => new Set(),
    })
    expect(written).toMatchObject([
      ["by_hand", { status: "done", failure: { error_code: "not_supported" } }],
    ])
  })
})

describe("a reversal that was not sent yet", () => {
  const reversal = { lines: [], granted_rewards: [], earned_points: 1, redeemed_points: 0 }
  const operation = operationOf({ kind: "reverse", order_id: "order_1", snapshot: { reversal } })
  const digitsWith = async (finalize: object | null) => {
    const frozen: unknown[] = []
    await drain(
      operation,
      {
        capabilities: () => new Set(["reverse"]),
        freezeReversal: (_connection, snapshot) => void frozen.push(snapshot),
        reverse: () => refused("invalid_request"),
      },
      {
        sessionById: () => Promise.resolve(sessionOf({ cart_id: "cart_1", currency_code: "huf" })),
        operationOfOrder: () => Promise.resolve(finalize),
        freezeRequest: () => Promise.resolve({ idempotency_key: "k", body: "{}" }),
      },
    )
    return frozen
  }

  it("tells amounts with the digits that the order was placed with", async () => {
    const placed = { snapshot: { placement: { currency_digits: 0 } } }
    expect(await digitsWith(placed)).toMatchObject([{ currency_digits: 0 }])
  })

  it("goes by the currency where an order says nothing of its digits", async () => {
    expect(await digitsWith(null)).toMatchObject([{ currency_digits: 2 }])
  })
})

describe("a sync", () => {
  const sync = (history: () => unknown, over: Record<string, unknown> = {}) =>
    drain(
      operationOf({ kind: "sync" }),
      { history, capabilities: () => new Set(["history"]) },
      over,
    )
  const page = (next_cursor: string | null) => ({ ok: true, value: { next_cursor, entries: [] } })

  it("asks for page after page, and for twenty at most", async () => {
    const cursors = ["2", "3", null]
    const three = await sync(() => page(cursors.shift() ?? null))
    expect(three.written.map(([name]) => name)).toEqual(["history", "history", "history", "done"])
    const endless = await sync(() => page("again"))
    expect(endless.written).toHaveLength(21)
  })

  it("asks for no more pages once another worker has it", async () => {
    let pages = 0
    const next = () => {
      pages += 1
      return page("again")
    }
    await sync(next, { storeSynced: () => Promise.resolve(false) })
    expect(pages).toBe(1)
  })

  it("that the engine cannot answer now is tried again", async () => {
    const { written } = await sync(() => refused("unavailable", { retryable: true }))
    expect(written).toMatchObject([["postponed", { error_code: "unavailable" }]])
  })

  it.each([
    ["a member that is gone", { memberById: () => null }],
    [
      "a member who is erased, or about to be",
      { memberById: () => ({ ...MEMBER, erase_requested_at: NOW }) },
    ],
    ["a store that is gone", { storeConfig: () => null }],
    ["a store that is switched off", { storeConfig: () => ({ enabled: false }) }],
    [
      "a member of an account that the store has left",
      { storeConfig: () => ({ enabled: true, provider_id: "pdi", participant_id: "OTHER" }) },
    ],
  ])("of %s asks nobody", async (_who, over) => {
    const { written } = await sync(() => page(null), over)
    expect(written).toEqual([["done", undefined]])
  })

  it("asks no engine without a history, and none for an operation without a member", async () => {
    const without = await drain(operationOf({ kind: "sync" }), { capabilities: () => new Set() })
    const nobody = await drain(operationOf({ kind: "sync", member_id: null }))
    expect([without.written, nobody.written]).toEqual([
      [["done", undefined]],
      [["done", undefined]],
    ])
  })
})

describe("several operations that are due", () => {
  const at = (second: number) => new Date(`2026-03-16T14:00:0${second}Z`)
  const due = (id: string, member_id: string | null, second: number) =>
    operationOf({ id, member_id, created_at: at(second), snapshot: { reason: id } })

  it("are sent at once, but for those of one member, which take turns from the oldest", async () => {
    const begun: string[] = []
    const answers = new Map<string, () => void>()
    const cancel = async (_call: unknown, { reason }: { reason: string }) => {
      begun.push(reason)
      await new Promise<void>((resolve) => answers.set(reason, resolve))
      return { ok: true }
    }
    const asked: { limit: number }[] = []
    const batch = [
      due("younger", "lmem_1", 2),
      due("other", "lmem_2", 3),
      due("older", "lmem_1", 1),
    ]
    const drained = drain(operationOf({}), { cancel } as Engine, {
      claimOperations: (input: { limit: number }) => {
        asked.push(input)
        return Promise.resolve(batch.splice(0, 8))
      },
    })

    await vi.waitFor(() => expect(begun).toEqual(["older", "other"]))
    answers.get("older")?.()
    await vi.waitFor(() => expect(begun).toEqual(["older", "other", "younger"]))
    answers.get("younger")?.()
    answers.get("other")?.()

    const { figures } = await drained
    expect(figures).toEqual({ claimed: 3, done: 3, postponed: 0, dead: 0 })
    // Five is what a run may send here; what is left of it is asked for next.
    expect(asked.map(({ limit }) => limit)).toEqual([5, 2])
  })

  it("of one member are claimed one by one, and now and then more are asked for", async () => {
    const asked: number[] = []
    const { figures } = await drain(
      operationOf({}),
      { cancel: () => ({ ok: true }) },
      {
        options: () => ({ drain_batch: 40, lease_s: 60, default_country: "US" }),
        claimOperations: ({ limit }: { limit: number }) => {
          asked.push(limit)
          return Promise.resolve([due(`number ${asked.length}`, "lmem_1", 1)])
        },
      },
    )
    expect(figures.done).toBe(40)
    const ones = Array.from({ length: 16 }, () => 1)
    expect(asked).toEqual([8, ...ones, 2, ...ones, 2, ...ones.slice(0, 5)])
  })

  it("end before the run does, when one of them cannot be recorded", async () => {
    const recorded: string[] = []
    const batch = [due("first", "lmem_1", 1), due("second", "lmem_2", 2)]
    const recordDone = async ({ operation_id }: { operation_id: string }) => {
      if (operation_id === "first") {
        throw new Error("no connection")
      }
      await Promise.resolve()
      recorded.push(operation_id)
    }
    const drained = drain(
      operationOf({}),
      { cancel: () => ({ ok: true }) },
      { claimOperations: () => Promise.resolve(batch.splice(0, 8)), recordDone },
    )
    await expect(drained).rejects.toThrow("no connection")
    expect(recorded).toEqual(["second"])
  })
})
