"use client"

import { useLoyaltyContext } from "./context.js"
import { createElement, useEffect, useRef, useState } from "./hooks.js"
import { useLoyalty } from "./use-loyalty.js"

/** Tells screen readers a new total, once the cart has come to rest. */
export function Announcer({ tip = 0 }: { tip?: number }) {
  const { cart, discount_total, loading } = useLoyalty()
  const { format } = useLoyaltyContext()
  const [words, setWords] = useState("")
  const told = useRef<number | null>(null)
  const total = cart?.total === undefined ? null : cart.total + tip
  const currency_code = cart?.currency_code
  useEffect(() => {
    if (loading || total === null || currency_code === undefined || told.current === total) {
      return
    }
    // The first total is on the page already.
    if (told.current !== null) {
      const money = (amount: number) => format.money(amount, currency_code)
      const news = [format.text("announce_total", { total: money(total) })]
      if (discount_total > 0) {
        news.push(format.text("announce_savings", { amount: money(discount_total) }))
      }
      setWords(news.join(" "))
    }
    told.current = total
  }, [loading, total, currency_code, discount_total, format])
  return (
    <p role="status" aria-live="polite">
      {words}
    </p>
  )
}
