import { describeShop, fulfil, JOHN, Shopper, waitFor, type Order } from "../helpers"

const JOHNS_ID = "CUST-12345"
const CARTS = 64
/** Requests at once: more fulfilments wait longer for Medusa's lock on an article than it lets them. */
const AT_ONCE = 8
const COFFEES = { COF16: 2 }
const BASKET = { COF16: 2, CANDY: 3, ENERGY: 1 }
/** Two minutes where the machine has its cores to itself, three times that on slow days. */
const TIME_LIMIT_MS = 900_000

/** One member in many carts, and two members who become one. */
describeShop({
  sites: 1,
  testSuite: ({ http, shop, admin, simulator, stage, commits }) => {
    const redeeming = async (basket: Record<string, number>): Promise<Shopper> => {
      const shopper = new Shopper(http, shop)
      await shopper.fill(basket)
      await shopper.identify()
      await shopper.rewards()
      const session = await shopper.select({ accept: ["PTS-500"] })
      expect(session).toMatchObject({ points: { redeem: 500 } })
      return shopper
    }

    /** Does the work for each thing, some of them at a time. */
    const each = async <T, R>(things: readonly T[], work: (thing: T) => Promise<R>) => {
      const results: R[] = []
      for (let from = 0; from < things.length; from += AT_ONCE) {
        results.push(...(await Promise.all(things.slice(from, from + AT_ONCE).map(work))))
      }
      return results
    }

    const statuses = async (orders: readonly Order[]): Promise<string[]> => {
      const rows = await stage.sql<{ status: string }>(
        "SELECT status FROM loyalty_engine_session WHERE order_id = ANY (?)",
        [orders.map(({ id }) => id)],
      )
      return rows.map(({ status }) => status)
    }

    it(
      "spends no point twice from 64 carts at once, and books every order once",
      async () => {
        // Medusa makes the guest's customer with the first cart, and refuses two at once.
        const first = await redeeming(COFFEES)
        const others = await each(Array.from({ length: CARTS - 1 }), () => redeeming(COFFEES))
        const orders = await each([first, ...others], (shopper) => shopper.placeOrder())
        await Promise.all(
          orders.map(({ id }) =>
            waitFor(async () => (await stage.statusOf(id)) === "pending_finalization"),
          ),
        )

        await each(orders, (order) => fulfil(http, admin, order))
        await waitFor(
          async () => {
            await stage.sql(
              "UPDATE loyalty_engine_operation SET next_attempt_at = now() WHERE next_attempt_at > now()",
            )
            await stage.drain()
            return (await statuses(orders)).every((status) => status === "finalized")
          },
          { timeout_ms: 240_000 },
        )

        const { transactions, members } = simulator.books()
        expect(transactions).toHaveLength(CARTS)
        expect(orders.map(({ id }) => commits(id))).toEqual(orders.map(() => 1))
        let points = 5_000
        for (const { earnedPoints, redeemedPoints } of transactions) {
          points -= redeemedPoints
          expect(points).toBeGreaterThanOrEqual(0)
          points += earnedPoints
        }
        expect(members.find(({ memberId }) => memberId === JOHNS_ID)?.points).toBe(points)
        // Who came too late keeps the price that was charged, and the merchant sees each of them.
        const late = transactions.filter(({ redeemedPoints }) => redeemedPoints === 0)
        expect(late.length).toBeGreaterThan(CARTS / 2)
        for (const { id } of orders) {
          const [ours] = await stage.service.transactionsOfOrder(id)
          const theirs = transactions.find(({ transactionId }) => transactionId === id)
          expect(ours).toMatchObject({
            earned_points: theirs?.earnedPoints,
            redeemed_points: theirs?.redeemedPoints,
          })
          const due = await stage.adjustmentsDue(id)
          expect(due.map(({ kind, points: missing }) => [kind, missing])).toEqual(
            theirs?.redeemedPoints === 0 ? [["reward_rejected_at_finalize", 500]] : [],
          )
        }
      },
      TIME_LIMIT_MS,
    )

    it("books an order for whom it was placed, when the engine merges that member into another", async () => {
      const shopper = await redeeming(BASKET)
      const order = await shopper.placeOrder()
      await waitFor(async () => (await stage.statusOf(order.id)) === "pending_finalization")
      const before = await stage.service.sessionOfOrder(order.id)
      const digits = JOHN.replaceAll("-", "")
      simulator.upsertMember({ memberId: JOHNS_ID, name: "John Doe", phones: [] })
      simulator.upsertMember({ memberId: "CUST-MERGED", name: "John Doe", phones: [digits] })

      // The same phone is the other member from now on, also while the first one's order waits.
      const again = new Shopper(http, shop)
      await again.fill(BASKET)
      await again.identify()
      const after = await stage.service.sessionById(again.keys().session_id)
      expect(after?.member_id).not.toBe(before?.member_id)
      expect((await stage.service.memberById(after?.member_id ?? ""))?.provider_member_id).toBe(
        "CUST-MERGED",
      )

      await fulfil(http, admin, order)
      await stage.finalized(order.id)
      expect(commits(order.id)).toBe(1)
      expect(await shopper.summary(order.id)).toMatchObject({ redeemed_points: 500 })
      const { members } = simulator.books()
      expect(members.find(({ memberId }) => memberId === JOHNS_ID)?.points).toBe(5_000 - 500 + 30)

      const second = await again.placeOrder()
      await fulfil(http, admin, second)
      await stage.finalized(second.id)
      expect(commits(second.id)).toBe(1)
      const [booked] = await stage.service.transactionsOfOrder(second.id)
      expect(booked?.member_id).toBe(after?.member_id)
    })
  },
})
