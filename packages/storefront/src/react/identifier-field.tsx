"use client"

import type { Ref } from "react"

import type { PhoneFormat } from "../core/phone.js"
import { useLoyaltyContext } from "./context.js"
import { createElement, useMemo } from "./hooks.js"
import type { IdentifierKind } from "./identifier.js"
import { usePhoneFormat } from "./use-phone-format.js"

const INPUTS = {
  phone: { type: "tel", inputMode: "tel", autoComplete: "tel-national" },
  email: { type: "email", inputMode: "email", autoComplete: "email" },
  card: { type: "text", inputMode: "numeric", autoComplete: "off" },
} as const

export interface IdentifierFieldProps {
  id: string
  kind: IdentifierKind
  value: string
  country: string
  /** Two-letter codes to choose from; default all. */
  countries?: readonly string[] | undefined
  error: string | null
  errorId: string | undefined
  inputRef: Ref<HTMLInputElement>
  setValue(value: string): void
  setCountry(country: string): void
}

/** What identifies a shopper; a phone number in its country's writing, formatted while typed. */
export function IdentifierField(props: IdentifierFieldProps) {
  const { id, kind, value, country } = props
  const { part, format } = useLoyaltyContext()
  const phone = usePhoneFormat(kind === "phone")
  const is_phone = kind === "phone"
  const type = ({ value: typed, selectionStart }: HTMLInputElement) => {
    // In the middle of a number the caret would jump.
    const is_growing_at_end = selectionStart === typed.length && typed.length > value.length
    props.setValue(is_phone && phone && is_growing_at_end ? phone.format(typed, country) : typed)
  }
  return (
    <div {...part("phone")}>
      {is_phone && <CountrySelect {...props} phone={phone} />}
      <div {...part("field")}>
        <label {...part("label")} htmlFor={id}>
          {format.text(`${kind}_label`)}
        </label>
        <input
          {...part("input")}
          {...INPUTS[kind]}
          id={id}
          ref={props.inputRef}
          dir="ltr"
          required
          value={value}
          aria-invalid={props.error !== null}
          aria-describedby={props.errorId}
          onChange={({ currentTarget }) => type(currentTarget)}
        />
      </div>
    </div>
  )
}

function CountrySelect(props: IdentifierFieldProps & { phone: PhoneFormat | null }) {
  const { country, countries, phone } = props
  const { part, format } = useLoyaltyContext()
  const id = `${props.id}-country`
  const options = useMemo(
    () => namedCountries(countries ?? phone?.countries ?? [], country, format.locale),
    [countries, phone, country, format.locale],
  )
  if (countries?.length === 1) {
    return null
  }
  return (
    <div {...part("field")}>
      <label {...part("label")} htmlFor={id}>
        {format.text("country_label")}
      </label>
      <select
        {...part("select")}
        id={id}
        autoComplete="country"
        value={country}
        onChange={({ currentTarget }) => props.setCountry(currentTarget.value)}
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
  const names = new Intl.DisplayNames(locale, { type: "region" })
  return [...new Set([...codes, chosen])]
    .map((code) => ({ code, name: names.of(code) ?? code }))
    .sort((a, b) => a.name.localeCompare(b.name, locale))
}
