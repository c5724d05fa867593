import type { LoyaltyCart } from "./cart.js"
import type { CallOptions, LoyaltyCompletion } from "./client.js"
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

const NO_CART = fail("session_not_found", { message: "No cart yet" })

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
    const has_signed_in = options.signedIn === true && this.options.signedIn === false
    this.options = { ...this.options, ...options }
    if (has_signed_in) {
      // Signing in may have ended a guest's session.
      this.takeUp()
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
  initializeSession = async (): Promise<Opened> => {
    const { cart_id } = this.facts
    if (cart_id === null || this.facts.session) {
      return succeed(this.facts.session)
    }
    const known = this.memory.ofCart(cart_id)
    const { signedIn } = this.options
    return this.#move(known || signedIn ? "restoring" : "asking", async () => {
      // A component inside the provider names the cart before the provider has connected.
      await Promise.resolve()
      const record = known ?? (await this.#tabs?.ask(cart_id)) ?? null
      const restored: Opened = record ? await this.#restore(record) : fail("session_not_found")
      const is_gone = !restored.ok && restored.failure.code === "session_not_found"
      if (is_gone && signedIn) {
        return this.client.openSession({ cart_id })
      }
      return is_gone ? succeed(null) : restored
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
  release = async (): Promise<Opened> => {
    const keys = this.keys()
    return keys === null
      ? succeed(null)
      : this.#move("releasing", async () => {
          const released = await this.client.release(keys)
          const is_gone = released.ok || released.failure.code === "session_not_found"
          return is_gone ? succeed(null) : released
        })
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
      if (found.ok || found.failure.status !== 404) {
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
    if (this.facts.session?.status === "active") {
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
    } else if (!is_quiet || isTrouble(result.failure)) {
      // Nobody asked for a restored session, so nobody is told that there is none.
      this.set({ failure: result.failure })
      if (isCalm(result.failure)) {
        this.retry.plan(result.failure.retry_after)
      }
    }
    return result
  }

  #takeSession(session: StoreLoyaltySession | null, moving: Facts["moving"]): void {
    if (session) {
      this.remember(session, null)
      if (session.id !== this.facts.session?.id) {
        this.changeLanes()
      }
      this.set({ session, failure: null })
      this.refresh()
    } else if (moving === "releasing") {
      this.rest()
      this.memory.forget(this.facts.cart_id ?? "")
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
    if (found.ok || found.failure.code === "session_not_found") {
      this.memory.forget(record.cart_id)
      return fail("session_not_found")
    }
    return found
  }

  /** Another tab changed something: read the session's row, which costs no engine. */
  async #readAgain(cart_id: string): Promise<void> {
    if (cart_id !== this.facts.cart_id) {
      return
    }
    const keys = this.keys()
    if (keys) {
      const found = await this.client.session(keys)
      const is_same = this.facts.session?.id === keys.session_id
      if (found.ok && is_same && !this.lane.isBusy) {
        this.set({ session: isOver(found.value) ? null : found.value })
      }
    } else {
      this.reopen()
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
