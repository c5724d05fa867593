import {
  createLoyaltyClient,
  LoyaltyStore,
  type LoyaltyState,
  type LoyaltyTransport,
} from "../src/core/index.js"
import { fail } from "../src/core/result.js"

const NOTHING: LoyaltyTransport = () => new Promise(() => {})

/** A store that stands still in one state, so that every state can be looked at. */
export class FrozenStore extends LoyaltyStore {
  constructor(state: LoyaltyState, transport: LoyaltyTransport = NOTHING) {
    super({ client: createLoyaltyClient({ transport }), storage: null })
    this.getState = () => state
    this.identify = () => Promise.resolve(fail("aborted"))
    this.release = () => Promise.resolve(fail("aborted"))
    this.setCart = () => {}
    this.canLink = () => state.order_id !== null
    this.selectReward = () => {}
    this.declineReward = () => {}
  }
}
