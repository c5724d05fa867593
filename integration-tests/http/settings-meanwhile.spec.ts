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
