"use client"

import type { HttpTypes } from "@medusajs/types"
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
} from "react"

import { explain } from "../lib/errors"
import { CartApi, type CartWork } from "./cart-api"
import { useShop } from "./shop"

/** What came of a change, and what the shopper must be told about it. */
interface Change {
  worked: boolean
  /** For the shopper; also where the change stands but cannot be shown. */
  problem: string | null
}

interface CartContextValue {
  /** Null while it is read for the first time, and when there is none. */
  cart: HttpTypes.StoreCart | null
  isLoading: boolean
  /** A change is on its way. */
  isBusy: boolean
  /** Why the cart could not be read when the page was opened, for the shopper. */
  readError: string | null
  /**
   * Changes the cart; makes one where there is none. Changes wait for each other: Medusa locks a
   * cart for each, and two at once would wait for that lock until one fails. It never throws.
   */
  change: (work: CartWork) => Promise<Change>
  /** Reads the cart again, for instance after a discount was written to it. */
  refresh: () => Promise<HttpTypes.StoreCart | null>
  /** Lets go of a cart that became an order. */
  forget: () => void
}

const CartContext = createContext<CartContextValue | null>(null)
const CHANNEL = "fastlane_cart"
const NOT_SHOWN =
  "Your cart was changed, but we can't show it right now. Reload the page to see it."

/** Holds the shopper's cart in this store, across reloads and tabs. */
export function CartProvider({ children }: { children: ReactNode }) {
  const { sdk, store, region } = useShop()
  const storageKey = `${CHANNEL}_${store.site_id}`
  const [cart, setCart] = useState<HttpTypes.StoreCart | null>(null)
  const [isLoading, setLoading] = useState(true)
  const [pending, setPending] = useState(0)
  const [readError, setReadError] = useState<string | null>(null)
  const queue = useRef<Promise<unknown>>(Promise.resolve())
  // Reads overlap: loyalty, other tabs and the shopper each ask. One that began earlier and comes in
  // later must not put an older cart back.
  const reads = useRef({ begun: 0, shown: 0 })
  const channel = useRef<BroadcastChannel | null>(null)

  const forget = useCallback(() => {
    localStorage.removeItem(storageKey)
    reads.current.shown = reads.current.begun
    setCart(null)
    channel.current?.postMessage(storageKey)
  }, [storageKey])

  const refresh = useCallback(async () => {
    const mine = ++reads.current.begun
    const id = localStorage.getItem(storageKey)
    const read = id === null ? null : await new CartApi(sdk, id).read()
    if (mine > reads.current.shown) {
      reads.current.shown = mine
      if (id !== null && read === null) {
        localStorage.removeItem(storageKey)
      }
      setCart(read)
    }
    return read
  }, [sdk, storageKey])

  const change = useCallback(
    (work: CartWork) => {
      const run = async (): Promise<Change> => {
        setPending((count) => count + 1)
        setReadError(null)
        try {
          const id = localStorage.getItem(storageKey)
          const api = id ? new CartApi(sdk, id) : await CartApi.create(sdk, region.id)
          localStorage.setItem(storageKey, api.id)
          await work(api)
          // The change stands, whether it can be shown now or only later.
          const problem = await refresh().then(
            () => null,
            () => NOT_SHOWN,
          )
          channel.current?.postMessage(storageKey)
          return { worked: true, problem }
        } catch (failure) {
          return { worked: false, problem: explain(failure) }
        } finally {
          setPending((count) => count - 1)
        }
      }
      const done = queue.current.then(run)
      queue.current = done
      return done
    },
    [sdk, storageKey, region.id, refresh],
  )

  useFirstRead(refresh, setLoading, setReadError)
  useOtherTabs(channel, storageKey, refresh)

  const value = useMemo(
    () => ({ cart, isLoading, isBusy: pending > 0, readError, change, refresh, forget }),
    [cart, isLoading, pending, readError, change, refresh, forget],
  )
  return <CartContext.Provider value={value}>{children}</CartContext.Provider>
}

/** @throws Error outside of `CartProvider` */
export function useCart(): CartContextValue {
  const value = useContext(CartContext)
  if (!value) {
    throw new Error("useCart needs a CartProvider above it.")
  }
  return value
}

/** Changes the cart for one part of a page: what goes wrong is told there and nowhere else. */
export function useOwnChange(): {
  /** Whether it worked; `problem` says what the shopper must know. */
  change: (work: CartWork) => Promise<boolean>
  problem: string | null
} {
  const { change } = useCart()
  const [problem, setProblem] = useState<string | null>(null)
  const changeOwn = async (work: CartWork) => {
    setProblem(null)
    const outcome = await change(work)
    setProblem(outcome.problem)
    return outcome.worked
  }
  return { change: changeOwn, problem }
}

function useFirstRead(
  refresh: () => Promise<unknown>,
  setLoading: (loading: boolean) => void,
  setError: (error: string) => void,
): void {
  useEffect(() => {
    refresh()
      .catch((failure: unknown) => setError(explain(failure)))
      .finally(() => setLoading(false))
  }, [refresh, setLoading, setError])
}

// A tab that comes back to the front may have missed messages while it slept.
function useOtherTabs(
  channel: { current: BroadcastChannel | null },
  storageKey: string,
  refresh: () => Promise<unknown>,
): void {
  useEffect(() => {
    const open = new BroadcastChannel(CHANNEL)
    channel.current = open
    // A failed look changes nothing: the next change of the shopper's own says what is wrong.
    const look = () => void refresh().catch(() => undefined)
    open.onmessage = ({ data }) => {
      if (data === storageKey) {
        look()
      }
    }
    const onVisible = () => {
      if (document.visibilityState === "visible") {
        look()
      }
    }
    document.addEventListener("visibilitychange", onVisible)
    return () => {
      open.close()
      channel.current = null
      document.removeEventListener("visibilitychange", onVisible)
    }
  }, [channel, storageKey, refresh])
}
