/** Writes an amount in major units, as Medusa replies carry it: `$4.99`. */
export function formatMoney(amount: number, currency_code: string): string {
  return new Intl.NumberFormat("en-US", {
    style: "currency",
    currency: currency_code.toUpperCase(),
  }).format(amount)
}
