"use client"

import { totalsOf, type Totals, type TotalsRow } from "../core/totals.js"
import { useLoyaltyContext } from "./context.js"
import { Root } from "./root.js"
import { useLoyalty } from "./use-loyalty.js"

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
  const { part, format } = useLoyaltyContext()
  const { kind, amount, details } = row
  return (
    <>
      <div {...part(kind === "savings" ? "totals-saving" : "totals-row")}>
        <dt>{format.text(`totals_${kind}`)}</dt>
        <dd>{format.money(amount, currency)}</dd>
      </div>
      {details.map((detail) => (
        <div key={detail.label} {...part("totals-detail")}>
          <dt>
            <bdi>{detail.label}</bdi>
          </dt>
          <dd>{format.money(detail.amount, currency)}</dd>
        </div>
      ))}
    </>
  )
}

function Total({ totals }: { totals: Totals }) {
  const { part, format } = useLoyaltyContext()
  const { total, tax_included, currency_code } = totals
  return (
    <div {...part("totals-total")}>
      <dt>
        {format.text("totals_total")}
        {tax_included !== null && (
          <small {...part("muted")}>
            {format.text("totals_tax_included", {
              amount: format.money(tax_included, currency_code),
            })}
          </small>
        )}
      </dt>
      <dd>{format.money(total, currency_code)}</dd>
    </div>
  )
}
