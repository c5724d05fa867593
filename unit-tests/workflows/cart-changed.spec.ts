import cartChanged from "../../src/subscribers/cart-changed"
import { sessionOf } from "./snapshots"
import { containerOf } from "./stand-ins"

const eventOf = (id: string) => ({ name: "cart.updated", data: { id } })

describe("the event of a changed cart", () => {
  afterEach(() => vi.useRealTimers())

  it("lets a queue go on while the shopper still changes the cart, and looks once afterwards", async () => {
    vi.useFakeTimers()
    const asked: string[] = []
    const latestSessionOfCart = (cart_id: string) => {
      asked.push(cart_id)
      return Promise.resolve(sessionOf({ status: "active", evaluated_at: null }))
    }
    const { container } = containerOf({ latestSessionOfCart })

    // No clock goes on here: whoever waits for the end of the burst waits for ever.
    await cartChanged({ event: eventOf("cart_of_a_queue"), container, pluginOptions: {} })
    await cartChanged({ event: eventOf("cart_of_a_queue"), container, pluginOptions: {} })
    expect(asked).toEqual([])

    await vi.advanceTimersByTimeAsync(1_000)
    expect(asked).toEqual(["cart_of_a_queue"])
  })

  it("is looked at again although the machine's clock was set back since the cart had no session", async () => {
    vi.useFakeTimers()
    let looks = 0
    const latestSessionOfCart = () => {
      looks++
      return Promise.resolve(null)
    }
    const { container } = containerOf({ latestSessionOfCart })
    const changed = async () => {
      await cartChanged({ event: eventOf("cart_of_no_member"), container, pluginOptions: {} })
      await vi.advanceTimersByTimeAsync(1_000)
    }

    await changed()
    await changed()
    expect(looks).toBe(1)
    vi.setSystemTime(Date.now() - 3_600_000)
    await vi.advanceTimersByTimeAsync(1_000)
    await changed()
    expect(looks).toBe(2)
  })

  it("says in the log when the cart could not be settled after its burst", async () => {
    const session = sessionOf({ status: "active", evaluated_at: new Date() })
    // It has no locks.
    const { container, logged } = containerOf({
      latestSessionOfCart: () => Promise.resolve(session),
    })

    await cartChanged({ event: eventOf("cart_without_locks"), container, pluginOptions: {} })

    await vi.waitFor(() => expect(logged).toHaveLength(1), 5_000)
    expect(logged[0]).toContain("loyalty: a cart was not settled after its changes")
    expect(logged[0]).not.toContain("cart_without_locks")
  })
})
