"use client"

import { useEffect, useRef, useState } from "react"

import { useLoyaltyContext } from "./context.js"
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
      const savings =
        discount_total > 0
          ? format.text("announce_savings", {
              amount: format.money(discount_total, currency_code),
            })
          : ""
      const news = format.text("announce_total", {
        total: format.money(total, currency_code),
      })
      setWords(`${news} ${savings}`.trim())
    }
    told.current = total
  }, [loading, total, currency_code, discount_total, format])
  return (
    <p role="status" aria-live="polite">
      {words}
    </p>
  )
}
