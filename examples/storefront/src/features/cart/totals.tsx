import { formatMoney } from "../../lib/money"

/** The amounts of a cart or an order, as Medusa replies them. */
interface TotalsSource {
  currency_code: string
  /** Of the goods, before discounts and tax. Orders do not carry it. */
  original_item_subtotal?: number
  item_subtotal: number
  discount_subtotal?: number
  shipping_subtotal: number
  tax_total: number
  total: number
  shipping_methods?: unknown[] | null
}

interface TotalsProps {
  of: TotalsSource
  /** What the savings are made of, as far as it is known. */
  savingsBy?: { label: string; amount: number }[]
  isFinal?: boolean
}

/** Goods, savings, delivery, tax and the total, each from Medusa and none calculated here. */
export function Totals({ of, savingsBy = [], isFinal = false }: TotalsProps) {
  const money = (amount: number) => formatMoney(amount, of.currency_code)
  const savings = of.discount_subtotal ?? 0
  const hasShipping = (of.shipping_methods ?? []).length > 0
  return (
    <dl className="totals">
      <div>
        <dt>Goods</dt>
        <dd>{money(of.item_subtotal)}</dd>
      </div>
      {savings > 0 && (
        <div className="totals-savings">
          <dt>Savings</dt>
          <dd>{money(-savings)}</dd>
        </div>
      )}
      {savings > 0 &&
        savingsBy.map(({ label, amount }) => (
          <div key={label} className="totals-detail">
            <dt>{label}</dt>
            <dd>{money(-amount)}</dd>
          </div>
        ))}
      {(hasShipping || isFinal) && (
        <div>
          <dt>Delivery</dt>
          <dd>{of.shipping_subtotal === 0 ? "Free" : money(of.shipping_subtotal)}</dd>
        </div>
      )}
      <div>
        <dt>Tax</dt>
        <dd>
          {of.tax_total === 0 && !hasShipping && !isFinal ? "At checkout" : money(of.tax_total)}
        </dd>
      </div>
      <div className="totals-total">
        <dt>Total</dt>
        <dd>{money(of.total)}</dd>
      </div>
    </dl>
  )
}
