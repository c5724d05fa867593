import { CartReader } from "./cart-reader.js"
import { basketKey, type LoyaltyCart } from "./cart.js"
import { toSelection } from "./choices.js"
import type { LoyaltyClient, SessionKeys } from "./client.js"
import { guarded, REFUSALS } from "./failure.js"
import type { StoreLoyaltySession } from "./http-types.js"
import { Lane, type Errand } from "./lane.js"
import { SessionMemory, type RecordStorage } from "./memory.js"
import { fail, type LoyaltyFailure } from "./result.js"
import { Retry } from "./retry.js"
import { isCalm, NO_FACTS, toState, type Facts, type LoyaltyState } from "./state.js"

/** Quiet time after a cart change before the rewards are asked for. */
const DELAY_MS = 300

export interface LoyaltyStoreOptions {
  client: LoyaltyClient
  /**
   * Where sessions are remembered. Default: the tab's `sessionStorage` and, for half an hour after
   * the tab was closed, the device's `localStorage`.
   */
  storage?: RecordStorage | null
  /** Milliseconds of quiet after a cart change before the rewards are asked for; default 300. */
  delayMs?: number
  /** A customer is signed in: the linked membership opens the session, nothing typed. */
  signedIn?: boolean
  /**
   * Loyalty changed the cart's discounts on the server: read it again. Without this, or where only
   * the cart's id is known, the store reads the cart itself.
   */
  onCartChange?: () => void
}

/** What goes on by itself once a session is open: rewards follow the cart, and the cart the rewards. */
export abstract class LiveSession {
  readonly client: LoyaltyClient
  protected readonly memory: SessionMemory
  protected readonly reader: CartReader
  protected readonly retry = new Retry(() => this.#tryAgain())
  readonly #listeners = new Set<() => void>()
  protected facts: Facts = NO_FACTS
  protected lane: Lane
  /** The shop gave the cart's id and not the cart. */
  protected has_id_only = false
  /** A session that ended was opened again and has not answered yet: once is enough. */
  #has_reopened = false
  #state: LoyaltyState
  /**
   * The state of a new store, which is what a server renders. Parts of a page that a browser takes
   * up late, after loyalty has begun, are compared with what the server made of them.
   */
  readonly first: LoyaltyState

  constructor(protected options: LoyaltyStoreOptions) {
    this.client = options.client
    this.memory = new SessionMemory(options.storage)
    // A shop that gives no more than an id says itself when the cart changed: what is read after
    // an answer is the cart that was asked about.
    this.reader = new CartReader(options.client, (cart) => this.takeCart(cart, !this.has_id_only))
    this.lane = this.#newLane()
    this.first = this.#state = toState(this.facts, this.lane)
  }

  /** The current state; the same object until something changes. */
  getState = (): LoyaltyState => this.#state

  /** Calls `listener` after each change; answers how to stop it. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * Asks for the rewards of the cart as it is now; without a session, for its totals. Where only
   * the cart's id is known, this is how a shop tells of each change, and the last of several asks.
   */
  refresh = (): void => {
    if (this.has_id_only && this.isOpen()) {
      this.lane.basketChanged()
    } else {
      this.askNow()
    }
  }

  /** The shopper has read the refusal. */
  dismissFailure = (): void => this.set({ failure: null })

  /** Rewards as they are now; without a session, totals. */
  protected askNow(): void {
    if (this.isOpen()) {
      this.lane.evaluate()
    } else {
      this.readOwnCart()
    }
  }

  protected isOpen(): boolean {
    return this.facts.session?.status === "active"
  }

  protected takeCart(cart: LoyaltyCart, is_news = true): void {
    const { cart: before, total_changed } = this.facts
    const is_changed = before !== null && basketKey(before) !== basketKey(cart)
    const has_moved_on = before?.total === total_changed?.total && cart.total !== before?.total
    // The cart comes to the new total first; once it leaves that, both tell the shopper nothing.
    this.set({ cart, ...(has_moved_on && { total_changed: null }) })
    if (is_news && is_changed && this.isOpen()) {
      this.lane.basketChanged()
    }
  }

  protected noteTotalChange(change: LoyaltyFailure["total_changed"]): void {
    if (change) {
      const { session, ...total_changed } = change
      const is_open = session?.status === "active"
      this.set({ total_changed, ...(is_open && { session }) })
      if (!is_open) {
        // The JS SDK keeps no body: what the rewards are now has to be asked for.
        this.askNow()
      }
      this.cartChanged()
    }
  }

  /** The server's cart is another one now: this tab reads it, and the others hear of it. */
  protected cartChanged(): void {
    this.tellTabs()
    this.readCart()
  }

  /** Gives up what is under way and planned. */
  protected rest(): void {
    this.retry.stop()
    this.reader.stop()
    this.changeLanes()
  }

  /** Another session: answers for the one before, and choices made in it, count no more. */
  protected changeLanes(): void {
    this.lane.stop()
    this.lane = this.#newLane()
  }

  protected remember({ id, cart_id, token }: StoreLoyaltySession, order_id?: string): void {
    this.memory.keep({
      ...{ cart_id, session_id: id },
      ...(token && { token }),
      ...(order_id && { order_id }),
    })
  }

  protected keys(): SessionKeys | null {
    const { session } = this.facts
    return session && { session_id: session.id, cart_id: session.cart_id }
  }

  protected set(change: Partial<Facts>): void {
    this.facts = { ...this.facts, ...change }
    this.#state = toState(this.facts, this.lane)
    this.#listeners.forEach(guarded)
  }

  /** Something of loyalty changed on the server that other tabs show too. */
  protected abstract tellTabs(): void

  /** Goes on where things stand: rewards and totals as they are now, or a session to begin with. */
  protected takeUp(): void {
    this.askNow()
    if (!this.facts.session) {
      this.reopen()
    }
  }

  /** Opens the session again if that needs nothing of the shopper. */
  protected abstract reopen(): void

  #newLane(): Lane {
    const lane: Lane = new Lane({
      delay_ms: this.options.delayMs ?? DELAY_MS,
      run: (errand) => this.#ask(errand),
      onChange: () => {
        // A lane that was given up has nothing to say.
        if (this.lane === lane) {
          this.set({})
        }
      },
    })
    return lane
  }

  /** One errand of the lane: select or evaluate, and what its answer means. */
  async #ask({ choices, signal, isStale }: Errand): Promise<void> {
    const keys = this.keys()
    if (!keys) {
      return
    }
    const was_choice = choices.size > 0
    const answer = was_choice
      ? await this.client.select({ ...keys, ...toSelection(choices) }, { signal })
      : await this.client.evaluate(keys, { signal })
    if (isStale()) {
      return
    }
    const result = answer.ok && isOver(answer.value) ? fail("session_not_active") : answer
    if (!result.ok) {
      await this.#refused(result.failure, { was_choice, keys, isStale })
      return
    }
    this.#has_reopened = false
    this.remember(result.value)
    const { availability, retry_after } = result.value
    let { failure } = this.facts
    if (isCalm(failure)) {
      failure = null
    }
    if (availability === "ok") {
      this.retry.stop()
    } else {
      this.retry.plan(retry_after)
      if (was_choice) {
        // The engine never heard of it, and it was taken back.
        failure = fail("loyalty_unavailable").failure
      }
    }
    this.set({ session: result.value, failure })
    this.cartChanged()
  }

  async #refused(
    failure: LoyaltyFailure,
    asked: { was_choice: boolean; keys: SessionKeys; isStale: Errand["isStale"] },
  ): Promise<void> {
    if (REFUSALS[failure.code] === "session_ended") {
      await this.#lookForSession(failure, asked)
      return
    }
    this.set({ failure })
    if (asked.was_choice) {
      // Refused, or its outcome is not known: ask what stands.
      this.lane.evaluate()
    } else {
      this.retry.plan(failure.retry_after)
      // The basket is another one all the same.
      this.readOwnCart()
    }
  }

  /** What the engine or the network could not answer is asked again after a wait. */
  protected tellFailure(failure: LoyaltyFailure): void {
    this.set({ failure })
    if (isCalm(failure)) {
      this.retry.plan(failure.retry_after)
    }
  }

  /** The session is no longer open: it became an order in another tab, or it is gone. */
  async #lookForSession(
    failure: LoyaltyFailure,
    { keys, isStale }: { keys: SessionKeys; isStale: Errand["isStale"] },
  ): Promise<void> {
    const found = await this.client.session(keys)
    if (isStale()) {
      return
    }
    if (!found.ok && isCalm(found.failure)) {
      this.tellFailure(found.failure)
      return
    }
    if (found.ok && !isOver(found.value)) {
      this.set({ session: found.value, failure: null })
    } else {
      this.memory.forget(keys)
      this.set({ session: null, failure })
      if (this.options.signedIn && !this.#has_reopened) {
        // Signing in gives the cart to the customer and ends the session: theirs takes its place.
        this.#has_reopened = true
        this.reopen()
      }
    }
    this.cartChanged()
  }

  /** The wait is over: ask again, open again, or offer to identify again. */
  #tryAgain(): void {
    if (!this.facts.session) {
      this.dismissFailure()
    }
    this.takeUp()
  }

  protected readCart(): void {
    guarded(() => this.options.onCartChange?.())
    this.readOwnCart()
  }

  /** Reads the cart where the shop does not give it. */
  protected readOwnCart(): void {
    const { cart_id } = this.facts
    if (cart_id !== null && (this.has_id_only || !this.options.onCartChange)) {
      void this.reader.read(cart_id)
    }
  }
}

/** Ended without an order: there is nothing to show of it. */
export const isOver = ({ status }: StoreLoyaltySession): boolean => status === "failed"
