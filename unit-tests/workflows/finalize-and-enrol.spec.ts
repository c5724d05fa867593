import { drain, operationOf, refused, type Engine } from "./stand-in-outbox"

describe("a finalize", () => {
  const REWARDS = [
    { provider_reward_id: "A", points_cost: 0, amount: 100, allocations: [] },
    { provider_reward_id: "PTS", points_cost: 500, amount: 100, allocations: [] },
  ]
  const frozen = (over: object = {}) =>
    operationOf({
      kind: "finalize",
      order_id: "order_1",
      sealed_body: "sealed",
      snapshot: {
        placement: { rewards: REWARDS },
        fulfilled: { granted_rewards: [], redeemed_points: 300 },
      },
      ...over,
    })
  const finalize = (
    reply: object,
    engine: Engine = {},
    over: object = {},
    operation: object = {},
  ) =>
    drain(
      frozen(operation),
      { finalize: () => reply, ...engine },
      {
        openRequest: () => ({ idempotency_key: "k", body: "{}" }),
        operationOfOrder: () => Promise.resolve(null),
        modules: { query: { graph: () => Promise.resolve({ data: [] }) } },
        ...over,
      },
    )
  const status = (over: object) => ({
    status: () => ({
      ok: true,
      value: {
        status: "finalized",
        transaction_id: "order_1",
        earned_points: null,
        redeemed_points: null,
        points_balance: null,
        receipt_id: null,
        ...over,
      },
    }),
  })

  it.each([
    ["in_progress", { status: "unknown" }],
    ["auth_failed", { status: "due" }],
  ])("that the engine answers with %s is sent again", async (code, row) => {
    const { written } = await finalize(refused(code))
    expect(written).toMatchObject([["postponed", { error_code: code, ...row }]])
  })

  it("that was booked before adopts what the engine says, and what was asked where it is silent", async () => {
    const silent = await finalize(refused("already_finalized"), status({}))
    expect(silent.written).toMatchObject([
      ["finalized", { outcome: { earned_points: 0, redeemed_points: 300, duplicate: true } }],
    ])
    const says = status({ transaction_id: null, earned_points: 12, redeemed_points: 500 })
    const named = await finalize(refused("already_finalized"), says)
    expect(named.written).toMatchObject([
      ["finalized", { outcome: { earned_points: 12, redeemed_points: 500 } }],
    ])
  })

  it.each([
    ["none of them", 0, { points: 500, amount: 100, details: { reward_ids: ["PTS"] } }],
    ["some of them", 200, { points: 300, amount: 0, details: { reward_ids: [] } }],
    ["all of them", 500, null],
  ])("whose lost answer turns out to have taken %s of its points", async (_, taken, due) => {
    const fulfilled = { granted_rewards: REWARDS, redeemed_points: 500 }
    const snapshot = { placement: { rewards: REWARDS }, fulfilled }
    const { written } = await drain(
      frozen({ was_unknown: true, snapshot }),
      status({ redeemed_points: taken }),
    )
    const told = due && { kind: "reward_rejected_at_finalize", ...due }
    expect(written).toMatchObject([["finalized", { due: told }]])
  })

  it("that a person has settled with the engine is not sent again", async () => {
    const settled = { isSettledByHand: () => Promise.resolve(true) }
    const { written } = await drain(frozen({ attempts: 2, was_unknown: true }), {}, settled)
    expect(written).toMatchObject([["dead", { message: "A person has settled it" }]])
  })

  it.each(["member_not_found", "member_inactive"])(
    "that the engine refuses with %s is over, and what was granted is due",
    async (code) => {
      const { written, figures } = await finalize(refused(code))
      expect(figures.done).toBe(1)
      expect(written).toMatchObject([
        [
          "refused",
          {
            failure: { error_code: code },
            due: { kind: "member_refused_at_finalize", points: 500, amount: 200 },
          },
        ],
      ])
    },
  )

  describe("of a member whose number does not open", () => {
    const nameless = {
      placement: { rewards: REWARDS },
      fulfilled: { granted_rewards: [], redeemed_points: 300 },
      identifier_lost: true,
    }
    const refusedWith = async (code: string, over: object = {}) => {
      const thawed: unknown[] = []
      const { written } = await finalize(
        refused(code, over),
        {},
        { thawRequest: (claim: unknown) => Promise.resolve(thawed.push(claim) > 0) },
        { snapshot: nameless },
      )
      return { written, thawed }
    }

    it.each(["member_not_found", "invalid_request"])(
      "waits for its key, and is frozen anew, where the engine says %s",
      async (code) => {
        const { written, thawed } = await refusedWith(code)
        const message = expect.stringContaining("does not open") as string
        expect(written).toMatchObject([["postponed", { status: "due", error_code: code, message }]])
        expect(thawed).toEqual([{ operation_id: "lop_1", fence: 7 }])
      },
    )

    it("says the same again where it may have arrived", async () => {
      const { written, thawed } = await refusedWith("invalid_request", { outcome: "unknown" })
      expect(written).toMatchObject([["postponed", { status: "unknown" }]])
      expect(thawed).toEqual([])
    })

    it("is over where the engine knows the member and refuses it", async () => {
      const { written, thawed } = await refusedWith("member_inactive")
      expect(written.map(([name]) => name)).toEqual(["refused"])
      expect(thawed).toEqual([])
    })
  })

  it("that was booked for another order is left to a person", async () => {
    const { figures, written } = await finalize(
      refused("already_finalized"),
      status({ transaction_id: "order_2" }),
    )
    expect(figures.dead).toBe(1)
    expect(written).toMatchObject([["dead", { message: expect.stringContaining("another") }]])
  })

  it("whose books are ahead of its status is asked about again", async () => {
    const { written } = await finalize(refused("already_finalized"), status({ status: "active" }))
    expect(written).toMatchObject([
      ["postponed", { status: "unknown", error_code: "already_finalized" }],
    ])
  })

  describe("that may have arrived", () => {
    const again = async (engine: Engine, over: object = {}) => {
      const sent: unknown[] = []
      const outcome = { earned_points: 12, redeemed_points: 300, rejected_rewards: [] }
      const { written } = await drain(
        frozen({ attempts: 3, was_unknown: true, ever_unknown: true, ...over }),
        {
          finalize: (_call: unknown, request: unknown) => {
            sent.push(request)
            return { ok: true, value: { ...outcome, duplicate: true } }
          },
          ...engine,
        },
      )
      return { sent, written }
    }

    it("is not sent again while the engine works on it", async () => {
      const { sent, written } = await again(status({ status: "pending_finalization" }))
      expect(sent).toEqual([])
      expect(written).toMatchObject([
        ["postponed", { status: "unknown", error_code: "in_progress" }],
      ])
    })

    it("is sent again, the same, to an engine that says it has it and not what it earned", async () => {
      const { sent, written } = await again(status({}))
      expect(sent).toEqual([{ idempotency_key: "k", body: "{}" }])
      expect(written).toMatchObject([["finalized", { outcome: { earned_points: 12 } }]])
    })

    it("is booked as it was told where it cannot be sent again as it was", async () => {
      const { sent, written } = await again(status({}), { ever_unknown: false })
      expect(sent).toEqual([])
      expect(written).toMatchObject([["finalized", { outcome: { earned_points: 0 } }]])
    })
  })

  it("whose fate the engine cannot tell stays unknown", async () => {
    const { written } = await finalize(refused("already_finalized"), {
      status: () => refused("unavailable"),
    })
    expect(written).toMatchObject([["postponed", { status: "unknown" }]])
  })

  it("is not thinned out while its answer is unknown, or once another worker has it", async () => {
    const details = { reward_ids: ["A"] }
    const unsure = await finalize(refused("reward_not_available", { outcome: "unknown", details }))
    expect(unsure.written).toMatchObject([
      ["postponed", { status: "unknown", error_code: "reward_not_available" }],
    ])
    const taken = await finalize(
      refused("reward_not_available", { details }),
      {},
      { thawRequest: () => Promise.resolve(false) },
    )
    expect([taken.figures.done, taken.written]).toEqual([1, []])
  })

  it.each([
    ["order", {}, {}],
    ["placement", {}, { snapshot: null }],
    ["order id", {}, { order_id: null }],
  ])("without its %s is given up before anything is sent", async (_what, over, operation) => {
    const { written } = await drain(
      frozen({ sealed_body: null, ...operation }),
      {},
      {
        ...over,
        modules: { query: { graph: () => Promise.resolve({ data: [] }) } },
      },
    )
    expect(written).toMatchObject([["dead", { message: "The order is gone" }]])
  })
})

describe("an enrolment", () => {
  const ANN = {
    id: "cus_1",
    email: "ann@example.com",
    phone: "415-555-0142",
    created_at: "2026-03-16T14:00:00Z",
  }
  const MADE = { ok: true, value: { provider_member_id: "M1", created: false } }
  const enrol = async (
    customer: object | null,
    {
      operation,
      engine: over_engine,
      ...over
    }: { operation?: object; engine?: Engine; [method: string]: unknown } = {},
    reply: object = MADE,
  ) => {
    const asked: unknown[] = []
    const attempts: unknown[] = []
    const engine = {
      capabilities: () => new Set(["enrol"]),
      freezeEnrol: (_connection: unknown, snapshot: unknown) => ({
        idempotency_key: (snapshot as { idempotency_key: string }).idempotency_key,
        body: JSON.stringify(snapshot),
      }),
      enrol: (_call: unknown, request: unknown, attempt: unknown) => {
        const { body, idempotency_key } = request as { body: string; idempotency_key: string }
        asked.push({ ...(JSON.parse(body) as object), idempotency_key })
        attempts.push(attempt)
        return reply
      },
      ...over_engine,
    }
    const { written } = await drain(
      operationOf({
        kind: "enrol",
        customer_id: "cus_1",
        created_at: new Date(0),
        subject_id: "s",
        attempts: 3,
        ...operation,
      }),
      engine,
      {
        storeEnrolled: () => Promise.resolve({ id: "lmem_1" }),
        ...over,
        modules: {
          customer: { listCustomers: () => Promise.resolve(customer ? [customer] : []) },
        },
      },
    )
    return { written, asked, attempts }
  }

  it.each([
    ["the phone number", ANN, { kind: "phone", value: "+14155550142" }],
    ["the address", { ...ANN, phone: null }, { kind: "email", value: "ann@example.com" }],
    ["the address", { ...ANN, phone: "none" }, { kind: "email", value: "ann@example.com" }],
  ])("is made with %s", async (_what, customer, identifier) => {
    const { asked, attempts, written } = await enrol(customer)
    expect(asked).toMatchObject([
      { identifier, first_name: null, last_name: null, consent: { source: "store_registration" } },
    ])
    expect(attempts).toEqual([2])
    expect(written).toEqual([["done", undefined]])
  })

  it("is over where the store's engine makes no accounts any more", async () => {
    const { written } = await enrol(ANN, {}, refused("not_supported"))
    expect(written).toEqual([["done", undefined]])
    const other = await enrol(ANN, {}, refused("invalid_request"))
    expect(other.written).toMatchObject([["dead", { error_code: "invalid_request" }]])
  })

  describe("whose store got another site since it was sent", () => {
    const sent = { email: "ann@before.example", identifier: { kind: "phone", value: "+1415" } }
    const body = JSON.stringify({ said: "before" })
    const place = { provider_id: "pdi", participant_id: "ACME", site_id: "1" }
    const again = async (operation: object, body: object) => {
      const places: unknown[] = []
      const thawed: unknown[] = []
      const { asked, written } = await enrol(ANN, {
        operation: { sealed_body: "sealed", ...operation },
        openRequest: () => ({ idempotency_key: "k", body: JSON.stringify(body) }),
        storeConfig: () => Promise.resolve({ ...place, site_id: "2", enabled: true }),
        connectionFor: (ref: { site_id: string }) => Promise.resolve(void places.push(ref.site_id)),
        thawRequest: (claim: unknown) => Promise.resolve(thawed.push(claim) > 0),
      })
      expect(written).toEqual([["done", undefined]])
      return { asked, places, thawed }
    }
    const named = (site: string) => ({ session: { pos_sequence_id: `${site}-19700101-1` } })

    it("says to the letter what its provider wrote where it may have arrived", async () => {
      const { asked, places } = await again({ ever_unknown: true }, { ...sent, place, body })
      expect(asked).toEqual([{ said: "before", idempotency_key: "k" }])
      expect(places).toEqual(["1"])
    })

    it("says the same at the same site where an older version kept no body", async () => {
      const { asked, places, thawed } = await again({ ever_unknown: true }, { ...sent, place })
      expect(asked).toMatchObject([{ ...sent, ...named("1"), idempotency_key: "k" }])
      expect([places, thawed]).toEqual([["1"], []])
    })

    it("asks at the new site where the engine certainly took nothing", async () => {
      const { asked, places, thawed } = await again({}, { ...sent, place, body })
      expect(asked).toMatchObject([{ email: ANN.email, ...named("2") }])
      expect([places, thawed]).toEqual([["2"], [expect.anything()]])
    })

    it("asks at the store's present site where an older version kept none", async () => {
      const { asked, places } = await again({ ever_unknown: true }, sent)
      expect(asked).toMatchObject([{ ...sent, ...named("2") }])
      expect(places).toEqual(["2"])
    })
  })

  it("of a store whose engine makes no accounts any more is not frozen", async () => {
    const { asked, written } = await enrol(ANN, { engine: { capabilities: () => new Set() } })
    expect([asked, written]).toEqual([[], [["done", undefined]]])
  })

  it("of somebody without phone and address, or who is gone, asks nobody", async () => {
    const nobody = [
      await enrol({ ...ANN, phone: null, email: null }),
      await enrol(null),
      await enrol(ANN, { storeConfig: () => Promise.resolve({ enabled: false }) }),
      await enrol(ANN, { storeConfig: () => Promise.resolve(null) }),
    ]
    for (const { asked, written } of nobody) {
      expect([asked, written]).toEqual([[], [["done", undefined]]])
    }
  })
})
