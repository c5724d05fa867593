import { rankDistance } from "../helpers/rank-test"
import { describeShop, Shopper, waitFor, type HttpReply } from "../helpers"

const BASKET = { COF16: 1, CANDY: 3 }
const EDITS = 25
const EDITS_PER_CALL = 5
/** How many edits of one line give up waiting for Medusa's lock of the cart differs each time. */
const BURSTS = 7
/** In standard deviations: once in some three hundred runs, were both alike. */
const CHANCE = 2.7

const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0)
const byChance = ({ bare, ours }: { bare: number[]; ours: number[] }): boolean =>
  rankDistance(bare, ours) < CHANCE

describeShop({
  sites: 1,
  testSuite: ({ http, simulator, shop, stage }) => {
    const identified = async (): Promise<Shopper> => {
      const shopper = new Shopper(http, shop)
      await shopper.fill(BASKET)
      await shopper.identify()
      await shopper.rewards()
      simulator.clearRequests()
      return shopper
    }
    const calls = (): number => simulator.requests({ endpoint: "calculateRewards" }).length
    const editor = async (shopper: Shopper) => {
      const { id } = await shopper.line("COF16")
      return (quantity: number): Promise<HttpReply> =>
        shopper.post(`/store/carts/${shopper.cart_id}/line-items/${id}`, { quantity })
    }
    /** Many edits at once; how many the server could not answer. */
    const storm = async (shopper: Shopper): Promise<number> => {
      const edit = await editor(shopper)
      const replies = await Promise.all(
        Array.from({ length: EDITS }, (_, index) => edit(index + 1)),
      )
      return replies.filter(({ status }) => status >= 500).length
    }
    /** The engine was asked about the basket as it is now. */
    const settled = (shopper: Shopper) =>
      waitFor(async () => {
        const { quantity } = await shopper.line("COF16")
        const [last] = simulator.requests({ endpoint: "calculateRewards" }).slice(-1)
        const items = (last?.body as { items?: { sku: string; qty: number }[] } | undefined)?.items
        const session = await stage.service.sessionById(shopper.keys().session_id)
        return (
          items?.some(({ sku, qty }) => sku === "COF16" && qty === quantity) === true &&
          session?.stale === false
        )
      })
    /** What the same basket gets from the engine without any burst before it. */
    const expectAsAskedAtOnce = async (shopper: Shopper): Promise<void> => {
      const { quantity } = await shopper.line("COF16")
      const [asked, { discount_subtotal }] = [calls(), await shopper.cart()]
      await shopper.rewards()
      expect(calls()).toBe(asked)
      const other = new Shopper(http, shop)
      await other.fill({ ...BASKET, COF16: quantity })
      await other.identify()
      await other.rewards()
      expect(discount_subtotal).toBe((await other.cart()).discount_subtotal)
      expect(discount_subtotal).toBeGreaterThan(0)
    }

    it("one edit after the other costs few calls, and the last state wins", async () => {
      const shopper = await identified()
      const edit = await editor(shopper)
      for (let quantity = EDITS; quantity > 0; quantity--) {
        expect((await edit(quantity)).status).toBe(200)
      }
      await settled(shopper)

      expect(calls()).toBeLessThanOrEqual(EDITS / EDITS_PER_CALL)
      await expectAsAskedAtOnce(shopper)
    })

    it("edits at once cost few calls, and no more server errors than without loyalty", async () => {
      const bare = new Shopper(http, shop)
      await bare.fill(BASKET)
      const shopper = await identified()
      const errors: { bare: number[]; ours: number[] } = { bare: [], ours: [] }
      for (let burst = 0; burst < BURSTS; burst++) {
        errors.bare.push(await storm(bare))
        simulator.clearRequests()
        errors.ours.push(await storm(shopper))
        await settled(shopper)
        expect(calls()).toBeLessThanOrEqual(EDITS / EDITS_PER_CALL)
      }

      const seen = JSON.stringify(errors)
      expect(sum(errors.ours) <= sum(errors.bare) || byChance(errors), seen).toBe(true)
      await expectAsAskedAtOnce(shopper)
    })

    it("is paid with the discount of the last state, however soon the payment begins", async () => {
      const shopper = await identified()
      await storm(shopper)
      const { amount } = await shopper.beginPayment()
      const { total } = await shopper.cart()

      expect(amount).toBe(total)
      await expectAsAskedAtOnce(shopper)
    })

    it("follows a shopper who never stops", async () => {
      const shopper = await identified()
      const edit = await editor(shopper)
      const began = performance.now()
      let edits = 0
      // One line, again and again, with no pause that would be an end.
      while (calls() === 0 && performance.now() - began < 20_000) {
        edits += 1
        await edit(1 + (edits % 9))
      }

      expect(calls()).toBeGreaterThan(0)
      expect(performance.now() - began).toBeGreaterThan(2_500)
    })
  },
})
