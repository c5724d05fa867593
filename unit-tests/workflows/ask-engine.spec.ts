import type { OfferedReward } from "../../src/types/provider"
import { askEngine } from "../../src/workflows/loyalty/flows/ask-engine"
import { CallRecords } from "../../src/workflows/loyalty/utils/recorded-engine"
import { NO_CHOICE, NOW, reward } from "../domain/basket"
import { cartOf, sessionOf } from "./snapshots"
import { containerOf } from "./stand-ins"

const STORE = {
  provider_id: "house-points",
  store_id: "store_1",
  participant_id: "ACME",
  site_id: "0301",
}

/** Asks an engine that offers these for a basket of 4.98 and 5.67. */
const answerTo = async (...rewards: OfferedReward[]) => {
  const evaluation = {
    earned_points: 0,
    removed_reward_ids: [],
    rewards,
    skipped: [],
    messages: [],
  }
  const { container } = containerOf({
    options: () => ({}),
    nextMessageAndConfig: () =>
      Promise.resolve({
        config: { ...STORE, enabled: true, settings: {} },
        message_sequence: 2,
        provider_member_id: "M1",
      }),
    connectionFor: () => Promise.resolve(STORE),
    provider: () => ({ evaluate: () => Promise.resolve({ ok: true, value: evaluation }) }),
    recordEngineCall: () => Promise.resolve(),
  })
  return askEngine(container, {
    session: sessionOf({ ...STORE, cart_id: "cart_1", selection: NO_CHOICE }),
    rewards: [],
    cart: cartOf(
      { variant_id: null },
      { variant_id: null, sku: "CANDY", quantity: 3, unit_price: "1.89" },
    ),
    cause: { reason: "test", actor: "system", correlation_id: "corr_1" },
    background: false,
    records: new CallRecords(container),
    now: new Date(NOW),
  })
}

describe("what an engine offers for a basket", () => {
  afterEach(() => vi.useRealTimers())

  it("is applied where it is a percentage off the whole of it", async () => {
    const percent = { method: "percent_off", value_decimal: "10" } as const

    expect(await answerTo(reward("TEN", { level: "ticket", ...percent }))).toMatchObject({
      kind: "granted",
      evaluation: { rewards: [{ id: "TEN", state: "applied", amount: 107 }] },
      wanted: [{ amount: "0.50" }, { amount: "0.57" }],
    })
  })

  it.each(["2026-03-16T11:00:00Z", "2026-03-17T12:00:00Z"])(
    "ends by the database's clock, also where this machine's says %s",
    async (says) => {
      vi.useFakeTimers({ toFake: ["Date"], now: new Date(says) })
      const answer = await answerTo(
        reward("OVER", { expires_at: "2026-03-16T11:59:59Z" }),
        reward("GOOD", { expires_at: "2026-03-16T12:00:01Z" }),
      )
      expect(answer).toMatchObject({
        evaluation: {
          rewards: [
            { id: "OVER", reason: "expired" },
            { id: "GOOD", reason: null },
          ],
        },
      })
    },
  )

  it("is not applied where it is a new price of the whole of it", async () => {
    const fixed = { method: "new_price", value_decimal: "1" } as const

    expect(await answerTo(reward("ONE", { level: "ticket", ...fixed }))).toMatchObject({
      kind: "granted",
      evaluation: { rewards: [{ state: "unavailable", reason: "unsupported_ticket_method" }] },
      wanted: [],
    })
  })
})
