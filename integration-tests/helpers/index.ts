export { adminHeaders, createAdminUser, type AdminUser, type RequestOptions } from "./admin"
export { launchBrowser } from "./browser"
export { publishableKey } from "./publishable-key"
export { allowLoopbackEngine, openShop, switchOn, type Shop } from "./shop"
export {
  fulfil,
  JOHN,
  Shopper,
  type Cart,
  type HttpClient,
  type HttpReply,
  type Order,
} from "./shopper"
export { waitFor, type WaitOptions } from "./wait-for"
