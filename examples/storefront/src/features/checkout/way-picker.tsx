import type { HttpTypes } from "@medusajs/types"

import { formatMoney } from "../../lib/money"
import { descriptionOf } from "./details"

interface WayPickerProps {
  options: HttpTypes.StoreCartShippingOption[]
  chosen: string | undefined
  currency_code: string
  onChoose: (id: string) => void
}

/** Pickup or delivery. */
export function WayPicker({ options, chosen, currency_code, onChoose }: WayPickerProps) {
  return (
    <fieldset className="choices">
      <legend>How do you want to get it?</legend>
      {options.length === 0 && (
        <p role="status" className="muted">
          Looking up what this store offers…
        </p>
      )}
      {options.map((option) => (
        <label key={option.id} className="choice">
          <input
            type="radio"
            name="way"
            value={option.id}
            checked={option.id === chosen}
            onChange={() => onChoose(option.id)}
          />
          <span className="choice-text">
            <strong>{option.name}</strong>
            <span className="muted">{descriptionOf(option)}</span>
          </span>
          <span className="choice-price">
            {option.amount === 0 ? "Free" : formatMoney(option.amount, currency_code)}
          </span>
        </label>
      ))}
    </fieldset>
  )
}
