import { describeShop, Shopper } from "../helpers"

const BASKET = { COF16: 2, CANDY: 3, ENERGY: 1 }
/** Two coffees for 4.00 and one candy bar free; with 500 points, one dollar more. */
const INSTANT = 2.87
const WITH_POINTS = 3.87

describeShop({
  sites: 1,
  testSuite: ({ http, shop, simulator, stage }) => {
    let shopper: Shopper

    /** The next evaluation is refused with this code, once. */
    const refuseOnce = (
      code: string,
      status = 400,
      more: { times?: number; rewardId?: string } = {},
    ) =>
      simulator.addFault({
        kind: "status",
        endpoint: "calculateRewards",
        times: more.times ?? 1,
        params: { status, code, ...(more.rewardId && { rewardId: more.rewardId }) },
      })
    const outOfDate = () =>
      stage.sql("UPDATE loyalty_engine_session SET stale = true WHERE cart_id = ?", [
        shopper.cart_id,
      ])
    const asked = (endpoint: "calculateRewards" | "identify") =>
      simulator.requests({ endpoint }).length
    const chosen = async () =>
      (await stage.service.sessionById(shopper.keys().session_id))?.selection?.accepted_reward_ids
    const failureReason = async () => {
      const session = await stage.service.sessionById(shopper.keys().session_id)
      return [session?.status, session?.failure_reason]
    }

    beforeEach(async () => {
      shopper = new Shopper(http, shop)
      await shopper.fill(BASKET)
      await shopper.identify()
      await shopper.rewards()
    })

    describe("choices that the engine refuses", () => {
      beforeEach(async () => {
        expect(await shopper.select({ accept: ["PTS-500"] })).toMatchObject({
          discount_total: WITH_POINTS,
        })
        await outOfDate()
      })

      it("and then does not answer about leave the price, and the session says it is out of date", async () => {
        refuseOnce("INSUFFICIENT_POINTS")
        simulator.addFault({ kind: "reset", endpoint: "calculateRewards" })

        expect(await shopper.rewards()).toMatchObject({
          availability: "stale",
          discount_total: WITH_POINTS,
        })
        expect(await stage.service.sessionById(shopper.keys().session_id)).toMatchObject({
          degraded: true,
          stale: true,
          retry_at: expect.any(Date) as Date,
        })
      })

      it.each(["INSUFFICIENT_POINTS", "REWARD_NOT_AVAILABLE", "QUALIFIER_LOST"])(
        "are dropped for %s, and the rest is granted",
        async (code) => {
          refuseOnce(code, code === "QUALIFIER_LOST" ? 422 : 400)
          const before = asked("calculateRewards")

          expect(await shopper.rewards()).toMatchObject({
            availability: "ok",
            discount_total: INSTANT,
          })
          expect(await chosen()).toEqual([])
          expect(asked("calculateRewards") - before).toBe(2)
          expect((await shopper.cart()).discount_subtotal).toBeCloseTo(INSTANT, 8)
        },
      )

      it("leave the points of the others where the engine refuses one of several", async () => {
        await shopper.setQuantity("ENERGY", 3)
        await shopper.rewards()
        expect((await shopper.select({ accept: ["PTS-2000"] })).points.redeem).toBe(2_500)
        await outOfDate()
        refuseOnce("REWARD_NOT_AVAILABLE", 400, { rewardId: "PTS-2000" })

        const state = await shopper.rewards()
        expect(state.points.redeem).toBe(500)
        expect(await chosen()).toEqual(["PTS-500"])
        const last = simulator.requests({ endpoint: "calculateRewards" }).at(-1)
        expect(last?.body).toMatchObject({ acceptedRewardIds: ["PTS-500"], redeemPoints: 500 })
      })

      it("leave the points of the others also where an answer had left out the refused one", async () => {
        await shopper.setQuantity("ENERGY", 3)
        await shopper.rewards()
        await shopper.select({ accept: ["PTS-2000"] })
        await stage.sql(
          "DELETE FROM loyalty_engine_session_reward WHERE provider_reward_id = 'PTS-2000'",
        )
        await outOfDate()
        refuseOnce("REWARD_NOT_AVAILABLE", 400, { rewardId: "PTS-2000" })

        expect((await shopper.rewards()).points.redeem).toBe(500)
        expect(await chosen()).toEqual(["PTS-500"])
      })

      it("stand while the engine refuses something else", async () => {
        refuseOnce("INVALID_REQUEST", 400)

        expect(await shopper.rewards()).toMatchObject({ availability: "stale" })
        expect(await chosen()).toEqual(["PTS-500"])
        expect((await shopper.cart()).discount_subtotal).toBeCloseTo(WITH_POINTS, 8)
      })
    })

    describe("a conversation that the engine forgot", () => {
      it("is opened again for the same member, once, without a word to the shopper", async () => {
        await outOfDate()
        refuseOnce("SESSION_NOT_FOUND", 404)

        expect(await shopper.rewards()).toMatchObject({
          availability: "ok",
          discount_total: INSTANT,
        })
        expect(asked("identify")).toBe(2)
        const [first, second] = simulator.requests({ endpoint: "identify" })
        expect(second?.body).toMatchObject({
          customerId: "CUST-12345",
          posSequenceId: (first?.body as { posSequenceId: string }).posSequenceId,
        })
      })

      it("is opened again by the engine's own id where what the member typed does not open", async () => {
        await outOfDate()
        await stage.sql("UPDATE loyalty_engine_member_identifier SET sealed = 'k1.nothing'")
        refuseOnce("SESSION_NOT_FOUND", 404)

        expect(await shopper.rewards()).toMatchObject({
          availability: "ok",
          discount_total: INSTANT,
        })
        expect(simulator.requests({ endpoint: "identify" }).at(-1)?.body).toMatchObject({
          customerId: "CUST-12345",
          loyaltyId: null,
        })
      })

      it("that cannot be opened again leaves the approved discounts, out of date", async () => {
        await outOfDate()
        refuseOnce("SESSION_NOT_FOUND", 404)
        simulator.addFault({ kind: "status", endpoint: "identify", params: { status: 400 } })

        expect(await shopper.rewards()).toMatchObject({ availability: "stale" })
        expect((await shopper.cart()).discount_subtotal).toBeCloseTo(INSTANT, 8)
      })

      it("is not opened a second time in one question", async () => {
        await outOfDate()
        refuseOnce("SESSION_NOT_FOUND", 404, { times: 2 })

        expect(await shopper.rewards()).toMatchObject({ availability: "stale" })
        expect(asked("identify")).toBe(2)
      })
    })

    describe("a session ends, and its discounts leave the cart,", () => {
      it.each(["MEMBER_NOT_FOUND", "MEMBER_INACTIVE"])("when the engine says %s", async (code) => {
        await outOfDate()
        refuseOnce(code)

        expect(await shopper.rewards()).toMatchObject({ status: "failed", discount_total: 0 })
        expect(await failureReason()).toEqual(["failed", "engine_refused"])
        expect((await shopper.cart()).discount_subtotal).toBe(0)
      })

      it("when loyalty was switched off in its store", async () => {
        await outOfDate()
        await stage.sql("UPDATE loyalty_engine_store_config SET enabled = false")

        expect(await shopper.rewards()).toMatchObject({ status: "failed", discount_total: 0 })
        expect(await failureReason()).toEqual(["failed", "store_disabled"])
        expect((await shopper.cart()).discount_subtotal).toBe(0)
      })
    })

    it("credentials that do not open leave the approved discounts, out of date", async () => {
      await outOfDate()
      await stage.sql("UPDATE loyalty_engine_store_credential SET sealed = 'k1.nothing'")

      expect(await shopper.rewards()).toMatchObject({ availability: "stale" })
      expect((await shopper.cart()).discount_subtotal).toBeCloseTo(INSTANT, 8)
    })
  },
})
