"use client"

import { totalsOf, type Totals, type TotalsRow } from "../core/totals.js"
import { useLoyaltyContext } from "./context.js"
import { Root } from "./root.js"
import { AmountRow, Words } from "./words.js"
import { useLoyalty } from "./use-loyalty.js"
import { createElement, Fragment } from "./hooks.js"

export interface LoyaltyTotalsProps {
  /** In major units, where the shop has one that is not part of the cart's total. */
  tip?: number
}

/** From the items to the total, with the loyalty savings line by line. */
export function LoyaltyTotals({ tip = 0 }: LoyaltyTotalsProps) {
  const { part, format } = useLoyaltyContext()
  const { cart, session, loading } = useLoyalty()
  const totals = cart && totalsOf(cart, session, tip)
  if (!totals) {
    return null
  }
  return (
    <Root>
      <dl {...part("totals")} aria-label={format.text("totals_title")} aria-busy={loading}>
        {totals.rows.map((row) => (
          <Row key={row.kind} row={row} currency={totals.currency_code} />
        ))}
        <Total totals={totals} />
      </dl>
    </Root>
  )
}

function Row({ row, currency }: { row: TotalsRow; currency: string }) {
  const { format } = useLoyaltyContext()
  const { kind, amount, details } = row
  return (
    <>
      <AmountRow
        part={kind === "savings" ? "totals-saving" : "totals-row"}
        label={format.text(`totals_${kind}`)}
      >
        {format.money(amount, currency)}
      </AmountRow>
      {details?.map((detail, index) => (
        <AmountRow key={index} part="totals-detail" label={detail.label}>
          {format.money(detail.amount, currency)}
        </AmountRow>
      ))}
    </>
  )
}

function Total({ totals }: { totals: Totals }) {
  const { format } = useLoyaltyContext()
  const { total, original, tax_included } = totals
  const money = (amount: number) => format.money(amount, totals.currency_code)
  const label = (
    <>
      {format.text("totals_total")}
      {tax_included !== null && (
        <Words
          as="small"
          part="muted"
          text="totals_tax_included"
          values={{ amount: money(tax_included) }}
        />
      )}
    </>
  )
  return (
    <>
      {original !== null && (
        <AmountRow part="totals-original" label={format.text("totals_original")}>
          <s>{money(original)}</s>
        </AmountRow>
      )}
      <AmountRow part="totals-total" label={label}>
        {money(total)}
      </AmountRow>
    </>
  )
}
