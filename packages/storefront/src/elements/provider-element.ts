import type { LoyaltyCart } from "../core/cart.js"
import { createLoyaltyClient } from "../core/client.js"
import { createFormat } from "../core/format.js"
import { LoyaltyStore } from "../core/store.js"
import { en } from "../i18n/en.js"
import type { LoyaltyMessages } from "../i18n/messages.js"
import type { LoyaltyContextValue } from "../react/context.js"
import { createParts } from "../react/parts.js"
import { loadMessages } from "./languages.js"

/** Where a server renders the page there are no elements: importing this must not throw there. */
const Base = (typeof HTMLElement === "undefined" ? class {} : HTMLElement) as typeof HTMLElement

/** May be set before the element is defined; then they lie in front of ours until it connects. */
const PROPERTIES = ["headers", "messages", "cart"] as const

const ATTRIBUTES = ["base-url", "publishable-key", "cart-id", "locale", "signed-in", "unstyled"]

/**
 * `<loyalty-provider>`: keeps the session of a cart for the loyalty elements inside it. Dispatches
 * `loyalty-change` with the state whenever it changes; `detail.cart` has the new totals.
 */
export class LoyaltyProviderElement extends Base {
  static readonly observedAttributes = ATTRIBUTES

  private context: LoyaltyContextValue | null = null
  private texts: Partial<LoyaltyMessages> = {}
  /** The dictionary of the language; English needs none. */
  private dictionary: LoyaltyMessages | null = null
  private givenHeaders: Record<string, string> = {}
  private givenCart: LoyaltyCart | string | null = null
  private disconnect: (() => void) | null = null
  private readonly watchers = new Set<() => void>()

  /** Further headers of each request, such as a customer's `authorization`. */
  get headers(): Record<string, string> {
    return this.givenHeaders
  }

  set headers(headers: Record<string, string>) {
    this.givenHeaders = headers
  }

  /** The state and the actions; null until address and key are set. */
  get store(): LoyaltyStore | null {
    return this.context?.store ?? null
  }

  /** Texts in place of ours, whole or in part. */
  set messages(messages: Partial<LoyaltyMessages>) {
    this.texts = messages
    this.renew()
  }

  /** The shop's own cart instead of `cart-id`: give it again whenever it changed. */
  set cart(cart: LoyaltyCart | null) {
    this.givenCart = cart
    this.store?.setCart(cart)
  }

  connectedCallback(): void {
    for (const name of PROPERTIES) {
      const early = Object.getOwnPropertyDescriptor(this, name)
      if (early) {
        Reflect.deleteProperty(this, name)
        Object.assign(this, { [name]: early.value as unknown })
      }
    }
    this.givenCart ??= this.getAttribute("cart-id")
    this.start()
  }

  disconnectedCallback(): void {
    this.disconnect?.()
    this.disconnect = null
  }

  attributeChangedCallback(name: string): void {
    if (!this.isConnected) {
      return
    }
    switch (name) {
      case "cart-id":
        this.givenCart = this.getAttribute("cart-id")
        this.store?.setCart(this.givenCart)
        break
      case "signed-in":
        this.store?.configure({ signedIn: this.hasAttribute("signed-in") })
        break
      default:
        this.start()
    }
  }

  /** For the elements inside: what to show, and to be told when that changes. */
  watch(watcher: () => void): () => void {
    this.watchers.add(watcher)
    return () => this.watchers.delete(watcher)
  }

  get contextValue(): LoyaltyContextValue | null {
    return this.context
  }

  private start(): void {
    const baseUrl = this.getAttribute("base-url")
    const publishableKey = this.getAttribute("publishable-key")
    if (baseUrl === null || publishableKey === null) {
      return
    }
    const store =
      this.store ??
      new LoyaltyStore({
        client: createLoyaltyClient({ baseUrl, publishableKey, headers: () => this.givenHeaders }),
        signedIn: this.hasAttribute("signed-in"),
      })
    if (!this.disconnect) {
      const leave = store.connect()
      const unsubscribe = store.subscribe(() => this.tell(store))
      this.disconnect = () => {
        unsubscribe()
        leave()
      }
    }
    this.renew(store)
    void this.loadLanguage()
    store.setCart(this.givenCart)
  }

  private async loadLanguage(): Promise<void> {
    const locale = this.locale
    const dictionary = await loadMessages(locale)
    if (locale === this.locale) {
      this.dictionary = dictionary
      this.renew()
    }
  }

  private get locale(): string {
    return this.getAttribute("locale") ?? document.documentElement.lang
  }

  private renew(store = this.store): void {
    if (store) {
      this.context = {
        store,
        format: createFormat(this.locale, { ...en, ...this.dictionary, ...this.texts }),
        part: createParts(this.hasAttribute("unstyled"), {}),
      }
      this.watchers.forEach((watcher) => watcher())
    }
  }

  private tell(store: LoyaltyStore): void {
    this.dispatchEvent(
      new CustomEvent("loyalty-change", { detail: store.getState(), bubbles: true }),
    )
  }
}
