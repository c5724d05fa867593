"use client"

import { useMemo, type ChangeEvent, type Ref } from "react"

import type { PhoneFormat } from "../core/phone.js"
import { useLoyaltyContext } from "./context.js"
import { usePhoneFormat } from "./use-phone-format.js"

export interface PhoneFieldProps {
  id: string
  value: string
  country: string
  /** Two-letter codes to choose from; default all. */
  countries?: readonly string[]
  invalid: boolean
  describedBy: string | undefined
  inputRef: Ref<HTMLInputElement>
  onChange(value: string): void
  onCountryChange(country: string): void
}

/** A phone number in a country's own writing, formatted while it is typed. */
export function PhoneField(props: PhoneFieldProps) {
  const { id, value, country } = props
  const { part, format } = useLoyaltyContext()
  const phone = usePhoneFormat(true)
  const type = ({ currentTarget }: ChangeEvent<HTMLInputElement>) => {
    const typed = currentTarget.value
    // In the middle of a number the caret would jump.
    const is_at_end = currentTarget.selectionStart === typed.length
    const is_growing = typed.length > value.length
    props.onChange(phone && is_at_end && is_growing ? phone.format(typed, country) : typed)
  }
  return (
    <div {...part("phone")}>
      <CountrySelect {...props} phone={phone} />
      <div {...part("field")}>
        <label {...part("label")} htmlFor={id}>
          {format.text("phone_label")}
        </label>
        <input
          {...part("input")}
          id={id}
          ref={props.inputRef}
          type="tel"
          inputMode="tel"
          autoComplete="tel-national"
          dir="ltr"
          required
          value={value}
          aria-invalid={props.invalid}
          aria-describedby={props.describedBy}
          onChange={type}
        />
      </div>
    </div>
  )
}

function CountrySelect(props: PhoneFieldProps & { phone: PhoneFormat | null }) {
  const { id, country, countries, phone } = props
  const { part, format } = useLoyaltyContext()
  const options = useMemo(
    () => namedCountries(countries ?? phone?.countries ?? [], country, format.locale),
    [countries, phone, country, format.locale],
  )
  if (countries?.length === 1) {
    return null
  }
  return (
    <div {...part("field")}>
      <label {...part("label")} htmlFor={`${id}-country`}>
        {format.text("country_label")}
      </label>
      <select
        {...part("select")}
        id={`${id}-country`}
        autoComplete="country"
        value={country}
        onChange={({ currentTarget }) => props.onCountryChange(currentTarget.value)}
      >
        {options.map(({ code, name }) => (
          <option key={code} value={code}>
            {[name, phone?.callingCode(code)].filter(Boolean).join(" ")}
          </option>
        ))}
      </select>
    </div>
  )
}

/** Countries by name; the chosen one is there even before the list is loaded. */
function namedCountries(codes: readonly string[], chosen: string, locale: string) {
  const names = new Intl.DisplayNames(locale, {
    type: "region",
    fallback: "code",
  })
  return [...new Set([...codes, chosen])]
    .map((code) => ({ code, name: names.of(code) ?? code }))
    .sort((a, b) => a.name.localeCompare(b.name, locale))
}
