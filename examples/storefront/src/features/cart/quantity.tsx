"use client"

interface QuantityProps {
  value: number
  min?: number
  max?: number
  /** What is counted, for the names of the buttons. */
  name: string
  isBusy?: boolean
  onChange: (value: number) => void
}

const MAX = 99

/** A number between two buttons that a thumb can hit. */
export function Quantity({
  value,
  min = 0,
  max = MAX,
  name,
  isBusy = false,
  onChange,
}: QuantityProps) {
  const step = (next: number) => () => {
    if (!isBusy && next >= min && next <= max) {
      onChange(next)
    }
  }
  return (
    <div className="quantity" role="group" aria-label={`Quantity of ${name}`}>
      <button
        type="button"
        aria-label={value - 1 === 0 && min === 0 ? `Remove ${name}` : `One ${name} less`}
        aria-disabled={isBusy || value <= min}
        onClick={step(value - 1)}
      >
        −
      </button>
      <output aria-live="off">{value}</output>
      <button
        type="button"
        aria-label={`One ${name} more`}
        aria-disabled={isBusy || value >= max}
        onClick={step(value + 1)}
      >
        +
      </button>
    </div>
  )
}
