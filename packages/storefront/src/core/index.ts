export { basketKey, LOYALTY_CART_FIELDS, type LoyaltyCart, type LoyaltyCartItem } from "./cart.js"
export {
  createLoyaltyClient,
  type CallOptions,
  type LoyaltyClient,
  type LoyaltyClientOptions,
  type LoyaltyCompletion,
  type SessionKeys,
} from "./client.js"
export { totalChangeIn } from "./failure.js"
export type * from "./http-types.js"
export type { RecordStorage, SessionRecord } from "./memory.js"
export type { LoyaltyFailure, LoyaltyFailureCode, Result, TotalChange } from "./result.js"
export type { LoyaltyState, LoyaltyStatus } from "./state.js"
export { LoyaltyStore, type LoyaltyStoreOptions } from "./store.js"
export type {
  FetchTransportOptions,
  LoyaltyRequest,
  LoyaltyTransport,
  MedusaSdk,
} from "./transport.js"
