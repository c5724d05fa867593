"use client"

import type { FormEvent } from "react"

import type { StoreLoyaltyIdentifier } from "../core/http-types.js"
import type { Result } from "../core/result.js"
import { isCalm } from "../core/state.js"
import type { MessageKey } from "../i18n/messages.js"
import { useLoyaltyContext } from "./context.js"
import { createElement, useId, useRef, useState } from "./hooks.js"
import { IdentifierField } from "./identifier-field.js"
import { refusalOf } from "./refusal.js"
import { Root } from "./root.js"
import { useLoyalty } from "./use-loyalty.js"

/** By what a shopper may be found. */
export type IdentifierKind = "phone" | "email" | "card"

export interface LoyaltyIdentifierProps {
  /** What may be typed, the first being offered first; default phone, e-mail and card. */
  kinds?: readonly IdentifierKind[]
  /** Two-letter code of the country chosen first; default `US`, or the first of `countries`. */
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
  const { identify, status, failure, dismissFailure } = useLoyalty()
  const refusal = refusalOf(failure)
  // Nothing that was typed here is wrong then.
  const is_ended = refusal === "session_ended"
  return (
    <Root>
      <IdentifierForm
        {...props}
        is_busy={status === "identifying"}
        refusal={is_ended ? null : refusal}
        intro={is_ended ? refusal : "identify_intro"}
        submitText="identify_submit"
        onSubmit={identify}
        onEdit={() => failure && dismissFailure()}
      />
    </Root>
  )
}

export interface IdentifierFormProps extends LoyaltyIdentifierProps {
  is_busy: boolean
  /** Why the last try came to nothing. */
  refusal: MessageKey | null
  intro: "identify_intro" | "account_link_intro" | "session_ended"
  submitText: "identify_submit" | "account_link"
  onSubmit(identifier: StoreLoyaltyIdentifier): Promise<Result<unknown>>
  onEdit(): unknown
}

/** The form that takes a phone number, an e-mail address or a card. */
export function IdentifierForm(props: IdentifierFormProps) {
  const { kinds = KINDS, is_busy } = props
  const { part, format } = useLoyaltyContext()
  const form = useIdentifierForm(props, kinds[0] ?? "phone")
  const id = useId()
  const error_id = form.error ? `${id}-error` : undefined
  return (
    <form {...part("form")} noValidate aria-busy={is_busy} onSubmit={form.submit}>
      {props.intro === "session_ended" ? (
        <p {...part("notice")} role="alert">
          {format.text(props.intro)}
        </p>
      ) : (
        <p {...part("text")}>{format.text(props.intro)}</p>
      )}
      {kinds.length > 1 && <KindChoice {...form} name={id} kinds={kinds} />}
      <IdentifierField {...form} id={id} countries={props.countries} errorId={error_id} />
      <p {...part("error")} id={`${id}-error`} role="alert">
        {form.error}
      </p>
      <button {...part("button")} type="submit" aria-disabled={is_busy}>
        {format.text(is_busy ? "identify_busy" : props.submitText)}
      </button>
    </form>
  )
}

/** A number must not be read by the rules of a country that this shop does not offer. */
const firstCountry = ({ defaultCountry = "US", countries = [] }: LoyaltyIdentifierProps): string =>
  countries.includes(defaultCountry) ? defaultCountry : (countries[0] ?? defaultCountry)

function useIdentifierForm(props: IdentifierFormProps, first_kind: IdentifierKind) {
  const { is_busy, refusal, onSubmit, onEdit } = props
  const { format } = useLoyaltyContext()
  const [kind, setKind] = useState(first_kind)
  const [value, setValue] = useState("")
  const [country, setCountry] = useState(() => firstCountry(props))
  const [is_empty, setIsEmpty] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const edit = (typed: string) => {
    setValue(typed)
    setIsEmpty(false)
    onEdit()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (is_busy) {
      return
    }
    const typed = value.trim()
    setIsEmpty(typed === "")
    if (typed === "") {
      input.current?.focus()
      return
    }
    void onSubmit(toIdentifier(kind, typed, country)).then((result) => {
      if (!result.ok && !isCalm(result.failure)) {
        input.current?.focus()
      }
    })
  }
  return {
    ...{ kind, value, country, inputRef: input, setCountry, submit },
    error: is_empty ? format.text("identify_empty") : refusal && format.text(refusal),
    setValue: edit,
    setKind: (chosen: IdentifierKind) => {
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
  setKind(kind: IdentifierKind): void
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
              onChange={() => props.setKind(kind)}
            />
            <span>{format.text(`kind_${kind}`)}</span>
          </label>
        ))}
      </div>
    </div>
  )
}
