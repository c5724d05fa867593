"use client"

import type { StoreLoyaltySummary } from "../core/http-types.js"
import type { LoyaltyFailure, Result } from "../core/result.js"
import { useLoyaltyContext } from "./context.js"
import { useCallback, useEffect, useState } from "./hooks.js"

/** Something read from the server, and how to read it again. */
export interface Loaded<T> {
  value: T | null
  failure: LoyaltyFailure | null
  loading: boolean
  reload(): void
}

/** What an order earned; read again when the shopper comes back to the page. */
export function useOrderSummary(order_id: string): Loaded<StoreLoyaltySummary> {
  const { store } = useLoyaltyContext()
  const load = useCallback(
    (signal: AbortSignal) => store.orderSummary(order_id, { signal }),
    [store, order_id],
  )
  const loaded = useLoaded(load)
  const { reload } = loaded
  // Of an order before this one, nothing is shown.
  const value = loaded.value?.order_id === order_id ? loaded.value : null
  const is_open = value?.status === "pending_finalization"
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === "visible" && is_open) {
        reload()
      }
    }
    document.addEventListener("visibilitychange", look)
    return () => document.removeEventListener("visibilitychange", look)
  }, [reload, is_open])
  return { ...loaded, value }
}

/** Reads once, and again on request; an answer that comes too late is dropped. */
export function useLoaded<T>(load: (signal: AbortSignal) => Promise<Result<T>>): Loaded<T> {
  const [state, setState] = useState<{
    value: T | null
    failure: LoyaltyFailure | null
  }>({
    value: null,
    failure: null,
  })
  const [loading, setLoading] = useState(true)
  const [round, setRound] = useState(0)
  useEffect(() => {
    const ending = new AbortController()
    setLoading(true)
    void load(ending.signal).then((result) => {
      if (ending.signal.aborted) {
        return
      }
      setLoading(false)
      setState((before) =>
        result.ok
          ? { value: result.value, failure: null }
          : { value: before.value, failure: result.failure },
      )
    })
    return () => ending.abort()
  }, [load, round])
  const reload = useCallback(() => setRound((before) => before + 1), [])
  return { ...state, loading, reload }
}
