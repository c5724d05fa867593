import type { Simulator } from "../../packages/pdi-simulator/src/index"
import type { recordAgeVerificationWorkflow as recordType } from "../../src/workflows/loyalty/workflows/record-age-verification"
import { describeShop, fulfil, Shopper } from "../helpers"

const TAX = 1.0825
const LAGER = 9.99
const TWO_OFF: Parameters<Simulator["setPromotions"]>[0][number] = {
  promotionId: "BEER-2",
  type: "instant",
  level: "line",
  method: "amountOff",
  value: 2,
  descriptionShort: "2OFF",
  description: "Lager 2 off",
  match: { skus: ["BEER6"] },
}
const [CHECKING, WITHOUT_CHECKS] = [0, 1]

interface RecordAge {
  recordAgeVerificationWorkflow: typeof recordType
}

/** Beer, which nobody under 21 gets cheaper (edge case 23). */
describeShop({
  sites: 2,
  settings: (site) => (site === CHECKING ? { age_gate: true } : {}),
  testSuite: ({ http, shop, admin, simulator, stage, getContainer, commits }) => {
    const buying = async (site: number): Promise<Shopper> => {
      simulator.setPromotions([TWO_OFF])
      const shopper = new Shopper(http, shop, site)
      await shopper.fill({ BEER6: 1, COF16: 1 })
      await shopper.identify()
      return shopper
    }
    const proveAge = async (shopper: Shopper): Promise<void> => {
      const { recordAgeVerificationWorkflow } = stage.load<RecordAge>(
        "workflows/loyalty/workflows/record-age-verification",
      )
      const { session_id } = shopper.keys()
      await recordAgeVerificationWorkflow(getContainer()).run({ input: { session_id } })
    }
    const isSoldFor = async (shopper: Shopper, price: number, applied: string[]): Promise<void> => {
      const order = await shopper.placeOrder()
      expect(order.total).toBeCloseTo(price * TAX, 4)
      await fulfil(http, admin, order)
      await stage.finalized(order.id)
      expect(commits(order.id)).toBe(1)
      const { body } = simulator.requests({ endpoint: "finalize" }).at(-1) ?? {}
      const { items, appliedRewards } = body as {
        items: { sku: string; ageRestricted?: boolean }[]
        appliedRewards: { rewardId: string }[]
      }
      expect(appliedRewards.map(({ rewardId }) => rewardId)).toEqual(applied)
      expect(items.find(({ sku }) => sku === "BEER6")?.ageRestricted).toBe(true)
    }

    it("cost what they cost before the age is proven, and the order earns all the same", async () => {
      const shopper = await buying(CHECKING)
      expect(await shopper.rewards()).toMatchObject({ availability: "ok", discount_total: 0 })
      await isSoldFor(shopper, LAGER + 2.49, [])
    })

    it("cost less once the age is proven", async () => {
      const shopper = await buying(CHECKING)
      await shopper.rewards()
      await proveAge(shopper)
      expect(await shopper.rewards()).toMatchObject({ availability: "ok", discount_total: 2 })
      await isSoldFor(shopper, LAGER + 2.49 - 2, ["BEER-2-L1"])
    })

    it("cost what they cost in a store that checks no age, whatever is recorded", async () => {
      const shopper = await buying(WITHOUT_CHECKS)
      await proveAge(shopper)
      expect(await shopper.rewards()).toMatchObject({ availability: "ok", discount_total: 0 })
    })
  },
})
