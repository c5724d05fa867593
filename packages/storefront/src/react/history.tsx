"use client"

import type { MessageKey } from "../i18n/messages.js"
import { useLoyaltyContext } from "./context.js"
import { createElement, useId } from "./hooks.js"
import { Heading, type HeadingLevel } from "./root.js"

/** A line of a history: what, when, and how many points. */
export interface HistoryEntry {
  at: string
  description: string
  points: number
}

/** Points that came and went. */
export function History(props: {
  title: MessageKey
  level: HeadingLevel
  entries: HistoryEntry[]
}) {
  const { part, format } = useLoyaltyContext()
  const id = useId()
  return (
    <div>
      <Heading level={props.level} id={id} part="subtitle">
        {format.text(props.title)}
      </Heading>
      <ul {...part("history")} aria-labelledby={id}>
        {props.entries.map(({ at, description, points }, index) => (
          <li key={index} {...part("history-entry")}>
            <span>
              <bdi>{description}</bdi>
              <small {...part("muted")}>
                <time dateTime={at}>{format.date(at)}</time>
              </small>
            </span>
            <span dir="ltr">{`${points > 0 ? "+" : ""}${format.number(points)}`}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
