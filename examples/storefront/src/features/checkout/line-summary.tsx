import { formatMoney } from "../../lib/money"

interface SummaryLine {
  id: string
  title: string
  product_title?: string | null
  variant_title?: string | null
  quantity: number
  unit_price: number
}

interface LineSummaryProps {
  lines: SummaryLine[]
  currency_code: string
}

/** Lines of a cart or an order, at their full price. */
export function LineSummary({ lines, currency_code }: LineSummaryProps) {
  return (
    <ul className="summary-lines">
      {lines.map((line) => (
        <li key={line.id}>
          <span className="summary-count">{line.quantity} ×</span>
          <span>
            {line.product_title ?? line.title}
            {line.variant_title ? <span className="muted"> {line.variant_title}</span> : null}
          </span>
          <span className="summary-price">
            {formatMoney(line.unit_price * line.quantity, currency_code)}
          </span>
        </li>
      ))}
    </ul>
  )
}
