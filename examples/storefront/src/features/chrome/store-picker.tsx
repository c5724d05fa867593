"use client"

import { useId, useRef } from "react"

import { chooseStore } from "../../app/actions"
import { cityLine, type Store } from "../../lib/store"

/** Which store fills the order: each has a cart, prices and loyalty of its own. */
export function StorePicker({ stores, store }: { stores: Store[]; store: Store }) {
  const details = useRef<HTMLDetailsElement>(null)
  const title = useId()
  const close = () => {
    details.current?.removeAttribute("open")
    details.current?.querySelector("summary")?.focus()
  }
  return (
    <details
      ref={details}
      className="store-picker"
      onKeyDown={(event) => {
        if (event.key === "Escape") {
          close()
        }
      }}
    >
      <summary>
        <span className="visually-hidden">Store: </span>
        <span className="store-picker-name">{store.name}</span>
      </summary>
      <form action={chooseStore} className="store-picker-list" aria-labelledby={title}>
        <p id={title}>Pick up or get delivery from</p>
        {stores.map((candidate) => (
          <button
            key={candidate.site_id}
            type="submit"
            name="site_id"
            value={candidate.site_id}
            aria-current={candidate.site_id === store.site_id ? "true" : undefined}
          >
            <strong>{candidate.name}</strong>
            <span>
              {candidate.street}, {cityLine(candidate)}
            </span>
          </button>
        ))}
      </form>
    </details>
  )
}
