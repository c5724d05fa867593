"use client"

import { PointsDisplay, useLoyalty } from "medusa-loyalty-storefront"

/** A member's points and what is within reach, beside the cart; an invitation for everybody else. */
export function CartLoyalty() {
  const { session, messages } = useLoyalty()
  if (!session) {
    return <p className="muted small">Rewards member? Your savings come in at checkout.</p>
  }
  return (
    <>
      <PointsDisplay />
      {messages.length > 0 && (
        <ul className="nudges" aria-label="Within reach">
          {messages.map((message) => (
            <li key={message}>{message}</li>
          ))}
        </ul>
      )}
    </>
  )
}
