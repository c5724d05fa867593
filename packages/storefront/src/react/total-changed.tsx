"use client"

import { useEffect, useId, useRef } from "react"

import { useLoyaltyContext } from "./context.js"
import { useLoyalty } from "./use-loyalty.js"

/** Completion found another total than the shopper saw: both stand here until confirmed. */
export function TotalChanged({ onConfirm }: { onConfirm?: () => void }) {
  const { total_changed, cart, session, confirmTotal } = useLoyalty()
  const { part, format } = useLoyaltyContext()
  const box = useRef<HTMLDivElement>(null)
  const id = useId()
  const is_shown = total_changed !== null
  useEffect(() => {
    if (is_shown) {
      box.current?.focus()
    }
  }, [is_shown])
  const currency_code = cart?.currency_code ?? session?.currency_code
  if (!total_changed || currency_code === undefined) {
    return null
  }
  const money = (amount: number) => format.money(amount, currency_code)
  const total = money(total_changed.total)
  const confirm = () => {
    confirmTotal()
    onConfirm?.()
  }
  return (
    <div {...part("alert")} ref={box} role="alert" tabIndex={-1} aria-labelledby={id}>
      <p {...part("subtitle")} id={id}>
        {format.text("total_changed_title")}
      </p>
      <p {...part("text")}>
        {format.text("total_changed", {
          previous: money(total_changed.previous_total),
          total,
        })}
      </p>
      <button {...part("button")} type="button" onClick={confirm}>
        {format.text("total_changed_confirm", { total })}
      </button>
    </div>
  )
}
