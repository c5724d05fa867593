"use client"

/** When a page could not be made, for instance because Medusa is away. */
export default function PageError({ reset }: { reset: () => void }) {
  return (
    <div className="page-note" role="alert">
      <h1>The store does not answer</h1>
      <p>Your cart is safe. Please try again in a moment.</p>
      <button type="button" className="button" onClick={reset}>
        Try again
      </button>
    </div>
  )
}
