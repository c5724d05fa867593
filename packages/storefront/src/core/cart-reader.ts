import type { LoyaltyCart } from "./cart.js"
import type { LoyaltyClient } from "./client.js"

/** Reads the cart for shops that gave only its id; one read at a time, and the last one counts. */
export class CartReader {
  #reading: AbortController | null = null

  constructor(
    private readonly client: LoyaltyClient,
    private readonly take: (cart: LoyaltyCart) => void,
  ) {}

  async read(cart_id: string): Promise<void> {
    this.stop()
    const reading = new AbortController()
    this.#reading = reading
    const found = await this.client.cart(cart_id, { signal: reading.signal })
    if (found.ok && !reading.signal.aborted) {
      this.take(found.value)
    }
  }

  stop(): void {
    this.#reading?.abort()
  }
}
