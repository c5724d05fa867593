import type {
  LoyaltyCart,
  LoyaltyRequest,
  LoyaltyTransport,
  Result,
  StoreLoyaltyReward,
  StoreLoyaltySession,
} from "../../src/core/index.js"
import { fail, succeed } from "../../src/core/result.js"

export const CART: LoyaltyCart = {
  id: "cart_1",
  currency_code: "usd",
  total: 21.65,
  item_subtotal: 20,
  discount_subtotal: 0,
  shipping_subtotal: 0,
  tax_total: 1.65,
  items: [{ id: "cali_1", variant_id: "variant_1", quantity: 2, unit_price: 10 }],
}

export const reward = (change: Partial<StoreLoyaltyReward> = {}): StoreLoyaltyReward => ({
  id: "lrew_1",
  provider_reward_id: "COFFEE",
  type: "instant",
  level: "line",
  description: "Coffee 2 for $4",
  prompt: null,
  points_cost: 0,
  state: "applied",
  reason: null,
  amount: 0.98,
  amount_if_accepted: 0,
  allocations: [{ line_item_id: "cali_1", amount: 0.98 }],
  ...change,
})

export const OFFER = reward({
  id: "lrew_2",
  provider_reward_id: "FIVE-OFF",
  type: "optional",
  level: "ticket",
  description: "$2 off",
  points_cost: 200,
  state: "offered",
  amount: 0,
  amount_if_accepted: 2,
  allocations: [],
})

export const session = (change: Partial<StoreLoyaltySession> = {}): StoreLoyaltySession => ({
  id: "lses_1",
  cart_id: "cart_1",
  status: "active",
  availability: "ok",
  retry_after: null,
  member: {
    masked_id: "******0100",
    display_name: "John D.",
    points_balance: 5000,
    tier: "Gold",
  },
  points: { earn_preview: 30, redeem: 0, multiplier: 3, breakdown: { base: 20, tier_bonus: 10 } },
  rewards: [reward(), OFFER],
  messages: [],
  discount_total: 0.98,
  currency_code: "usd",
  expires_at: "2099-01-01T00:00:00.000Z",
  updated_at: "2026-01-01T00:00:00.000Z",
  ...change,
})

type Answer = Result<unknown> | Promise<Result<unknown>>

/** Answers by method and path; the replies can be changed while a test goes on. */
export class FakeServer {
  readonly requests: LoyaltyRequest[] = []
  current = session()
  cart: LoyaltyCart = CART
  private readonly answers = new Map<string, (request: LoyaltyRequest) => Answer>()

  readonly transport: LoyaltyTransport = async (request) => {
    this.requests.push(request)
    const answer = this.answers.get(`${request.method} ${request.path}`)
    return answer ? answer(request) : this.answer(request)
  }

  /** Answers a route in another way from now on. */
  on(route: string, answer: (request: LoyaltyRequest) => Answer): void {
    this.answers.set(route, answer)
  }

  count(route: string): number {
    return this.requests.filter(({ method, path }) => `${method} ${path}` === route).length
  }

  private answer({ method, path, body }: LoyaltyRequest): Answer {
    const loyalty_session = this.current
    if (path === "/store/loyalty/identify" || path === "/store/loyalty/session") {
      return succeed({ loyalty_session: { ...loyalty_session, token: "lst_token" } })
    }
    if (path === "/store/loyalty/rewards/select") {
      const { accept = [] } = body as { accept?: string[] }
      const is_accepted = accept.includes(OFFER.provider_reward_id)
      const offer: StoreLoyaltyReward = is_accepted
        ? { ...OFFER, state: "accepted", amount: 2 }
        : { ...OFFER, state: "declined" }
      this.current = session({
        rewards: [reward(), offer],
        discount_total: is_accepted ? 2.98 : 0.98,
      })
      return succeed({ loyalty_session: this.current })
    }
    if (path.startsWith("/store/carts/")) {
      return succeed({ cart: this.cart })
    }
    if (path.startsWith("/store/loyalty/session/") && method === "DELETE") {
      return succeed({ id: loyalty_session.id, object: "loyalty_session", deleted: true })
    }
    if (path === "/store/loyalty/rewards" || path.startsWith("/store/loyalty/session/")) {
      return succeed({ loyalty_session })
    }
    return fail("unknown", { status: 404, message: `${method} ${path}` })
  }
}
