"use client"

import { useId, useRef, useState, type FormEvent, type Ref } from "react"

import type { StoreLoyaltyIdentifier } from "../core/http-types.js"
import { isCalm } from "../core/state.js"
import { useLoyaltyContext } from "./context.js"
import { PhoneField } from "./phone-field.js"
import { refusalOf } from "./refusal.js"
import { Root } from "./root.js"
import { useLoyalty } from "./use-loyalty.js"

/** By what a shopper may be found. */
export type IdentifierKind = "phone" | "email" | "card"

export interface LoyaltyIdentifierProps {
  /** What may be typed, the first being offered first; default phone, e-mail and card. */
  kinds?: readonly IdentifierKind[]
  /** Two-letter code of the country chosen first; default `US`. */
  defaultCountry?: string
  /** Countries to choose from; default all. With a single one nothing is asked. */
  countries?: readonly string[]
}

const KINDS: readonly IdentifierKind[] = ["phone", "email", "card"]

/**
 * Asks who the shopper is. Nothing is prefilled and every refusal reads the same, so that nobody
 * learns here who is a member.
 */
export function LoyaltyIdentifier(props: LoyaltyIdentifierProps) {
  const { kinds = KINDS, defaultCountry = "US" } = props
  const { part, format } = useLoyaltyContext()
  const form = useIdentifierForm(kinds[0] ?? "phone", defaultCountry)
  const { status } = useLoyalty()
  const is_busy = status === "identifying"
  const id = useId()
  const error_id = form.error ? `${id}-error` : undefined
  return (
    <Root>
      <form {...part("form")} noValidate aria-busy={is_busy} onSubmit={form.submit}>
        <p {...part("text")}>{format.text("identify_intro")}</p>
        {kinds.length > 1 && (
          <KindChoice name={id} kinds={kinds} kind={form.kind} onChange={form.setKind} />
        )}
        <IdentifierField {...props} id={id} form={form} errorId={error_id} />
        <p {...part("error")} id={`${id}-error`} role="alert">
          {form.error}
        </p>
        <button {...part("button")} type="submit" aria-disabled={is_busy}>
          {format.text(is_busy ? "identify_busy" : "identify_submit")}
        </button>
      </form>
    </Root>
  )
}

interface IdentifierForm {
  kind: IdentifierKind
  value: string
  country: string
  error: string | null
  inputRef: Ref<HTMLInputElement>
  setKind(kind: IdentifierKind): void
  setValue(value: string): void
  setCountry(country: string): void
  submit(event: FormEvent): void
}

function useIdentifierForm(first_kind: IdentifierKind, first_country: string): IdentifierForm {
  const { format } = useLoyaltyContext()
  const { identify, failure, status, dismissFailure } = useLoyalty()
  const [kind, setKind] = useState(first_kind)
  const [value, setValue] = useState("")
  const [country, setCountry] = useState(first_country)
  const [is_empty, setIsEmpty] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const edit = (typed: string) => {
    setValue(typed)
    setIsEmpty(false)
    if (failure) {
      dismissFailure()
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (status === "identifying") {
      return
    }
    const typed = value.trim()
    setIsEmpty(typed === "")
    if (typed === "") {
      input.current?.focus()
      return
    }
    void identify(toIdentifier(kind, typed, country)).then((result) => {
      if (!result.ok && !isCalm(result.failure)) {
        input.current?.focus()
      }
    })
  }
  const refusal = refusalOf(failure)
  return {
    ...{ kind, value, country, inputRef: input, setCountry, submit },
    error: is_empty ? format.text("identify_empty") : refusal && format.text(refusal),
    setValue: edit,
    setKind: (chosen) => {
      setKind(chosen)
      edit("")
    },
  }
}

function toIdentifier(
  kind: IdentifierKind,
  typed: string,
  country_code: string,
): StoreLoyaltyIdentifier {
  return kind === "phone" ? { phone: typed, country_code } : { [kind]: typed }
}

function KindChoice(props: {
  name: string
  kinds: readonly IdentifierKind[]
  kind: IdentifierKind
  onChange(kind: IdentifierKind): void
}) {
  const { part, format } = useLoyaltyContext()
  return (
    <div {...part("field")} role="radiogroup" aria-labelledby={`${props.name}-kinds`}>
      <span {...part("label")} id={`${props.name}-kinds`}>
        {format.text("identify_kind")}
      </span>
      <div {...part("kinds")}>
        {props.kinds.map((kind) => (
          <label key={kind} {...part("kind")}>
            <input
              type="radio"
              name={props.name}
              value={kind}
              checked={kind === props.kind}
              onChange={() => props.onChange(kind)}
            />
            <span>{format.text(`kind_${kind}`)}</span>
          </label>
        ))}
      </div>
    </div>
  )
}

function IdentifierField(
  props: LoyaltyIdentifierProps & {
    id: string
    form: IdentifierForm
    errorId: string | undefined
  },
) {
  const { id, form, errorId } = props
  const { part, format } = useLoyaltyContext()
  const { kind, value, setValue, inputRef } = form
  if (kind === "phone") {
    return (
      <PhoneField
        {...{ id, value, inputRef }}
        country={form.country}
        {...(props.countries && { countries: props.countries })}
        invalid={form.error !== null}
        describedBy={errorId}
        onChange={setValue}
        onCountryChange={form.setCountry}
      />
    )
  }
  return (
    <div {...part("field")}>
      <label {...part("label")} htmlFor={id}>
        {format.text(kind === "email" ? "email_label" : "card_label")}
      </label>
      <input
        {...part("input")}
        id={id}
        ref={inputRef}
        type={kind === "email" ? "email" : "text"}
        inputMode={kind === "email" ? "email" : "numeric"}
        autoComplete={kind === "email" ? "email" : "off"}
        dir="ltr"
        required
        value={value}
        aria-invalid={form.error !== null}
        aria-describedby={errorId}
        onChange={({ currentTarget }) => setValue(currentTarget.value)}
      />
    </div>
  )
}
