export { adminHeaders, createAdminUser, type AdminUser, type RequestOptions } from "./admin"
export { launchBrowser } from "./browser"
export { Clerk, itemsOf, type Basket } from "./clerk"
export { describeShop, type ShopParts, type ShopSetup } from "./describe-shop"
export { guardCounts, type GuardCounts } from "./guard-counts"
export { holdUpdates } from "./hold-updates"
export { leapt } from "./leapt"
export { lockTable } from "./lock-table"
export { publishableKey } from "./publishable-key"
export { refuseUpdates, TIMED_OUT } from "./refuse-updates"
export { allowLoopbackEngine, engineOptions, openShop, switchOn, type Shop } from "./shop"
export {
  fulfil,
  JOHN,
  refusal,
  Shopper,
  type Cart,
  type HttpClient,
  type HttpReply,
  type Order,
} from "./shopper"
export { stageOf, type Stage } from "./stage"
export { waitFor, type WaitOptions } from "./wait-for"
