import type {
  LoyaltyCart,
  LoyaltyFailureCode,
  LoyaltyState,
  StoreLoyaltyReward,
  StoreLoyaltySession,
} from "../src/core/index.js"
import { fail } from "../src/core/result.js"
import { NO_FACTS, toState } from "../src/core/state.js"

const REWARD: StoreLoyaltyReward = {
  id: "lrew_coffee",
  provider_reward_id: "COFFEE",
  type: "instant",
  level: "line",
  description: "Coffee, 2 for $4",
  prompt: null,
  points_cost: 0,
  state: "applied",
  reason: null,
  amount: 0.98,
  amount_if_accepted: 0,
  allocations: [],
}

const optional = (change: Partial<StoreLoyaltyReward>): StoreLoyaltyReward => ({
  ...REWARD,
  type: "optional",
  level: "ticket",
  state: "offered",
  amount: 0,
  ...change,
})

const DOLLARS_OFF = optional({
  id: "lrew_off",
  provider_reward_id: "OFF",
  description: "$2 off your order",
  points_cost: 200,
  amount_if_accepted: 2,
})
const FREE_DONUT = optional({
  id: "lrew_donut",
  provider_reward_id: "DONUT",
  description: "A free glazed donut",
  points_cost: 0,
  amount_if_accepted: 1.29,
})
const CAR_WASH = optional({
  id: "lrew_wash",
  provider_reward_id: "WASH",
  description: "A deluxe car wash",
  points_cost: 8000,
  state: "unavailable",
  reason: "target_missing",
})

export const CART: LoyaltyCart = {
  id: "cart_1",
  currency_code: "usd",
  item_subtotal: 14.47,
  discount_subtotal: 0,
  shipping_subtotal: 2.99,
  tax_total: 1.44,
  original_total: 18.9,
  total: 18.9,
}

const SESSION: StoreLoyaltySession = {
  id: "lses_1",
  cart_id: "cart_1",
  status: "active",
  availability: "ok",
  retry_after: null,
  member: { masked_id: "******0100", display_name: "John D.", points_balance: 5000, tier: "Gold" },
  points: { earn_preview: 30, redeem: 0, multiplier: 3, breakdown: { base: 20, tier_bonus: 10 } },
  rewards: [REWARD, DOLLARS_OFF, FREE_DONUT, CAR_WASH],
  messages: ["Add one more sandwich and the second is half price."],
  discount_total: 0.98,
  currency_code: "usd",
  expires_at: "2099-01-01T00:00:00.000Z",
  updated_at: "2026-01-01T00:00:00.000Z",
}

const CALM = { isBusy: false, unconfirmed: new Map() }
const state = (
  facts: Partial<typeof NO_FACTS>,
  lane: Parameters<typeof toState>[1] = CALM,
): LoyaltyState => toState({ ...NO_FACTS, cart_id: "cart_1", cart: CART, ...facts }, lane)

const SAVED: LoyaltyCart = { ...CART, discount_subtotal: 0.98, tax_total: 1.36, total: 17.84 }
const refused = (code: LoyaltyFailureCode) => fail(code, { status: 400 }).failure
const session = (change: Partial<StoreLoyaltySession> = {}) => ({ ...SESSION, ...change })

/** What a shopper may find, by the name of the state. */
export const STATES = {
  idle: state({}),
  identifying: state({ moving: "identifying" }),
  restoring: state({ moving: "restoring" }),
  refused: state({ failure: refused("member_not_found") }),
  tooManyTries: state({ failure: refused("rate_limited") }),
  expired: state({ failure: refused("session_not_active") }),
  unavailable: state({ failure: refused("loyalty_unavailable") }),
  active: state({ session: SESSION, cart: SAVED }),
  evaluating: state({ session: SESSION, cart: SAVED }, { ...CALM, isBusy: true }),
  firstEvaluation: state({ session: session({ rewards: [] }) }, { ...CALM, isBusy: true }),
  chosen: state({
    session: session({
      rewards: [
        REWARD,
        { ...DOLLARS_OFF, state: "accepted", amount: 2 },
        { ...FREE_DONUT, state: "accepted", amount: 1.29 },
        CAR_WASH,
      ],
      points: { ...SESSION.points, redeem: 200 },
      discount_total: 4.27,
    }),
    cart: { ...CART, discount_subtotal: 4.27, tax_total: 1.09, total: 14.28 },
  }),
  unconfirmed: state(
    { session: SESSION, cart: SAVED },
    { isBusy: true, unconfirmed: new Map([["OFF", "accept"]]) },
  ),
  declined: state({
    session: session({
      rewards: [
        REWARD,
        { ...DOLLARS_OFF, state: "declined" },
        { ...FREE_DONUT, state: "declined" },
      ],
    }),
    cart: SAVED,
  }),
  releaseRefused: state({ session: SESSION, cart: SAVED, failure: refused("not_allowed") }),
  pending: state({
    session: session({
      status: "pending_finalization",
      rewards: [REWARD, { ...DOLLARS_OFF, state: "accepted", amount: 2 }, FREE_DONUT],
      discount_total: 2.98,
    }),
    cart: { ...CART, discount_subtotal: 2.98, tax_total: 1.2, total: 15.68 },
    order_id: "order_1",
  }),
  finalized: state({ session: session({ status: "finalized" }), cart: SAVED, order_id: "order_1" }),
  failed: state({
    session: session({ status: "failed", rewards: [], messages: [], discount_total: 0 }),
    order_id: "order_1",
  }),
  giftCard: state({
    session: SESSION,
    cart: { ...SAVED, credit_line_total: 10, total: 7.84 },
  }),
  insufficient: state({ session: SESSION, cart: SAVED, failure: refused("insufficient_points") }),
  nothing: state({ session: session({ rewards: [], messages: [], discount_total: 0 }) }),
  away: state({
    session: session({ availability: "unavailable", discount_total: 0, rewards: [] }),
  }),
  bare: state({
    session: session({
      member: { masked_id: null, display_name: null, points_balance: null, tier: null },
      messages: [],
    }),
    cart: SAVED,
  }),
  totalChanged: state({
    session: SESSION,
    cart: SAVED,
    total_changed: { previous_total: 14.28, total: 17.84 },
  }),
  inclusive: state({
    session: session({ currency_code: "eur" }),
    cart: {
      ...SAVED,
      currency_code: "eur",
      original_item_total: 14.47,
      shipping_total: 2.99,
      discount_total: 0.98,
      tax_total: 2.63,
      total: 16.48,
      items: [{ id: "i", quantity: 1, unit_price: 14.47, is_tax_inclusive: true }],
    },
  }),
} satisfies Record<string, LoyaltyState>
