import { isQuiet, noteEditing } from "../../src/workflows/loyalty/utils/cart-burst"

const CART = "cart_1"

describe("a burst of changes of one cart", () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })

  afterEach(() => {
    vi.useRealTimers()
  })

  /** When the wait for a cart that changes now is over, in milliseconds; undefined before that. */
  const change = (cart_id = CART) => {
    const began = performance.now()
    const wait: { over?: number; answer?: boolean } = {}
    void isQuiet(cart_id).then((answer) => {
      Object.assign(wait, { answer, over: Math.round(performance.now() - began) })
    })
    return wait
  }
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

  it("is over 300 ms after the last of them, for one of those who ask", async () => {
    const first = change()
    await pass(200)
    const second = change()
    await pass(200)
    expect([first.over, second.answer]).toEqual([undefined, false])

    await pass(100)
    expect(first).toEqual({ answer: true, over: 500 })
  })

  it("does not end while a request is changing the cart", async () => {
    const first = change()
    const done = noteEditing(CART)
    await pass(2_000)
    expect(first.over).toBeUndefined()
    done()
    await pass(299)
    expect(first.over).toBeUndefined()
    await pass(301)
    expect(first.answer).toBe(true)
  })

  it("ends after three seconds however many come, and the next burst begins", async () => {
    const first = change()
    for (let elapsed = 0; elapsed < 3_000; elapsed += 100) {
      await pass(100)
      change()
    }
    expect(first.over).toBe(3_000)

    const next = change()
    await pass(100)
    expect(next.answer).toBe(false)
    await pass(300)
  })

  it("waits longer for few changes that take long, but not for ever", async () => {
    const first = change()
    noteEditing(CART)
    await pass(11_900)
    expect(first.over).toBeUndefined()

    await pass(200)
    expect(first.over).toBe(12_000)
  })

  it("is no matter of another cart", async () => {
    const first = change("cart_2")
    change("cart_3")
    await pass(300)

    expect(first).toEqual({ answer: true, over: 300 })
  })
})
