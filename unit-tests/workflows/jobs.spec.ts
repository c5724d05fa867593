import { LoyaltyError } from "../../src/modules/loyalty/domain/errors"
import type { LoyaltyModuleService } from "../../src/modules/loyalty/service"
import { expireSessions } from "../../src/workflows/loyalty/flows/expire-sessions"
import { reconcileOrders } from "../../src/workflows/loyalty/flows/reconcile-orders"
import { resealSecrets } from "../../src/workflows/loyalty/flows/reseal-secrets"
import { runJob } from "../../src/workflows/loyalty/flows/run-job"
import { JobLease } from "../../src/workflows/loyalty/utils/job-lease"
import { sessionOf } from "./snapshots"
import { containerOf } from "./stand-ins"

/** A run that is over after so many looks at it. */
const runOf = (looks = Infinity) => ({ isOver: () => --looks < 0 })

/** A list of rows, read page by page as a service reads them. */
const pagesOf =
  (ids: readonly string[], more: object = {}) =>
  ({ after, limit }: { after: string; limit: number }) =>
    Promise.resolve(
      ids
        .filter((id) => id > after)
        .slice(0, limit)
        .map((id) => ({ id, order_id: `order_${id}`, session_id: `lses_${id}`, ...more })),
    )

/** Orders of a store whose engine is away, and then of one that is well. */
const ofTwoStores = (count: number) => async (page: { after: string; limit: number }) =>
  (await pagesOf(numbered(count))(page)).map((row) => {
    const name = Number(row.id) < 1_000 + count / 2 ? "away" : "well"
    return { ...row, session_id: `lses_${name}`, store_id: `store_${name}` }
  })

const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => String(1_000 + index))

describe("the nightly comparison with an engine", () => {
  const status = {
    status: "finalized",
    transaction_id: null,
    earned_points: null,
    redeemed_points: null,
    reversed: null,
  }

  const compare = async (
    count: number,
    over: object = {},
    reply: object | Error = { ok: false },
  ) => {
    const recorded: unknown[] = []
    const { container, logged } = containerOf({
      options: () => ({ reconcile_days: 7 }),
      ordersToReconcile: pagesOf(numbered(count)),
      sessionById: () => Promise.resolve(sessionOf({ provider_id: "pdi", status: "failed" })),
      connectionFor: () => Promise.resolve({ store_id: "store_1" }),
      provider: () => ({
        status: () => (reply instanceof Error ? Promise.reject(reply) : Promise.resolve(reply)),
      }),
      recordEngineCall: () => Promise.resolve(),
      transactionsOfOrder: () => Promise.resolve([]),
      recordDifferences: ({ differences }: { differences: unknown[] }) => {
        recorded.push(differences)
        return Promise.resolve(differences.length)
      },
      ...over,
    })
    return { figures: await reconcileOrders(container, runOf()), logged, recorded }
  }

  it("stops when the engine is away, and does not ask for every order", async () => {
    const failure = { ok: false, error: { code: "unavailable", outcome: "not_applied" } }
    const { figures } = await compare(200, {}, failure)
    // Four are asked about at a time, and after 25 without an answer no more.
    expect(figures).toEqual({
      ...{ compared: 0, differences: 0, found: 0 },
      ...{ unanswered: 28, left_out: 172 },
    })
  })

  it("goes on with another store whose engine answers", async () => {
    const { figures } = await compare(
      200,
      {
        ordersToReconcile: ofTwoStores(200),
        sessionById: (id: string) =>
          Promise.resolve(id === "lses_away" ? null : sessionOf({ provider_id: "pdi" })),
      },
      { ok: true, value: status },
    )
    expect(figures).toMatchObject({ compared: 100, unanswered: 28, left_out: 72 })
  })

  it("counts orders whose session is gone, or whose store does not open, as unanswered", async () => {
    const gone = await compare(2, { sessionById: () => Promise.resolve(null) })
    const closed = new LoyaltyError("credentials_unreadable", "They do not open")
    const shut = await compare(2, { connectionFor: () => Promise.reject(closed) })
    expect([gone.figures.unanswered, shut.figures.unanswered]).toEqual([2, 2])
  })

  it("does not hide a bug behind an engine that is away", async () => {
    await expect(compare(1, {}, new Error("a bug"))).rejects.toThrow("a bug")
  })

  it("names what stands on one side only", async () => {
    const { figures, logged } = await compare(1, {}, { ok: true, value: status })
    expect(figures).toMatchObject({ compared: 1, unanswered: 0 })
    expect(figures.differences).toBeGreaterThan(0)
    expect(logged[0]).toContain("loyalty: order order_1000 differs from the engine in")
  })

  it("says nothing again of differences that are listed already", async () => {
    const { logged } = await compare(
      1,
      { recordDifferences: () => Promise.resolve(0) },
      { ok: true, value: status },
    )
    expect(logged).toEqual([])
  })
})

describe("sealing with the newest key", () => {
  const reseal = (looks?: number) =>
    resealSecrets(
      containerOf({
        sealedWithOlderKeys: (kind: string, page: { after: string; limit: number }) =>
          pagesOf(kind === "credentials" ? ["1", "2"] : ["3"])(page),
        reseal: (_kind: string, { id }: { id: string }) => Promise.resolve(id !== "2"),
      }).container,
      runOf(looks),
    )

  it("counts what no key opens, and goes on", async () => {
    expect(await reseal()).toEqual({ resealed: 3, unreadable: 1 })
  })

  it("stops between two when its run is over", async () => {
    expect(await reseal(1)).toEqual({ resealed: 1, unreadable: 0 })
  })
})

describe("ending what has expired", () => {
  const expire = async (payment: object[], looks?: number) => {
    const { container } = containerOf(
      {
        databaseTime: () => Promise.resolve(new Date()),
        expiredSessions: pagesOf(["1", "2"], { expires_at: new Date() }),
        sessionById: () => Promise.resolve(sessionOf({ status: "active", cart_id: "cart_1" })),
      },
      {
        query: {
          graph: ({ entity }: { entity: string }) =>
            Promise.resolve({
              data:
                entity === "cart_payment_collection"
                  ? [{ payment_collection: { id: "pc", amount: 1, payment_sessions: payment } }]
                  : [],
            }),
        },
      },
    )
    return expireSessions(container, runOf(looks))
  }
  const paying = (status: string) => [{ id: "payses_1", status, amount: 1 }]

  it("leaves carts alone that are paid, or whose payment has begun", async () => {
    expect(await expire(paying("authorized"))).toEqual({ expired: 0, looked_at: 2, failed: 0 })
    expect(await expire(paying("pending"))).toEqual({ expired: 0, looked_at: 2, failed: 0 })
  })

  it("stops between two when its run is over", async () => {
    expect(await expire(paying("authorized"), 1)).toEqual({ expired: 0, looked_at: 1, failed: 0 })
  })
})

describe("a job whose work throws", () => {
  it("does not throw itself, so that it is armed again, and is written as failed", async () => {
    const finished: object[] = []
    const { container, logged } = containerOf({
      options: () => ({ lease_s: 60 }),
      startJob: () => Promise.resolve(true),
      renewJob: () => Promise.resolve(true),
      finishJob: (run: object) => Promise.resolve(finished.push(run) > 0),
    })
    const job = { job: "sweep-orders", work: () => Promise.reject(new Error("a bug")) }

    expect(await runJob(container, job)).toBe(true)
    expect(finished).toEqual([
      expect.objectContaining({ job: "sweep-orders", outcome: "failed", error: "Error" }),
    ])
    expect(logged).toEqual(["loyalty: job sweep-orders failed: Error"])
  })
})

describe("the lease of a job", () => {
  const take = (renewJob: () => Promise<boolean>, taken = true) =>
    JobLease.take(
      { startJob: () => Promise.resolve(taken), renewJob } as unknown as LoyaltyModuleService,
      { job: "sweep-orders", lease_s: 60 },
    )

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] })
  })

  afterEach(() => {
    vi.useRealTimers()
  })

  it("is nobody's while another run has it", async () => {
    const asked = vi.fn(() => Promise.resolve(true))
    expect(await take(asked, false)).toBeNull()
    await vi.advanceTimersByTimeAsync(120_000)
    expect(asked).not.toHaveBeenCalled()
  })

  it("goes on while it is renewed", async () => {
    const lease = await take(() => Promise.resolve(true))
    await vi.advanceTimersByTimeAsync(600_000)
    expect(lease?.isOver()).toBe(false)
    lease?.stop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(lease?.isOver()).toBe(true)
  })

  it("is over once another run took it, for good", async () => {
    const answers = [false, true]
    const lease = await take(() => Promise.resolve(answers.shift() ?? true))
    await vi.advanceTimersByTimeAsync(20_000)
    expect(lease?.isOver()).toBe(true)
    await vi.advanceTimersByTimeAsync(20_000)
    expect(lease?.isOver()).toBe(true)
  })

  it("outlives a database that is away, but not past its end", async () => {
    const lease = await take(() => Promise.reject(new Error("database")))
    await vi.advanceTimersByTimeAsync(59_999)
    expect(lease?.isOver()).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(lease?.isOver()).toBe(true)
  })
})
