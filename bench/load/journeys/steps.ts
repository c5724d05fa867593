import type { StoreLoyaltySession } from "../../../src/types/http/store"
import { ADDRESS } from "../../lib/address"
import type { LoadRequest } from "../job"
import type { JourneyPlan } from "./plan"
import type { JourneyShop } from "./types"

/** What a shopper knows by now. */
export interface Memory {
  plan: JourneyPlan
  shop: JourneyShop
  cart_id: string
  collection_id: string
  order_id: string
  session?: StoreLoyaltySession
  token: string
}

/** The parts of Medusa's and our replies that a journey goes on with. */
export interface StepReply {
  cart?: { id: string }
  payment_collection?: { id: string }
  type?: string
  order?: { id: string }
  error?: { message?: string; type?: string }
  loyalty_session?: StoreLoyaltySession
}

export type StepName =
  | "create cart"
  | "identify"
  | "see rewards"
  | "add to cart"
  | "read cart"
  | "accept a reward"
  | "address"
  | "shipping"
  | "payment collection"
  | "payment session"
  | "complete"
  | "read order"
  | "read summary"

/** One thing that a shopper does. */
export interface Step {
  name: StepName
  /** Bare Medusa has nothing of the kind: its shopper rests as long and goes on. */
  isLoyalty?: true
  /** Which product of the basket it is about. */
  product?: number
  /** Undefined where it turns out that there is nothing to do. */
  request: (memory: Memory) => (LoadRequest & { headers?: Record<string, string> }) | undefined
  /** Keeps what later steps need. */
  learn?: (memory: Memory, reply: StepReply) => void
}

const post = (path: string, body: unknown = {}): LoadRequest => ({ method: "POST", path, body })
const get = (path: string): LoadRequest => ({ method: "GET", path })

const learnSession: Step["learn"] = (memory, { loyalty_session }) => {
  if (loyalty_session) {
    memory.session = loyalty_session
    memory.token = loyalty_session.token ?? memory.token
  }
}

const addProduct = (product: number): Step => ({
  name: "add to cart",
  product,
  request: ({ cart_id, plan, shop }) => {
    const { sku, quantity } = plan.basket[product] ?? { sku: "", quantity: 0 }
    const variant_id = shop.variants[sku]
    return post(`/store/carts/${cart_id}/line-items`, { variant_id, quantity })
  },
})

const SEE_REWARDS: Step = {
  name: "see rewards",
  isLoyalty: true,
  request: ({ cart_id, session }) =>
    session && post("/store/loyalty/rewards", { cart_id, session_id: session.id }),
  learn: learnSession,
}

/** A whole journey, in the order of a storefront with an identification at the beginning. */
export const STEPS: readonly Step[] = [
  {
    name: "create cart",
    request: ({ shop }) => post("/store/carts", { region_id: shop.region_id }),
    learn: (memory, { cart }) => {
      memory.cart_id = cart?.id ?? ""
    },
  },
  {
    name: "identify",
    isLoyalty: true,
    request: ({ cart_id, plan, shop }) => {
      const phone = shop.phones[plan.number % shop.phones.length]
      return post("/store/loyalty/identify", { cart_id, phone })
    },
    learn: learnSession,
  },
  SEE_REWARDS,
  addProduct(0),
  addProduct(1),
  addProduct(2),
  { name: "read cart", request: ({ cart_id }) => get(`/store/carts/${cart_id}`) },
  SEE_REWARDS,
  {
    name: "accept a reward",
    isLoyalty: true,
    request: ({ cart_id, session }) => {
      const offered = session?.rewards.find(({ state }) => state === "offered")
      const keys = { cart_id, session_id: session?.id }
      return offered && post("/store/loyalty/rewards/select", { ...keys, accept: [offered.id] })
    },
    learn: learnSession,
  },
  {
    name: "address",
    request: ({ cart_id }) =>
      post(`/store/carts/${cart_id}`, { email: "shopper@example.com", shipping_address: ADDRESS }),
  },
  {
    name: "shipping",
    request: ({ cart_id, shop }) =>
      post(`/store/carts/${cart_id}/shipping-methods`, { option_id: shop.shipping_option_id }),
  },
  SEE_REWARDS,
  {
    name: "payment collection",
    request: ({ cart_id }) => post("/store/payment-collections", { cart_id }),
    learn: (memory, { payment_collection }) => {
      memory.collection_id = payment_collection?.id ?? ""
    },
  },
  {
    name: "payment session",
    request: ({ collection_id }) =>
      post(`/store/payment-collections/${collection_id}/payment-sessions`, {
        provider_id: "pp_system_default",
      }),
  },
  {
    name: "complete",
    request: ({ cart_id }) => post(`/store/carts/${cart_id}/complete`),
    learn: (memory, { order }) => {
      memory.order_id = order?.id ?? ""
    },
  },
  { name: "read order", request: ({ order_id }) => get(`/store/orders/${order_id}`) },
  {
    name: "read summary",
    isLoyalty: true,
    request: ({ order_id, token }) => ({
      ...get(`/store/loyalty/orders/${order_id}/summary`),
      headers: { "x-loyalty-token": token },
    }),
  },
]
