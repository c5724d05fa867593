import { describeShop, fulfil, Shopper, waitFor, type Order } from "../helpers"

const BASKET = { COF16: 2, CANDY: 3, ENERGY: 1 }
const CREDENTIALS = { client_id: "demo-client", client_secret: "demo-secret" }
const CAUSE = { actor_id: "test", correlation_id: "test" }

interface AdminOperation {
  id: string
  order_id: string
  status: string
  last_error_code: string | null
}

/** FAULTS 42 and edge case 24: what a merchant changes while an order waits for its finalize. */
describeShop({
  sites: 1,
  testSuite: ({ http, simulator, shop, stage, admin, commits }) => {
    let shopper: Shopper
    const store_id = () => shop.sites[0]?.store_id ?? ""
    const save = (change: Record<string, unknown>) =>
      stage.service.saveStoreConfig({ store_id: store_id(), ...change }, CAUSE)
    const bought = (): Promise<Order> => stage.bought(shopper, BASKET)
    /** Handed over, and tried once without success. */
    const postponed = async (order: Order, code: string): Promise<void> => {
      await fulfil(http, admin, order)
      await waitFor(async () => (await stage.operation(order.id)).last_error_code === code)
      await stage.holdBack(order.id)
      expect(await stage.statusOf(order.id)).toBe("pending_finalization")
      expect(commits(order.id)).toBe(0)
    }
    const triedAgain = async (order: Order): Promise<void> => {
      await stage.makeDue(order.id)
      await stage.drain()
      await stage.finalized(order.id)
      expect(commits(order.id)).toBe(1)
    }
    const finalizes = () => simulator.requests({ endpoint: "finalize" })
    const mended = () =>
      save({
        enabled: true,
        participant_id: "ACME",
        site_id: shop.sites[0]?.site_id,
        settings: { api_url: simulator.url },
        credentials: CREDENTIALS,
      })

    beforeEach(() => {
      shopper = new Shopper(http, shop)
    })
    afterEach(mended)

    describe("an open cart", () => {
      /** Two coffees for 4.00, one candy bar free and a dollar for points. */
      const GRANTED = 3.87
      const site_id = () => shop.sites[0]?.site_id ?? ""
      const touch = () =>
        shopper.post(`/store/carts/${shopper.cart_id}`, {
          billing_address: { address_1: "2 Main St", city: "Austin", country_code: "us" },
        })
      const session = () => stage.service.sessionById(shopper.keys().session_id)
      const asked = () => simulator.requests({ endpoint: "calculateRewards" }).length
      let config_version = 1_000

      beforeEach(async () => {
        // Rows are put back between tests; what this process keeps of a version of them is not.
        config_version += 1_000
        await stage.sql("UPDATE loyalty_engine_store_config SET config_version = ?", [
          config_version,
        ])
        await shopper.fill(BASKET)
        await shopper.identify()
        await shopper.rewards()
        expect(await shopper.select({ accept: ["PTS-500"] })).toMatchObject({
          discount_total: GRANTED,
        })
      })

      it.each([
        ["participant", { participant_id: "OTHER" }],
        ["site", { site_id: "0301" }],
      ])(
        "loses the discounts of another %s at its next touch, and may identify again",
        async (_what, change) => {
          await save(change)
          await touch()
          const ended = await waitFor(async () => {
            const now = await session()
            return now?.status === "failed" && now
          })

          expect(ended.failure_reason).toBe("store_changed")
          expect((await shopper.cart()).discount_subtotal).toBe(0)
          // The engine of the tests knows one participant.
          await save({ participant_id: "ACME" })
          expect((await shopper.identify()).id).not.toBe(ended.id)
          expect(await session()).toMatchObject({
            site_id: site_id(),
            ...change,
            participant_id: "ACME",
          })
          expect(await shopper.rewards()).toMatchObject({ availability: "ok" })
        },
      )

      it("is not granted what another site answers while the store is given a new one", async () => {
        await stage.sql("UPDATE loyalty_engine_session SET stale = true")
        simulator.addFault({
          kind: "latency",
          endpoint: "calculateRewards",
          times: 1,
          params: { ms: 1_000 },
        })
        const asking = shopper.rewards()
        await waitFor(() => simulator.faults().every(({ hits }) => hits > 0))
        await save({ site_id: "0301" })

        expect(await asking).toMatchObject({ status: "failed", discount_total: 0 })
        expect(await session()).toMatchObject({ failure_reason: "store_changed" })
        expect((await shopper.cart()).discount_subtotal).toBe(0)
      })

      it("is asked about anew with new credentials, and keeps what is granted again", async () => {
        const before = asked()
        await save({ credentials: CREDENTIALS })
        expect((await session())?.stale).toBe(true)

        expect(await shopper.rewards()).toMatchObject({
          availability: "ok",
          discount_total: GRANTED,
        })
        expect(asked()).toBe(before + 1)
      })

      it("costs no call for what says nothing of its engine", async () => {
        const before = asked()
        await save({ finalize_on: "fulfillment", settings: { channel_id: "POS-002" } })
        await save({ settings: { channel_id: null } })

        expect(await shopper.rewards()).toMatchObject({ availability: "ok" })
        expect(asked()).toBe(before)
      })
    })

    describe("an order that waits for its finalize", () => {
      it("is finalized at the engine's new address", async () => {
        const order = await bought()
        const moved = new URL(simulator.url)
        moved.hostname = "localhost"
        await save({ settings: { api_url: moved.origin }, credentials: CREDENTIALS })
        await fulfil(http, admin, order)
        await stage.finalized(order.id)

        expect(finalizes().map(({ headers }) => headers["host"])).toEqual([moved.host])
        expect(commits(order.id)).toBe(1)
      })

      it("is finalized for the participant and site of its session, whatever they are now", async () => {
        const order = await bought()
        await save({ participant_id: "OTHER", site_id: "9999" })
        await fulfil(http, admin, order)
        await stage.finalized(order.id)

        expect(finalizes().map(({ body }) => body)).toEqual([
          expect.objectContaining({ participantId: "ACME", siteId: shop.sites[0]?.site_id }),
        ])
        expect(commits(order.id)).toBe(1)
      })

      it("waits while its credentials are wrong, and is finalized once with the right ones", async () => {
        const order = await bought()
        await save({ credentials: { ...CREDENTIALS, client_secret: "no longer" } })
        await postponed(order, "auth_failed")
        await mended()

        await triedAgain(order)
      })

      it("waits while its store has no credentials, and is finalized once it has some", async () => {
        const order = await bought()
        await save({ enabled: false, credentials: null })
        await postponed(order, "auth_failed")
        expect(finalizes()).toEqual([])
        await mended()

        await triedAgain(order)
      })

      it("waits while its store's settings are gone, and is finalized once they are back", async () => {
        const order = await bought()
        await stage.sql("DELETE FROM loyalty_engine_store_config")
        await postponed(order, "unavailable")
        expect(finalizes()).toEqual([])
        await save({
          provider_id: "pdi",
          sales_channel_ids: [shop.sites[0]?.sales_channel_id],
        })
        await mended()

        await triedAgain(order)
      })

      it("stands in Admin with its reason when the engine forbids its site, and can be sent again", async () => {
        const order = await bought()
        simulator.addFault({
          kind: "status",
          endpoint: "finalize",
          params: { status: 403, code: "FORBIDDEN_SITE" },
        })
        await fulfil(http, admin, order)
        const operation = await waitFor(async () => {
          const path = `/admin/loyalty/operations?status=dead`
          const { operations } = (await http.get(path, admin)).data as {
            operations: AdminOperation[]
          }
          return operations.find(({ order_id }) => order_id === order.id)
        })
        expect(operation).toMatchObject({ last_error_code: "forbidden" })
        expect(await stage.statusOf(order.id)).toBe("pending_finalization")

        simulator.clearFaults()
        await http.post(
          `/admin/loyalty/operations/${operation.id}/replay`,
          { reason: "Site allowed" },
          admin,
        )
        await stage.drain()
        await stage.finalized(order.id)
        expect(commits(order.id)).toBe(1)
      })
    })
  },
})
