import { CartReader } from "./cart-reader.js"
import { basketKey, type LoyaltyCart } from "./cart.js"
import { toSelection } from "./choices.js"
import type { LoyaltyClient, SessionKeys } from "./client.js"
import type { StoreLoyaltySession } from "./http-types.js"
import { Lane, type Errand } from "./lane.js"
import { SessionMemory, type RecordStorage } from "./memory.js"
import type { LoyaltyFailure } from "./result.js"
import { Retry } from "./retry.js"
import { isCalm, NO_FACTS, toState, type Facts, type LoyaltyState } from "./state.js"

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

/** What goes on by itself once a session is open: rewards follow the cart, and the cart the rewards. */
export abstract class LiveSession {
  readonly client: LoyaltyClient
  protected readonly memory: SessionMemory
  protected readonly reader: CartReader
  protected readonly retry = new Retry(() => this.tryAgain())
  private readonly listeners = new Set<() => void>()
  protected facts: Facts = NO_FACTS
  protected lane: Lane
  private state: LoyaltyState

  constructor(protected options: LoyaltyStoreOptions) {
    this.client = options.client
    this.memory = new SessionMemory(options.storage)
    this.reader = new CartReader(options.client, (cart) => this.takeCart(cart))
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

  /** Asks for the rewards of the cart as it is now. */
  refresh = (): void => {
    if (this.facts.session?.status === "active") {
      this.lane.evaluate()
    }
  }

  /** The shopper has read the refusal. */
  dismissFailure = (): void => this.set({ failure: null })

  protected takeCart(cart: LoyaltyCart): void {
    const before = this.facts.cart
    this.set({ cart })
    const is_changed = before !== null && basketKey(before) !== basketKey(cart)
    if (is_changed && this.facts.session?.status === "active") {
      this.lane.basketChanged()
    }
  }

  protected noteTotalChange(change: LoyaltyFailure["total_changed"]): void {
    if (change) {
      const { session, ...total_changed } = change
      this.set({ total_changed, session: session ?? this.facts.session })
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
    this.lane.stop()
    this.lane = this.newLane()
  }

  protected remember(session: StoreLoyaltySession, order_id: string | null): void {
    const { id, cart_id, token, expires_at } = session
    this.memory.keep({
      cart_id,
      session_id: id,
      token: token ?? null,
      expires_at,
      order_id,
    })
  }

  protected keys(): SessionKeys | null {
    const { session } = this.facts
    return session && { session_id: session.id, cart_id: session.cart_id }
  }

  protected set(change: Partial<Facts>): void {
    this.facts = { ...this.facts, ...change }
    this.state = toState(this.facts, this.lane)
    this.listeners.forEach((listener) => listener())
  }

  /** Something of loyalty changed on the server that other tabs show too. */
  protected abstract tellTabs(): void

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

  /** One errand of the lane: select or evaluate, and what its answer means. */
  private async ask({ choices, signal, isStale }: Errand): Promise<void> {
    const keys = this.keys()
    if (!keys) {
      return
    }
    const was_choice = choices.size > 0
    const result = was_choice
      ? await this.client.select({ ...keys, ...toSelection(choices) }, { signal })
      : await this.client.evaluate(keys, { signal })
    if (isStale()) {
      return
    }
    if (!result.ok) {
      await this.refused(result.failure, { was_choice, keys })
      return
    }
    const { availability, retry_after } = result.value
    this.set({
      session: result.value,
      failure: isCalm(this.facts.failure) ? null : this.facts.failure,
    })
    if (availability === "ok") {
      this.retry.stop()
    } else {
      this.retry.plan(retry_after)
    }
    this.cartChanged()
  }

  private async refused(
    failure: LoyaltyFailure,
    { was_choice, keys }: { was_choice: boolean; keys: SessionKeys },
  ): Promise<void> {
    this.set({ failure })
    if (failure.code === "session_not_found" || failure.code === "session_not_active") {
      const found = await this.client.session(keys)
      const session = found.ok && !isOver(found.value) ? found.value : null
      if (!session) {
        this.memory.forget(keys.cart_id)
      }
      this.set({ session })
      this.cartChanged()
    } else if (was_choice) {
      // Refused, or its outcome is not known: ask what stands.
      this.lane.evaluate()
    } else {
      this.retry.plan(failure.retry_after)
    }
  }

  /** The wait is over: ask again, or offer to identify again. */
  private tryAgain(): void {
    if (this.facts.session) {
      this.refresh()
    } else {
      this.dismissFailure()
    }
  }

  protected readCart(): void {
    if (this.options.onCartChange) {
      this.options.onCartChange()
    } else if (this.facts.cart_id !== null) {
      void this.reader.read(this.facts.cart_id)
    }
  }
}

/** Ended without an order: there is nothing to show of it. */
export const isOver = ({ status }: StoreLoyaltySession): boolean => status === "failed"
