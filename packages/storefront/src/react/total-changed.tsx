"use client"

import type { CheckoutLoyaltyProps } from "./checkout.js"
import { useLoyaltyContext } from "./context.js"
import { createElement, useEffect, useId, useRef } from "./hooks.js"
import { Button, Words } from "./words.js"
import { useLoyalty } from "./use-loyalty.js"

/**
 * Completion found another total than the shopper saw: both stand here until confirmed. The button
 * speaks of paying only where pressing it pays.
 */
export function TotalChanged({
  onConfirmTotal,
  confirmPays = true,
  tip = 0,
}: Pick<CheckoutLoyaltyProps, "onConfirmTotal" | "confirmPays" | "tip">) {
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
  const money = (amount: number) => format.money(amount + tip, currency_code)
  const total = money(total_changed.total)
  const confirm = () => {
    confirmTotal()
    onConfirmTotal?.()
  }
  return (
    <div {...part("alert")} ref={box} role="alert" tabIndex={-1} aria-labelledby={id}>
      <Words part="subtitle" id={id} text="total_changed_title" />
      <Words
        text="total_changed"
        values={{
          previous: money(total_changed.previous_total),
          total,
        }}
      />
      <Button
        text={confirmPays && onConfirmTotal ? "total_changed_confirm" : "total_changed_accept"}
        values={{ total }}
        onClick={confirm}
      />
    </div>
  )
}
