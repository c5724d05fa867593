import { basketKey, type LoyaltyCart } from "./cart.js"
import { toSelection } from "./choices.js"
import type { CallOptions, LoyaltyClient, LoyaltyCompletion, SessionKeys } from "./client.js"
import { isRecord, totalChangeIn } from "./failure.js"
import type {
  StoreLoyaltyIdentifier,
  StoreLoyaltySession,
  StoreLoyaltySummary,
} from "./http-types.js"
import { Lane, type Errand } from "./lane.js"
import { SessionMemory, type RecordStorage, type SessionRecord } from "./memory.js"
import { Retry } from "./retry.js"
import { fail, succeed, type LoyaltyFailure, type Result } from "./result.js"
import { isCalm, NO_FACTS, toState, type Facts, type LoyaltyState } from "./state.js"
import { Tabs } from "./tabs.js"

/** Quiet time after a cart change before the rewards are asked for. */
const DELAY_MS = 300

export interface LoyaltyStoreOptions {
  client: LoyaltyClient
  /** Where sessions are remembered through a reload; default: the tab's `sessionStorage`. */
  storage?: RecordStorage | null
  /** Milliseconds of quiet after a cart change before the rewards are asked for; default 300. */
  delayMs?: number
  /** A customer is signed in: the linked membership opens the session, nothing typed. */
  signedIn?: boolean
  /**
   * Loyalty changed the cart's discounts on the server: read it again. Without this the store reads
   * the cart itself.
   */
  onCartChange?: () => void
}

/**
 * The one place that knows how a loyalty session goes: every component, in React or not, shows its
 * state and calls its actions. Nothing of it needs a browser until a cart is set.
 */
export class LoyaltyStore {
  readonly client: LoyaltyClient
  readonly memory: SessionMemory
  private facts: Facts = NO_FACTS
  private state: LoyaltyState
  private lane: Lane
  private tabs: Tabs | null = null
  private readonly retry = new Retry(() => this.lane.evaluate())
  private readonly listeners = new Set<() => void>()
  /** Tells answers for an earlier cart, or from before a reset, from those that count. */
  private visit = 0

  constructor(private options: LoyaltyStoreOptions) {
    this.client = options.client
    this.memory = new SessionMemory(options.storage)
    this.lane = this.newLane()
    this.state = toState(this.facts, this.lane)
  }

  /** The current state; the same object until something changes. */
  getState = (): LoyaltyState => this.state

  /** Calls `listener` after each change; answers how to stop it. */
  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Takes in other callbacks; the session goes on. */
  configure(options: Pick<LoyaltyStoreOptions, "onCartChange" | "signedIn">): void {
    this.options = { ...this.options, ...options }
  }

  /**
   * The shop's cart as it is now: an object of the shop's, or an id, and then the store reads the
   * cart itself. Another cart restores that cart's session; a changed basket asks for its rewards.
   */
  setCart(given: LoyaltyCart | string | null): void {
    const cart = typeof given === "string" ? null : given
    const cart_id = typeof given === "string" ? given : (cart?.id ?? null)
    if (cart_id !== this.facts.cart_id) {
      this.enter(cart_id, cart)
      return
    }
    if (cart) {
      this.takeCart(cart)
    }
  }

  /** Opens the cart's session again after a reload, or that of the customer's linked member. */
  initializeSession = async (): Promise<Result<StoreLoyaltySession | null>> => {
    const { cart_id } = this.facts
    if (cart_id === null || this.facts.session) {
      return succeed(this.facts.session)
    }
    return this.move("restoring", async () => {
      const record = this.memory.ofCart(cart_id) ?? (await this.tabs?.ask(cart_id)) ?? null
      const restored = record && (await this.restore(record))
      return restored?.ok || !this.options.signedIn
        ? (restored ?? succeed(null))
        : this.client.openSession({ cart_id })
    })
  }

  /** Opens the cart's session for whoever has this phone number, e-mail or card. */
  identify = async (
    identifier: StoreLoyaltyIdentifier,
  ): Promise<Result<StoreLoyaltySession | null>> => {
    const { cart_id } = this.facts
    if (cart_id === null) {
      return fail("session_not_found", { message: "There is no cart yet" })
    }
    return this.move("identifying", () => this.client.identify({ cart_id, ...identifier }))
  }

  /** Accepts an optional reward: shown at once, and taken back if the server refuses. */
  selectReward = (provider_reward_id: string): void => this.choose(provider_reward_id, "accept")

  declineReward = (provider_reward_id: string): void => this.choose(provider_reward_id, "decline")

  /** Asks for the rewards of the cart as it is now. */
  refresh = (): void => {
    if (this.facts.session?.status === "active") {
      this.lane.evaluate()
    }
  }

  /** Ends the session: its discounts leave the cart. */
  release = async (): Promise<Result<null>> => {
    const keys = this.keys()
    if (!keys) {
      return succeed(null)
    }
    const result = await this.move("releasing", async () => {
      const released = await this.client.release(keys)
      return released.ok || released.failure.code === "session_not_found" ? succeed(null) : released
    })
    return result.ok ? succeed(null) : result
  }

  /** Completes the cart; a changed total is kept in the state, for the shopper to confirm. */
  complete = async (): Promise<Result<LoyaltyCompletion>> => {
    const { cart_id } = this.facts
    if (cart_id === null) {
      return fail("session_not_found", { message: "There is no cart yet" })
    }
    const result = await this.client.complete(cart_id)
    if (result.ok && result.value.type === "order") {
      this.bindOrder(result.value.order.id)
    } else if (!result.ok) {
      this.noteTotalChange(result.failure)
    }
    return result
  }

  /**
   * For shops that complete the cart themselves: give it whatever that threw. True when the total
   * changed because of loyalty; the state then has both totals.
   */
  handleCompletionError = (error: unknown): boolean => {
    const message = isRecord(error) || error instanceof Error ? error.message : error
    const change = typeof message === "string" ? totalChangeIn(message) : null
    if (change) {
      this.noteTotalChange({
        ...fail("loyalty_total_changed").failure,
        total_changed: { ...change, session: null },
      })
    }
    return change !== null
  }

  /** What an order earned: with the token this tab has for it, or as the signed-in customer. */
  async orderSummary(
    order_id: string,
    call: CallOptions = {},
  ): Promise<Result<StoreLoyaltySummary>> {
    for (const token of this.memory.tokensFor(order_id)) {
      const found = await this.client.summary(order_id, { ...call, token })
      if (found.ok || found.failure.status !== 404) {
        return found
      }
    }
    return this.client.summary(order_id, call)
  }

  /** The shopper has seen the new total. */
  confirmTotal = (): void => this.set({ total_changed: null })

  /** For shops that complete the cart themselves: lets this tab read the order's summary. */
  bindOrder = (order_id: string): void => {
    const { session } = this.facts
    if (session) {
      this.remember(session, order_id)
    }
    this.lane.stop()
    this.set({
      order_id,
      total_changed: null,
      session: session && { ...session, status: "pending_finalization" },
    })
  }

  /** The shopper has read the refusal. */
  dismissFailure = (): void => this.set({ failure: null })

  /** Begins to listen to the shop's other tabs; answers how to stop everything. */
  connect(): () => void {
    this.tabs = new Tabs({
      recordOf: (cart_id) => this.memory.ofCart(cart_id),
      onChanged: (cart_id) => void this.readAgain(cart_id),
    })
    return () => {
      this.tabs?.close()
      this.tabs = null
      this.retry.stop()
      this.lane.stop()
      this.lane = this.newLane()
    }
  }

  private newLane(): Lane {
    const lane: Lane = new Lane({
      delay_ms: this.options.delayMs ?? DELAY_MS,
      run: (errand) => this.ask(errand),
      onChange: () => {
        // A lane that was given up has nothing to say.
        if (this.lane === lane) {
          this.set({})
        }
      },
    })
    return lane
  }

  private enter(cart_id: string | null, cart: LoyaltyCart | null): void {
    this.visit += 1
    this.retry.stop()
    this.lane.stop()
    this.lane = this.newLane()
    this.set({ ...NO_FACTS, cart_id, cart })
    if (cart_id !== null) {
      if (!cart) {
        void this.loadCart()
      }
      void this.initializeSession()
    }
  }

  private takeCart(cart: LoyaltyCart): void {
    const before = this.facts.cart
    this.set({ cart })
    const is_changed = before !== null && basketKey(before) !== basketKey(cart)
    if (is_changed && this.facts.session?.status === "active") {
      this.lane.basketChanged()
    }
  }

  private choose(provider_reward_id: string, choice: "accept" | "decline"): void {
    if (this.facts.session?.status === "active") {
      this.set({ failure: null })
      this.lane.choose(provider_reward_id, choice)
    }
  }

  /** Runs what opens or ends a session, and takes its answer in. */
  private async move(
    moving: NonNullable<Facts["moving"]>,
    act: () => Promise<Result<StoreLoyaltySession | null>>,
  ): Promise<Result<StoreLoyaltySession | null>> {
    const visit = this.visit
    this.set({ moving, failure: null })
    const result = await act()
    if (visit !== this.visit) {
      return fail("aborted")
    }
    if (result.ok) {
      this.takeSession(result.value, moving === "releasing")
    } else {
      const is_silent = moving === "restoring"
      this.set({ moving: null, failure: is_silent ? null : result.failure })
    }
    return result
  }

  private takeSession(session: StoreLoyaltySession | null, is_released: boolean): void {
    const { cart_id } = this.facts
    this.set({ moving: null, session })
    if (session) {
      this.remember(session, null)
      if (session.status === "active") {
        this.lane.evaluate()
      }
    } else if (is_released && cart_id !== null) {
      this.lane.stop()
      this.lane = this.newLane()
      this.memory.forget(cart_id)
      this.cartChanged()
    }
  }

  private async restore(record: SessionRecord): Promise<Result<StoreLoyaltySession | null>> {
    const found = await this.client.session(record)
    if (found.ok && !isOver(found.value)) {
      this.memory.keep(record)
      return found
    }
    const is_gone = found.ok || found.failure.code === "session_not_found"
    if (is_gone) {
      this.memory.forget(record.cart_id)
    }
    return found.ok ? fail("session_not_found") : found
  }

  /** One errand of the lane: select or evaluate, and what its answer means. */
  private async ask({ choices, signal, isStale }: Errand): Promise<void> {
    const keys = this.keys()
    if (!keys) {
      return
    }
    const result =
      choices.size > 0
        ? await this.client.select({ ...keys, ...toSelection(choices) }, { signal })
        : await this.client.evaluate(keys, { signal })
    if (isStale()) {
      return
    }
    if (result.ok) {
      const failure = isCalm(this.facts.failure) ? null : this.facts.failure
      this.set({ session: result.value, failure })
      this.planRetry(result.value)
      this.cartChanged()
    } else if (result.failure.code !== "aborted") {
      await this.refused(result.failure, { was_choice: choices.size > 0, keys })
    }
  }

  private planRetry({ availability, retry_after }: StoreLoyaltySession): void {
    if (availability === "ok") {
      this.retry.stop()
    } else {
      this.retry.plan(retry_after)
    }
  }

  private async refused(
    failure: LoyaltyFailure,
    { was_choice, keys }: { was_choice: boolean; keys: SessionKeys },
  ): Promise<void> {
    this.set({ failure })
    if (failure.code === "session_not_found" || failure.code === "session_not_active") {
      const found = await this.client.session(keys)
      if (!found.ok || isOver(found.value)) {
        this.memory.forget(keys.cart_id)
      }
      this.set({ session: found.ok && !isOver(found.value) ? found.value : null })
    } else if (was_choice) {
      // Refused, or its outcome is not known: ask what stands.
      this.lane.evaluate()
    } else {
      this.retry.plan(failure.retry_after)
    }
  }

  /** Another tab changed something: read the session's row, which costs no engine. */
  private async readAgain(cart_id: string): Promise<void> {
    if (cart_id !== this.facts.cart_id) {
      return
    }
    const keys = this.keys()
    const visit = this.visit
    const found = keys && (await this.client.session(keys))
    if (visit !== this.visit || this.lane.isBusy) {
      return
    }
    if (!keys) {
      void this.initializeSession()
    } else if (found?.ok) {
      this.set({ session: isOver(found.value) ? null : found.value })
    }
    this.readCart()
  }

  private noteTotalChange({ total_changed }: LoyaltyFailure): void {
    if (total_changed) {
      const { session, ...totals } = total_changed
      this.set({ total_changed: totals, session: session ?? this.facts.session })
      this.cartChanged()
    }
  }

  /** The server's cart is another one now: this tab reads it, and the others hear of it. */
  private cartChanged(): void {
    if (this.facts.cart_id !== null) {
      this.tabs?.tellChanged(this.facts.cart_id)
    }
    this.readCart()
  }

  private readCart(): void {
    if (this.options.onCartChange) {
      this.options.onCartChange()
    } else {
      void this.loadCart()
    }
  }

  private async loadCart(): Promise<void> {
    const { cart_id } = this.facts
    const found = cart_id === null ? null : await this.client.cart(cart_id)
    if (found?.ok && cart_id === this.facts.cart_id) {
      this.takeCart(found.value)
    }
  }

  private remember(session: StoreLoyaltySession, order_id: string | null): void {
    const { id, cart_id, token, expires_at } = session
    this.memory.keep({ cart_id, session_id: id, token: token ?? null, expires_at, order_id })
  }

  private keys(): SessionKeys | null {
    const { session } = this.facts
    return session && { session_id: session.id, cart_id: session.cart_id }
  }

  private set(change: Partial<Facts>): void {
    this.facts = { ...this.facts, ...change }
    this.state = toState(this.facts, this.lane)
    this.listeners.forEach((listener) => listener())
  }
}

/** Ended without an order: there is nothing to show of it. */
const isOver = ({ status }: StoreLoyaltySession): boolean => status === "failed"
