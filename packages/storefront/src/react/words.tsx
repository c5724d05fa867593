"use client"

import type { ReactNode } from "react"

import type { MessageValues } from "../core/format.js"
import type { MessageKey } from "../i18n/messages.js"
import { useLoyaltyContext } from "./context.js"
import type { LoyaltyPart } from "./parts.js"
import { createElement } from "./hooks.js"

interface WordsProps {
  text: MessageKey
  values?: MessageValues
  /** Default `text`. */
  part?: LoyaltyPart
  /** Default `p`. */
  as?: "p" | "small" | "span" | "legend"
  id?: string
}

/** A text of the dictionary. */
export function Words({ text, values, part: name = "text", as: Tag = "p", id }: WordsProps) {
  const { part, format } = useLoyaltyContext()
  return (
    <Tag {...part(name)} id={id}>
      {format.text(text, values)}
    </Tag>
  )
}

interface ButtonProps {
  text: MessageKey
  values?: MessageValues
  quiet?: boolean
  onClick(): unknown
}

/** A button that does something by itself. */
export function Button({ text, values, quiet, onClick }: ButtonProps) {
  const { part, format } = useLoyaltyContext()
  return (
    <button
      {...part(quiet ? "button-quiet" : "button")}
      type="button"
      onClick={() => void onClick()}
    >
      {format.text(text, values)}
    </button>
  )
}

/** A name and its amount, in a list of them. */
export function AmountRow(props: { part: LoyaltyPart; label: ReactNode; children: ReactNode }) {
  const { part } = useLoyaltyContext()
  return (
    <div {...part(props.part)}>
      <dt>
        <bdi>{props.label}</bdi>
      </dt>
      <dd>{props.children}</dd>
    </div>
  )
}
