import { createElement } from "react"

import type { StoreCustomerLoyaltyResponse } from "../../src/core/index.js"
import { fail, succeed } from "../../src/core/result.js"
import { LoyaltyAccount } from "../../src/index.js"
import { STATES } from "../states.js"
import { Pressed } from "../pressed.js"
import { story } from "../story.js"

export default { title: "LoyaltyAccount" }

const ACCOUNT: StoreCustomerLoyaltyResponse = {
  loyalty_member: {
    id: "lmem_1",
    masked_id: "******0100",
    display_name: "John D.",
    points_balance: 4830,
    tier: "Gold",
    linked_at: "2026-01-01T00:00:00.000Z",
  },
  transactions: [
    {
      at: "2026-03-16T14:30:00.000Z",
      type: "earn",
      points: 30,
      description: "Order at Main Street",
      receipt_id: "RCP-1",
    },
    {
      at: "2026-03-16T14:30:00.000Z",
      type: "redeem",
      points: -200,
      description: "$2 off your order",
      receipt_id: "RCP-1",
    },
  ],
  count: 12,
  offset: 0,
  limit: 10,
}

const GOAL = { points: 8000, label: "a deluxe car wash" }
const NO_MEMBER = { loyalty_member: null, transactions: [], count: 0 }
const show = (change: Partial<StoreCustomerLoyaltyResponse>) =>
  story(
    STATES.idle,
    () => <LoyaltyAccount goal={GOAL} />,
    async () => succeed({ ...ACCOUNT, ...change }),
  )

export const Linked = show({})
export const LongWords = show({
  transactions: ACCOUNT.transactions.map((entry) => ({
    ...entry,
    description: "Order_01JQ8ZK3V0000000000000000A_at_Main_Street",
  })),
})
export const NoHistory = show({ transactions: [], count: 0 })
export const NotLinked = show(NO_MEMBER)
export const CanBeLinked = story(
  STATES.pending,
  () => <LoyaltyAccount countries={["US"]} />,
  async () => succeed({ ...ACCOUNT, ...NO_MEMBER }),
)
export const UnlinkAsked = story(
  STATES.idle,
  () => (
    <Pressed button='div[data-loyalty="actions"] button'>
      <LoyaltyAccount />
    </Pressed>
  ),
  async () => succeed(ACCOUNT),
)
export const LoadFailed = story(
  STATES.idle,
  () => <LoyaltyAccount />,
  async () => fail("network"),
)
export const Loading = story(STATES.idle, () => <LoyaltyAccount />)
export const SignedOut = story(
  STATES.idle,
  () => <LoyaltyAccount />,
  async () => fail("unauthorized", { status: 401 }),
)
