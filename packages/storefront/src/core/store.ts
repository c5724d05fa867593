import type { LoyaltyCart } from "./cart.js"
import type { CallOptions, LoyaltyCompletion, SessionKeys } from "./client.js"
import { totalChangeOfThrown } from "./failure.js"
import type {
  StoreCustomerLoyaltyResponse,
  StoreLoyaltyIdentifier,
  StoreLoyaltySession,
  StoreLoyaltySummary,
} from "./http-types.js"
import { isOver, LiveSession, type LoyaltyStoreOptions } from "./live-session.js"
import type { SessionRecord } from "./memory.js"
import { fail, succeed, type Result } from "./result.js"
import { isCalm, isTrouble, NO_FACTS, type Facts } from "./state.js"
import { Tabs } from "./tabs.js"

export type { LoyaltyStoreOptions } from "./live-session.js"

/** Done by itself, not asked for by the shopper. */
const isQuiet = (moving: Facts["moving"]) => moving === "asking" || moving === "restoring"

/** There was a session of this cart, and there is none any more. */
const LOST = fail("session_not_found")
/** The plugin says so itself: a proxy's 404 says nothing of a session. */
const isLost = (result: Result<unknown>): boolean =>
  !result.ok && result.failure.code === "session_not_found"

/** No cart yet. */
const NO_CART = fail("session_not_found")

type Opened = Result<StoreLoyaltySession | null>

/**
 * The one place that knows how a loyalty session goes: every component, in React or not, shows its
 * state and calls its actions. Nothing of it needs a browser until it is connected.
 */
export class LoyaltyStore extends LiveSession {
  #tabs: Tabs | null = null
  /** Tells answers for an earlier cart from those that count. */
  #visit = 0
  #has_left = false

  /** Takes in other callbacks; the session goes on. */
  configure(options: Pick<LoyaltyStoreOptions, "onCartChange" | "signedIn">): void {
    const before = this.options.signedIn
    this.options = { ...this.options, ...options }
    const { signedIn } = this.options
    if (signedIn && !before) {
      // Signing in may have ended a guest's session.
      this.takeUp()
    } else if (before && signedIn === false && this.isOpen()) {
      // Whoever comes next at this device is not shown whose rewards these are.
      void this.#release(true)
    }
  }

  /**
   * Begins to listen to the shop's other tabs; answers how to stop everything. Connected again, the
   * store takes up what was cut short: React's strict mode and a moved element do that.
   */
  connect(): () => void {
    this.#tabs = new Tabs({
      recordOf: (cart_id) => this.memory.ofCart(cart_id),
      onChanged: (cart_id) => void this.#readAgain(cart_id),
    })
    if (this.#has_left) {
      this.#has_left = false
      this.takeUp()
    }
    return () => {
      this.#has_left = true
      this.#tabs?.close()
      this.#tabs = null
      this.rest()
      if (isQuiet(this.facts.moving)) {
        this.#visit += 1
        this.set({ moving: null })
      }
    }
  }

  /**
   * The shop's cart as it is now: an object of the shop's, or an id, and then the store reads the
   * cart itself. Another cart restores that cart's session; a changed basket asks for its rewards.
   */
  setCart = (given: LoyaltyCart | string | null): void => {
    const cart = typeof given === "string" ? null : given
    const cart_id = typeof given === "string" ? given : (cart?.id ?? null)
    this.has_id_only = typeof given === "string"
    if (cart_id !== this.facts.cart_id) {
      this.#enter(cart_id, cart)
    } else if (cart) {
      this.takeCart(cart)
    }
  }

  /** Opens the cart's session again after a reload, or that of the customer's linked member. */
  initializeSession = (): Promise<Opened> => this.#begin(this.options.signedIn)

  /** @param opens whether the linked membership opens a session where none is known */
  async #begin(opens = false): Promise<Opened> {
    const { cart_id } = this.facts
    if (cart_id === null || this.facts.session) {
      return succeed(this.facts.session)
    }
    const known = this.memory.ofCart(cart_id)
    // What is left behind later is the session of whoever identifies while other tabs are asked.
    const left = this.memory.leftBehind(cart_id)
    return this.#move(known || opens ? "restoring" : "asking", async () => {
      // A component inside the provider names the cart before the provider has connected.
      await Promise.resolve()
      const record = known ?? (await this.#tabs?.ask(cart_id))
      const found = record ? await this.#restore(record) : await this.#endLeft(left)
      if (!opens || (found.ok ? found.value : found !== LOST)) {
        return found
      }
      const opened = await this.client.openSession({ cart_id })
      return opened.ok || found.ok || isCalm(opened.failure) ? opened : found
    })
  }

  /** Opens the cart's session for whoever has this phone number, e-mail or card. */
  identify = async (identifier: StoreLoyaltyIdentifier): Promise<Opened> => {
    const { cart_id } = this.facts
    return cart_id === null
      ? NO_CART
      : this.#move("identifying", () => this.client.identify({ cart_id, ...identifier }))
  }

  /** Accepts an optional reward: shown at once, and taken back if the server refuses. */
  selectReward = (provider_reward_id: string): void => this.#choose(provider_reward_id, "accept")

  /** Declines an optional reward, in the same way. */
  declineReward = (provider_reward_id: string): void => this.#choose(provider_reward_id, "decline")

  /** Ends the session: its discounts leave the cart. */
  release = (): Promise<Opened> => this.#release()

  /** @param forgets hides it also where the server keeps it, because the cart is being paid */
  async #release(forgets = false): Promise<Opened> {
    const keys = this.keys()
    return keys === null ? succeed(null) : this.#move("releasing", () => this.#end(keys, forgets))
  }

  /** Completes the cart; a changed total is kept in the state, for the shopper to confirm. */
  complete = async (): Promise<Result<LoyaltyCompletion>> => {
    const { cart_id } = this.facts
    if (cart_id === null) {
      return NO_CART
    }
    const result = await this.client.complete(cart_id)
    if (result.ok && result.value.type === "order") {
      this.bindOrder(result.value.order.id)
    } else if (!result.ok) {
      this.noteTotalChange(result.failure.total_changed)
    }
    return result
  }

  /**
   * For shops that complete the cart themselves: give it whatever that threw. True when the total
   * changed because of loyalty; the state then has both totals.
   */
  handleCompletionError = (error: unknown): boolean => {
    const change = totalChangeOfThrown(error)
    this.noteTotalChange(change)
    return change !== null
  }

  /** The shopper has seen the new total. */
  confirmTotal = (): void => this.set({ total_changed: null })

  /** For shops that complete the cart themselves: lets this tab read the order's summary. */
  bindOrder = (order_id: string): void => {
    const { session } = this.facts
    this.rest()
    if (session) {
      this.remember(session, order_id)
    }
    this.set({
      order_id,
      total_changed: null,
      session: session && { ...session, status: "pending_finalization" },
    })
    this.tellTabs()
  }

  /** Whether an order was placed in this tab that can prove whose a membership is. */
  canLink = (): boolean => this.memory.proofs().length > 0

  /**
   * Links the membership with this identifier to the signed-in customer, by an order that was
   * placed with it in this tab.
   */
  link = async (
    identifier: StoreLoyaltyIdentifier,
  ): Promise<Result<StoreCustomerLoyaltyResponse>> => {
    for (const proof of this.memory.proofs()) {
      const linked = await this.client.link({ ...identifier, proof })
      if (linked.ok || linked.failure.code !== "not_allowed") {
        return linked
      }
    }
    return fail("not_allowed")
  }

  /** What an order earned: with the token this tab has for it, or as the signed-in customer. */
  orderSummary = async (
    order_id: string,
    call: CallOptions = {},
  ): Promise<Result<StoreLoyaltySummary>> => {
    for (const record of this.memory.candidatesFor(order_id)) {
      if (record.token === null) {
        continue
      }
      const found = await this.client.summary(order_id, { ...call, token: record.token })
      if (found.ok && record.order_id === null) {
        this.#noteOrder(record, order_id)
      }
      if (!isLost(found)) {
        return found
      }
    }
    return this.client.summary(order_id, call)
  }

  /** A session's token read this order: the session is the order's, whoever completed the cart. */
  #noteOrder(record: SessionRecord, order_id: string): void {
    if (this.facts.session?.id === record.session_id) {
      this.bindOrder(order_id)
    } else {
      this.memory.keep({ ...record, order_id })
    }
  }

  #enter(cart_id: string | null, cart: LoyaltyCart | null): void {
    this.#visit += 1
    this.rest()
    this.set({ ...NO_FACTS, cart_id, cart })
    if (cart_id !== null) {
      if (!cart) {
        this.readOwnCart()
      }
      this.reopen()
    }
  }

  #choose(provider_reward_id: string, choice: "accept" | "decline"): void {
    if (this.isOpen()) {
      this.set({ failure: null, total_changed: null })
      this.lane.choose(provider_reward_id, choice)
    }
  }

  /** Runs what opens or ends a session, and takes its answer in. */
  async #move(moving: NonNullable<Facts["moving"]>, act: () => Promise<Opened>): Promise<Opened> {
    const visit = this.#visit
    const is_quiet = isQuiet(moving)
    this.set({ moving, ...(!is_quiet && { failure: null, total_changed: null }) })
    const result = await act()
    if (visit !== this.#visit) {
      return fail("aborted")
    }
    if (is_quiet && this.facts.session) {
      // Identified meanwhile: what was remembered counts no more.
      return succeed(this.facts.session)
    }
    if (this.facts.moving === moving) {
      this.set({ moving: null })
    }
    if (result.ok) {
      this.#takeSession(result.value, moving)
    } else if (!is_quiet || isTrouble(result.failure) || result === LOST) {
      // Nobody asked for a session, so nobody is told that there is none; but rewards that have
      // left the cart are missed.
      this.tellFailure(result.failure)
      if (result === LOST) {
        this.cartChanged()
      }
    }
    return result
  }

  #takeSession(session: StoreLoyaltySession | null, moving: Facts["moving"]): void {
    if (session) {
      this.remember(session)
      if (session.id !== this.facts.session?.id) {
        this.changeLanes()
      }
      this.set({ session, failure: null })
      this.askNow()
    } else if (moving === "releasing") {
      this.rest()
      this.set({ session: null })
      this.cartChanged()
    }
  }

  async #restore(record: SessionRecord): Promise<Opened> {
    const found = await this.client.session(record)
    if (found.ok && !isOver(found.value)) {
      this.memory.keep(record)
      return found
    }
    if (found.ok || isLost(found)) {
      this.memory.forget(record)
      return LOST
    }
    return found
  }

  /**
   * A tab that was closed long ago left rewards in the cart. Whose they are is not shown to whoever
   * is here now, so they go; unless the cart is being paid or an order, which keeps them.
   */
  async #endLeft(left: SessionRecord | null): Promise<Opened> {
    if (!left) {
      return succeed(null)
    }
    const ended = await this.#end(left)
    return ended.ok ? LOST : this.#restore(left)
  }

  /** Takes the session's discounts off its cart. */
  async #end(keys: SessionKeys, forgets = false): Promise<Result<null>> {
    const released = await this.client.release(keys)
    if (released.ok || isLost(released) || forgets) {
      this.memory.forget(keys)
      return succeed(null)
    }
    return released
  }

  /** Another tab changed something: read the session's row, which costs no engine. */
  async #readAgain(cart_id: string): Promise<void> {
    if (cart_id !== this.facts.cart_id) {
      return
    }
    const keys = this.keys()
    const found = keys && (await this.client.session(keys))
    if (found?.ok && this.facts.session?.id === keys?.session_id && !this.lane.isBusy) {
      this.set({ session: isOver(found.value) ? null : found.value })
    }
    if (!this.facts.session) {
      if (keys) {
        // Ended there, or another member's took its place.
        this.memory.forget(keys)
      }
      // Whoever ended a session there does not want it opened again from here.
      void this.#begin()
    }
    this.readCart()
  }

  protected override reopen(): void {
    void this.initializeSession()
  }

  protected override tellTabs(): void {
    if (this.facts.cart_id !== null) {
      this.#tabs?.tellChanged(this.facts.cart_id)
    }
  }
}
