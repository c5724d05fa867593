import type { ICartModuleService, ILockingModule, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"

import { allowLoopbackEngine, describeShop, guardCounts, Shopper, waitFor } from "../helpers"

const GUARD_MS = 1_000
/** Well above a guard's time on a busy machine, and well below one deadline of the engine (8 s). */
const PATIENCE_MS = 7_000

const withShortGuards = async (container: MedusaContainer): Promise<void> => {
  await allowLoopbackEngine(container)
  const { modules } = container.resolve(ContainerRegistrationKeys.CONFIG_MODULE)
  const loyalty = modules?.["loyalty_engine"] as unknown as { options: Record<string, unknown> }
  loyalty.options["guard_timeout_ms"] = GUARD_MS
}

describeShop({
  sites: 1,
  configure: withShortGuards,
  testSuite: ({ http, simulator, shop, stage, getContainer }) => {
    let shopper: Shopper

    const evaluations = () => simulator.requests({ endpoint: "calculateRewards" }).length
    const selection = async () =>
      (await stage.service.sessionById(shopper.session?.id ?? ""))?.selection ?? null
    const timed = async (job: () => Promise<unknown>): Promise<number> => {
      const began = performance.now()
      await job()
      return performance.now() - began
    }

    beforeEach(async () => {
      shopper = new Shopper(http, shop)
      await shopper.fill({ COF16: 2, CANDY: 3, ENERGY: 1 })
      await shopper.identify()
      await shopper.rewards()
      await shopper.chooseShipping()
    })

    describe("a guard's one deadline", () => {
      /** A basket that nobody approved yet, without a word to the guards. */
      const changeBehind = async () => {
        const carts: ICartModuleService = getContainer().resolve(Modules.CART)
        const { id } = await shopper.line("CANDY")
        await carts.updateLineItems(id, { quantity: 1 })
        simulator.clearRequests()
      }
      const beginPayment = () =>
        shopper.post("/store/payment-collections", { cart_id: shopper.cart_id })

      it("ends the wait for an engine that hangs, and the next guard does not ask again", async () => {
        await changeBehind()
        simulator.addFault({ kind: "hang", endpoint: "calculateRewards" })
        const before = await guardCounts(http)

        expect(await timed(beginPayment)).toBeLessThan(PATIENCE_MS)
        const asked = evaluations()
        expect(asked).toBe(1)
        const counts = await guardCounts(http)
        expect(Object.keys(counts.since(before))).toContainEqual(
          expect.stringMatching(/^payment_start /),
        )
        // Nobody approved this basket, so it is bought at full price.
        const { item_subtotal, discount_subtotal } = await shopper.cart()
        expect([item_subtotal, discount_subtotal]).toEqual([4.98 + 1.89 + 3.29, 0])

        await shopper.payAgain((await shopper.cart()).payment_collection?.id ?? "")
        expect(evaluations()).toBe(asked)
      })

      it("counts the wait for another request's answer, too", async () => {
        await changeBehind()
        simulator.addFault({ kind: "hang", endpoint: "calculateRewards" })
        const locking: ILockingModule = getContainer().resolve(Modules.LOCKING)
        const key = `loyalty-evaluate:${shopper.cart_id}`
        await locking.acquire(key, { ownerId: "another-request", expire: 20 })

        expect(await timed(beginPayment)).toBeLessThan(PATIENCE_MS)
        expect(evaluations()).toBe(0)
        expect((await shopper.cart()).discount_subtotal).toBe(0)
        await locking.release(key, { ownerId: "another-request" })
      })
    })

    describe("choices that the engine could not be asked about", () => {
      const failSlowly = () => {
        simulator.addFault({
          kind: "latency",
          endpoint: "calculateRewards",
          params: { ms: 1_500 },
        })
        simulator.addFault({
          kind: "status",
          endpoint: "calculateRewards",
          params: { status: 503 },
        })
      }
      const choosing = async () => {
        const reply = shopper.post("/store/loyalty/rewards/select", {
          ...shopper.keys(),
          accept: ["PTS-500"],
        })
        const chosen = await waitFor(async () => {
          const now = await selection()
          return now?.accepted_reward_ids.includes("PTS-500") && now
        })
        return { reply, chosen }
      }

      it("are put back", async () => {
        failSlowly()
        const { reply } = await choosing()
        expect((await reply).status).toBe(200)
        expect((await selection())?.accepted_reward_ids).toEqual([])
      })

      it("leave another tab's newer choice alone", async () => {
        failSlowly()
        const { reply, chosen } = await choosing()
        const newer = { ...chosen, accepted_reward_ids: [], declined_reward_ids: ["PTS-500"] }
        const { id } = shopper.session ?? { id: "" }
        expect(
          await stage.service.replaceSelection({
            session_id: id,
            seen: chosen,
            selection: newer,
          }),
        ).toBe(true)

        expect((await reply).status).toBe(200)
        expect(await selection()).toEqual(newer)
      })
    })
  },
})
